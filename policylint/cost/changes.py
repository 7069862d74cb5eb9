"""What a price list brings: rates that were unknown before, or stood in for others, or were different."""

from collections.abc import Iterable

from policylint.cost.prices import Prices
from policylint.cost.rates import TRAINING, Row
from policylint.dataclass_ import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The training rates of a list beside those that estimates rested on before.

    Attributes:
        unknown: those for which no rate was known; `stand_in`: only an approximate one.
        different: those that were known and differ, each with the rate of before, the largest change first.
        same: how many are as they were.
    """

    unknown: tuple[Row, ...]
    stand_in: tuple[Row, ...]
    different: tuple[tuple[float, Row], ...]
    same: int

    @property
    def rates(self) -> int:
        """How many training rates the list has."""
        return len(self.unknown) + len(self.stand_in) + len(self.different) + self.same


def changes(rows: Iterable[Row], before: Prices) -> Changes:
    """Compare the rates of a list with prices without a discount."""
    unknown, stand_in, different, same = [], [], [], 0
    for row in rows:
        if row.component != TRAINING:
            continue
        known = before.training(row.instance_type, row.region)
        if known is None:
            unknown.append(row)
        elif known.approximate:
            stand_in.append(row)
        elif known.usd != row.usd:
            different.append((known.usd, row))
        else:
            same += 1
    different.sort(key=lambda change: -abs(change[1].usd / change[0] - 1))
    return Changes(tuple(unknown), tuple(stand_in), tuple(different), same)
