"""The functions whose result is sure: each from values to a value, or `NotSure`, or `Failed` where Terraform refuses.

https://developer.hashicorp.com/terraform/language/functions. What depends on time, chance, the machine or a provider is
left out, as is what the documentation leaves open.
"""

from collections.abc import Mapping

from policylint.sources.terraform.functions.calling import Function
from policylint.sources.terraform.functions.collections import COLLECTIONS
from policylint.sources.terraform.functions.conditions import CONDITIONS
from policylint.sources.terraform.functions.files import FILES
from policylint.sources.terraform.functions.numbers import NUMBERS
from policylint.sources.terraform.functions.strings import STRINGS

FUNCTIONS: Mapping[str, Function] = {**COLLECTIONS, **CONDITIONS, **FILES, **NUMBERS, **STRINGS}
