"""The functions that expressions may call: JMESPath's own, and the few that policies about training jobs need besides.

JMESPath's own are the `jmespath` package's. Those added here give null for null, so that a missing member stays a
missing member, and are pure: they read nothing but their arguments. A module for each theme declares them.
"""

from collections.abc import Mapping

from policylint.policies.functions import lists, names, texts
from policylint.policies.functions.declaring import DECLARED, Function
from policylint.policies.functions.standard import standard

__all__ = ["ADDED", "FUNCTIONS", "Function"]

_THEMES = (lists, names, texts)  # whose import declares what they hold

ADDED: Mapping[str, Function] = dict(sorted(DECLARED.items()))
FUNCTIONS: Mapping[str, Function] = {**standard(), **ADDED}
