"""Which rate holds for a type in a Region on a day, and how sure it is."""

import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from policylint.aws import instance_family
from policylint.cost.commitments import NONE, Commitments
from policylint.cost.rates import (
    NEGOTIATED,
    NOTEBOOK_VOLUME,
    PROCESSING,
    PROCESSING_VOLUME,
    TRAINING,
    TRAINING_VOLUME,
    UNITS,
    Rates,
    Row,
    read_book,
    shipped,
)
from policylint.cost.spot import Saving, expected_saving
from policylint.money import DOLLARS, Basis, money
from policylint.money import rate as shown_rate

# The one Region in which a bill shows what volumes of training cost; elsewhere it stands in.
VOLUME_REGION = "eu-west-1"
_VOLUMES = {TRAINING: TRAINING_VOLUME, PROCESSING: PROCESSING_VOLUME}


class Rate(NamedTuple):
    """A price as it is applied.

    `usd` is per instance-hour or GB-month, after the `discount` (percent); `stand_in` says why the rate is only
    approximate, and is empty where it is the very rate that was asked for; `elsewhere` marks another Region's. `plan`
    names what was bought ahead and makes the rate: a Savings Plan or a training plan.
    """

    usd: float
    as_of: str
    source: str
    stand_in: str = ""
    discount: float = 0.0
    elsewhere: bool = False
    plan: str = ""

    @property
    def basis(self) -> Basis:
        """What a figure at this rate rests on."""
        return "substituted" if self.elsewhere else "approximate" if self.stand_in else "exact"

    @property
    def approximate(self) -> bool:
        """Whether the rate stands in for one that is not known."""
        return bool(self.stand_in)


class Prices:
    """Rates as of a day (default: today), the user's own price books before the shipped tables.

    `discount` is in percent of the list price, `discounts` the same by instance family (`p5`, `g5`), which then
    takes the place of the general one. Rows of a book whose source is `negotiated` are taken as they are. `currency`
    names what the books are in; the shipped tables are in USD and are asked only if that is it. `bought` are plans that
    take the place of a rate; a Savings Plan with a stated commitment does so only where its caller sees that it covers
    the use (`planned`). `savings` are what spot saved one's own jobs, by instance type and Region.
    """

    def __init__(
        self,
        as_of: str = "",
        books: Sequence[Path] = (),
        discount: float = 0.0,
        discounts: Mapping[str, float] | None = None,
        currency: str = DOLLARS,
        bought: Commitments = NONE,
    ) -> None:
        self.as_of = as_of
        self.books = tuple(books)
        self.discount = discount
        self.discounts = discounts or {}
        self.currency = currency
        self.savings: Mapping[tuple[str, str], Saving] = {}
        self.bought = bought
        self._known: dict[tuple[str, str, str], Rate | None] = {}

    @cached_property
    def day(self) -> str:
        """The day whose prices hold."""
        return self.as_of or time.strftime("%Y-%m-%d")

    def money(self, amount: float) -> str:
        """An amount as people read it."""
        return money(amount, self.currency)

    def shown(self, amount: float) -> str:
        """A price of a unit with all its digits."""
        return shown_rate(amount, self.currency)

    def instance(self, component: str, instance_type: str, region: str) -> Rate | None:
        """The rate of an instance-hour of a component, `TRAINING` or `PROCESSING`; None if no table knows one."""
        if self.bought.savings and self.bought.usd_per_hour is None:
            return self.planned(component, instance_type, region) or self._of(component, instance_type, region)
        return self._of(component, instance_type, region)

    def planned(self, component: str, instance_type: str, region: str) -> Rate | None:
        """The rate of an instance-hour by the Savings Plan; None where it has none."""
        row = self.bought.savings_rate(instance_type, region, self.day)
        if row is None:
            return None
        plan = f"Savings Plan {row.term}"
        if row.usd is not None:
            return Rate(row.usd, row.as_of, plan, plan=plan)
        listed = self._of(component, instance_type, region)
        if listed is None:
            return None
        full = listed.usd / (1.0 - listed.discount / 100.0) if listed.discount < 100 else 0.0
        return listed._replace(usd=full * (1.0 - row.percent / 100.0), discount=0.0, plan=plan)

    def prepaid(self, arn: str) -> Rate | None:
        """The rate of an instance-hour of a training plan: its fee spread over its hours; None: not known."""
        plan = self.bought.training_plan(arn)
        if plan is None:
            return None
        return Rate(plan.usd_per_hour, plan.as_of, "the upfront fee of a training plan", plan="training plan")

    def training(self, instance_type: str, region: str) -> Rate | None:
        """The rate of a training instance-hour; None if no table knows one."""
        return self.instance(TRAINING, instance_type, region)

    def volume(self, component: str, region: str) -> Rate | None:
        """The rate of a GB-month beside an instance: in USD always some figure, approximate in most Regions."""
        return self._of(_VOLUMES[component], "", region)

    def training_volume(self, region: str) -> Rate | None:
        """The rate of a GB-month beside a training instance, as `volume` gives it."""
        return self.volume(TRAINING, region)

    def saving(self, instance_type: str, region: str) -> Saving:
        """What spot is expected to save on a type in a Region: as one's own jobs did, where some are known."""
        return self.savings.get((instance_type, region)) or expected_saving(instance_type, region)

    def days(self) -> set[str]:
        """The days of the rates that were asked for so far."""
        return {rate.as_of for rate in self._known.values() if rate}

    def read_books(self) -> None:
        """Read the price books now rather than when they are first needed.

        Raises:
            PriceBookError: one of them cannot be used.
        """
        self._tables  # noqa: B018 - the property reads them

    def regions(self) -> set[str]:
        """The Regions in which some training rate is known."""
        ours = [shipped("training"), shipped("training_approximate")] if self.currency == DOLLARS else []
        return {region for table in [*ours, *self._tables] for region in table.regions()}

    def rows(self) -> list[Row]:
        """The rows behind the exact rates of the day, as a price book would have them: the newest of each rate."""
        newest: dict[tuple[str, str, str], Row] = {}
        ours = [shipped(name) for name in ("training", "processing", "storage")] if self.currency == DOLLARS else []
        for tables in (ours, self._tables):
            found: dict[tuple[str, str, str], Row] = {}
            for row in (row for table in tables for row in table.all()):
                key = (row.region, row.component, row.instance_type)
                known = found.get(key)
                if row.component in UNITS and row.valid(self.day) and (known is None or known.as_of <= row.as_of):
                    found[key] = row
            newest |= found  # a book's own rate holds before those that ship, as it does in estimates
        return sorted(newest.values())

    @cached_property
    def _tables(self) -> list[Rates]:
        return [read_book(book) for book in self.books]

    def _of(self, component: str, instance_type: str, region: str) -> Rate | None:
        asked = (component, instance_type, region)
        if asked not in self._known:
            found = self._own(component, instance_type, region)
            if found is None and self.currency == DOLLARS:
                found = self._shipped(component, instance_type, region)
            self._known[asked] = found
        return self._known[asked]

    def _own(self, component: str, instance_type: str, region: str) -> Rate | None:
        rows = [row for table in self._tables for row in table.rows(region, component, instance_type)]
        return self._rate(_newest(rows, self.day), instance_family(instance_type))

    def _shipped(self, component: str, instance_type: str, region: str) -> Rate | None:
        if component in (TRAINING_VOLUME, PROCESSING_VOLUME):
            return self._volume(component, region)
        if component == PROCESSING:
            rows = shipped("processing").rows(region, PROCESSING, instance_type)
            return self._choose(instance_family(instance_type), rows, [])
        rows = shipped("training").rows(region, TRAINING, instance_type)
        stand_ins = shipped("training_approximate").rows(region, "", instance_type)
        return self._choose(instance_family(instance_type), rows, stand_ins)

    def _volume(self, component: str, region: str) -> Rate:
        storage = shipped("storage")
        known = self._rate(_newest(storage.rows(region, component, ""), self.day))
        if known:
            return known
        if component == TRAINING_VOLUME:
            for row in storage.rows(region, NOTEBOOK_VOLUME, ""):
                return self._made(row, "", f"the rate of a {NOTEBOOK_VOLUME.lower()} in {region}")
        row = storage.rows(VOLUME_REGION, component, "")[-1]
        where = "" if region == VOLUME_REGION else f"the rate of {VOLUME_REGION}, as "
        elsewhere = region != VOLUME_REGION
        return self._made(row, "", f"{where}none is known for {region} on {self.day}", elsewhere=elsewhere)

    def _choose(self, family: str | None, exact: list[Row], other: list[Row]) -> Rate | None:
        """The rate of that day; else the best that stands in for it, and why."""
        day = self.day
        newest = _newest(exact, day)
        if newest:
            return self._made(newest, family)
        stand_in = _newest(other, day)
        if stand_in:
            return self._made(stand_in, family, f"the rate of {_named(stand_in)} ({stand_in.as_of})")
        for row in [*exact, *other]:
            if row.as_of > day:
                what = "" if row.component in (TRAINING, PROCESSING) else f" of {_named(row)}"
                return self._made(row, family, f"the first known rate{what} ({row.as_of})")
        if exact:
            return self._made(exact[-1], family, f"the rate of {exact[-1].as_of}, which changed on {exact[-1].until}")
        return None

    def _rate(self, row: Row | None, family: str | None = None) -> Rate | None:
        return self._made(row, family) if row else None

    def _made(self, row: Row, family: str | None, stand_in: str = "", *, elsewhere: bool = False) -> Rate:
        discount = 0.0 if row.source == NEGOTIATED else self.discounts.get(family or "", self.discount)
        return Rate(row.usd * (1.0 - discount / 100.0), row.as_of, row.source, stand_in, discount, elsewhere)


def _newest(rows: list[Row], day: str) -> Row | None:
    return max((row for row in rows if row.valid(day)), key=lambda row: row.as_of, default=None)


def _named(row: Row) -> str:
    """The component of SageMaker that a rate is of, where the table says which."""
    return "another SageMaker component" if row.component == "any component" else row.component
