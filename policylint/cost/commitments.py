"""What an organisation has bought ahead: SageMaker Savings Plans and training plans, from tables of its own.

https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html and
https://docs.aws.amazon.com/sagemaker/latest/dg/reserve-capacity-with-training-plans.html
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from policylint.aws import instance_family
from policylint.cost.rates import PriceBookError, is_day, placed_rows
from policylint.nearest import did_you_mean

SAVINGS = ("region", "instance", "term", "usd", "percent", "as_of")
TRAINING = ("arn", "upfront_usd", "hours", "instances", "as_of")


class SavingsRate(NamedTuple):
    """What a Savings Plan of a term gives for a type or a family in a Region ("": in any), from a day on.

    `usd` is the rate of an instance-hour, or None where `percent` is what is off the list price.
    """

    region: str
    instance: str
    term: str
    usd: float | None
    percent: float
    as_of: str

    def fits(self, instance_type: str, region: str) -> bool:
        """Whether it is for a type in a Region."""
        return self.region in ("", region) and self.instance in (instance_type, instance_family(instance_type))


class TrainingPlan(NamedTuple):
    """A training plan that was bought: its ARN or a glob for it, what it cost, and the instance-hours that it has."""

    arn: str
    upfront_usd: float
    hours: float
    instances: float
    as_of: str

    @property
    def usd_per_hour(self) -> float:
        """The fee spread over all hours of all instances."""
        return self.upfront_usd / (self.hours * self.instances)


class Commitments(NamedTuple):
    """The Savings Plan of one term, and training plans. `usd_per_hour` is what the former commits to; None: any amount
    of use is taken to be covered."""

    term: str = ""
    savings: tuple[SavingsRate, ...] = ()
    usd_per_hour: float | None = None
    training_plans: tuple[TrainingPlan, ...] = ()

    def savings_rate(self, instance_type: str, region: str, day: str) -> SavingsRate | None:
        """What the plan gives for a type in a Region on a day: the row for the type before that for its family, that
        for the Region before that for any, the newest of several."""
        found = (row for row in self.savings if row.as_of <= day and row.fits(instance_type, region))
        return max(found, key=lambda row: (row.instance == instance_type, row.region, row.as_of), default=None)

    def training_plan(self, arn: str) -> TrainingPlan | None:
        """The training plan of an ARN, the last of several that match; None where its fee is not known."""
        return next((plan for plan in reversed(self.training_plans) if fnmatchcase(arn, plan.arn)), None)


NONE = Commitments()


def commitments(
    savings: Sequence[Path], term: str, usd_per_hour: float | None, training_plans: Sequence[Path]
) -> Commitments:
    """Read the tables of what was bought.

    Raises:
        PriceBookError: a table cannot be used, or none of them has the term.
    """
    rows = [row for file in savings for row in _savings(file)]
    terms = dict.fromkeys(row.term for row in rows)
    if rows and not term:
        raise PriceBookError(f"savings-plan names no term, and the tables have {', '.join(map(repr, terms))}")
    if term and term not in terms:
        raise PriceBookError(
            f"savings-plan is {term!r}, which no table of Savings Plans has{did_you_mean(term, terms)}"
        )
    if usd_per_hour is not None and not 0 <= usd_per_hour < math.inf:
        raise PriceBookError(f"savings-commitment is {usd_per_hour}, not an amount")
    plans = tuple(plan for file in training_plans for plan in _training_plans(file))
    return Commitments(term, tuple(row for row in rows if row.term == term), usd_per_hour, plans)


def _savings(file: Path) -> Iterator[SavingsRate]:
    for place, row in _rows(file, SAVINGS):
        if bool(row["usd"]) is bool(row["percent"]):
            raise PriceBookError(f"{place}: a rate (usd) or what is off the list price (percent) is stated, not both")
        if not row["instance"] or not row["term"]:
            raise PriceBookError(
                f"{place}: the row names no {'term' if row['instance'] else 'instance type or family'}"
            )
        usd = _number(row["usd"], f"{place}: usd") if row["usd"] else None
        percent = _number(row["percent"], f"{place}: percent") if row["percent"] else 0.0
        if percent > 100:
            raise PriceBookError(f"{place}: percent is {row['percent']!r}, not a percentage from 0 to 100")
        yield SavingsRate(row["region"], row["instance"], row["term"], usd, percent, row["as_of"])


def _training_plans(file: Path) -> Iterator[TrainingPlan]:
    for place, row in _rows(file, TRAINING):
        fee, hours, instances = (_number(row[name], f"{place}: {name}") for name in TRAINING[1:4])
        if not row["arn"] or not hours or not instances:
            raise PriceBookError(f"{place}: a training plan has an arn, and hours and instances above 0")
        yield TrainingPlan(row["arn"], fee, hours, instances, row["as_of"])


def _rows(file: Path, columns: Sequence[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The rows of a CSV table with these columns, each with its place.

    Raises:
        PriceBookError: the file cannot be read, has other columns, or a day is none.
    """
    for place, fields in placed_rows(file, columns):
        if None in fields:
            raise PriceBookError(f"{place}: the row has more fields than the header")
        row = {name: (fields[name] or "").strip() for name in columns}
        if not is_day(row["as_of"]):
            raise PriceBookError(f"{place}: as_of is {row['as_of']!r}, not a day such as 2026-09-24")
        yield place, row


def _number(text: str, what: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise PriceBookError(f"{what} is {text!r}, not a number from 0 up")
    return number
