"""The cost rules with an organisation's own prices, expectations and budgets."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from policylint.cost.settings import Costing
from policylint.rule import Check


def configured(checks: Iterable[Check], costing: Costing) -> list[Check]:
    """The same checks, those of cost rules asking `costing` instead of the defaults."""
    return [_asking(check, costing) if check.rules[0].category == "COST" else check for check in checks]


def _asking(check: Check, costing: Costing) -> Check:
    run: Any = check.run
    return replace(check, run=partial(run, costing=costing))
