"""The costing that a configuration asks for."""

from pathlib import Path
from typing import Any

from policylint.config import Config, ConfigError
from policylint.cost.settings import Costing, costing

_last: list[tuple[Config, Costing]] = []


def costing_of(config: Config, **stronger: Any) -> Costing:
    """Prices, expectations and budgets of a configuration; `stronger` are settings of `costing` that override it.

    Raises:
        ConfigError: a setting, a price book or the history cannot be used.
    """
    # Several checks ask for the costing of one configuration, and its books are to be read once.
    for known, found in () if stronger else tuple(_last):
        if known is config:
            return found
    stated: dict[str, Any] = {"budgets": config.budgets}
    if config.pricing is not None:
        pricing = config.pricing
        stated |= {name: getattr(pricing, name) for name in ("discount", "discounts", "currency", "max_age", "as_of")}
        stated["books"] = [Path(book) for book in pricing.books]
    if config.cost is not None:
        expected = config.cost
        stated |= {"expected_runtime": expected.expected_runtime, "min_saving": expected.min_saving}
        stated["history"] = Path(expected.history) if expected.history is not None else None
    try:
        found = costing(**{**stated, **stronger})
    except ValueError as error:
        raise ConfigError(str(error)) from error
    if not stronger:
        _last[:] = [(config, found)]
    return found
