"""The lines of a bill: for each part of a demand what it costs, with the arithmetic, or why that is not known."""

from collections.abc import Iterable
from typing import NamedTuple

from policylint.cost.billing import billable_seconds, instance_usd, volume_usd
from policylint.cost.demand import Demand, Group, RuleInstance
from policylint.cost.prices import Prices, Rate
from policylint.cost.rates import PROCESSING, TRAINING
from policylint.cost.spot import shown
from policylint.durations import show_duration
from policylint.instance_types import hardware, known_types, offers
from policylint.money import DOLLARS
from policylint.nearest import did_you_mean


class Line(NamedTuple):
    """One line of the bill.

    `what` is "training", "processing", "volume", "warm pool", "warm pool volume", "rule" or "rule volume"; `path` the
    part of the request that asks for it, `instance_type` that of the instances whose line it is. `max_usd` holds if the
    job runs to its limit; `expected_usd` is None where no runtime is expected. `arithmetic` shows how `max_usd` came
    about.
    """

    what: str
    path: str
    instance_type: str
    max_usd: float
    expected_usd: float | None
    arithmetic: str
    rate: Rate | None = None


class Charges:
    """Lines and words as they come together."""

    def __init__(self, unknowns: Iterable[str] = (), notes: Iterable[str] = ()) -> None:
        self.lines: list[Line] = []
        self.unknowns = list(unknowns)
        self.notes = list(notes)
        self.asked = ""
        self.per_hour = 0.0
        self.committed = 0.0
        self.gpu_hours: float | None = 0.0

    @property
    def max_usd(self) -> float:
        """What is known of the most; beyond everything where a part is unknown, so that it counts as the worst."""
        return float("inf") if self.unknowns else sum(line.max_usd for line in self.lines)


class JobSeconds(NamedTuple):
    """Job-seconds of a demand, at the limit and as expected, and the arithmetic of the former.

    `parallel` jobs of one run are there at a time, and `at_once` at most, if all runs come together.
    """

    most: float
    text: str
    expected: float | None
    pools: int
    parallel: int
    at_once: int = 1


def charges_of(groups: Iterable[Group], wanted: Demand, time: JobSeconds, prices: Prices, region: str) -> Charges:
    """What instances and their volumes cost, with the warm pool after the job."""
    groups = list(groups)
    bill = Charges()
    bill.asked = asked(groups, time)
    for group in groups:
        price = _price(bill, group, wanted, time, prices, region)
        if price is None:
            fee = "the upfront fee of its training plan is not known: add the plan to a table of `training-plans`"
            bill.unknowns.append(fee if group.plan else _no_rate(wanted.component, group.type, region, prices))
            continue
        _add_instances(bill, group, price, wanted, time, prices, region)
        _add_volume(bill, group, wanted, time, prices, region)
    return bill


def _price(bill: Charges, group: Group, wanted: Demand, time: JobSeconds, prices: Prices, region: str) -> Rate | None:
    """What an instance-hour of a group costs: by its training plan, by the Savings Plan as far as that reaches, else on
    demand."""
    if group.plan:
        return prices.prepaid(group.plan)
    rate = prices.instance(wanted.component, group.type, region)
    limit = prices.bought.usd_per_hour
    planned = prices.planned(wanted.component, group.type, region) if limit is not None else None
    if planned is not None and limit is not None:
        needed = bill.committed + group.instances * planned.usd * time.at_once
        if needed <= limit:
            bill.committed, rate = needed, planned
        else:
            bill.notes.append(
                f"{planned.plan} commits to {prices.money(limit)} an hour, and the job would take"
                f" {prices.money(needed)}: {group.type} counts on demand"
            )
    if rate is not None and rate.plan:
        reach = "as far as its commitment reaches" if limit is None else f"within {prices.money(limit)} an hour"
        bill.notes.append(f"{rate.plan} gives {prices.shown(rate.usd)}/h for {group.type}, {reach}")
    return rate


def asked(groups: Iterable[Group], time: JobSeconds | None) -> str:
    """The instances and the time of a demand, for where it has no price: `8 x ml.p5.48xlarge for 120 h`."""
    instances = " + ".join(f"{group.instances:,} x {group.type}" for group in groups)
    return f"{instances} for {time.text}" if instances and time else instances


def _add_instances(
    bill: Charges, group: Group, price: Rate, wanted: Demand, time: JobSeconds, prices: Prices, region: str
) -> None:
    known = hardware(group.type)
    if known is None or known.gpus is None:
        bill.gpu_hours = None
    elif bill.gpu_hours is not None:
        bill.gpu_hours += known.gpus * group.instances * time.most / 3600.0
    bill.per_hour += group.instances * price.usd * time.parallel
    saved = 0.0
    if wanted.spot:
        saving = prices.saving(group.type, region)
        saved = saving.low
        what = f"spot saved {shown(saving)}" if saving.known else "what spot saves is not known"
        bill.notes.append(f"{what} ({saving.basis}); the most is the on-demand rate")
    expected = None
    if time.expected is not None:
        expected = instance_usd(billable_seconds(time.expected, saved), group.instances, price.usd)
    at = f"{group.instances:,} x {group.type}"
    an_hour = f"{prices.shown(price.usd)}/h"
    most = instance_usd(time.most, group.instances, price.usd)
    text = f"{at} x {time.text} x {an_hour} = {prices.money(most)}"
    bill.lines.append(Line(wanted.component.lower(), group.path, group.type, most, expected, text, price))
    if wanted.keep_alive:
        pool = instance_usd(wanted.keep_alive * time.pools, group.instances, price.usd)
        text = f"{_times(time.pools)}{at} x {show_duration(wanted.keep_alive)} x {an_hour} = {prices.money(pool)}"
        expected = None if time.expected is None else pool
        bill.lines.append(Line("warm pool", group.path, group.type, pool, expected, text, price))


def _add_volume(bill: Charges, group: Group, wanted: Demand, time: JobSeconds, prices: Prices, region: str) -> None:
    known = hardware(group.type)
    if known is not None and known.local_storage_gb:
        return
    if group.volume_gb is None:
        bill.notes.append(f"{group.path} states no VolumeSizeInGB: no volume is in the figures")
        return
    if known is None or known.local_storage_gb is None:
        bill.notes.append(f"whether {group.type} has local storage is not known: its volume is in the figures")
    price = prices.volume(wanted.component, region)
    if price is None:
        bill.unknowns.append(f"no rate of volumes in {region} is known in {prices.currency}")
        return
    gb, count = group.volume_gb, group.instances
    bill.per_hour += volume_usd(gb, count, 3600.0, price.usd) * time.parallel
    most = volume_usd(gb, count, time.most, price.usd)
    expected = None if time.expected is None else volume_usd(gb, count, time.expected, price.usd)
    at = f"{count:,} x {gb:,} GB"
    a_month = f"{prices.shown(price.usd)}/GB-month / 730 h"
    text = f"{at} x {time.text} x {a_month} = {prices.money(most)}"
    bill.lines.append(Line("volume", group.path, group.type, most, expected, text, price))
    if wanted.keep_alive:
        pool = volume_usd(gb, count, wanted.keep_alive * time.pools, price.usd)
        text = f"{_times(time.pools)}{at} x {show_duration(wanted.keep_alive)} x {a_month} = {prices.money(pool)}"
        bill.lines.append(
            Line("warm pool volume", group.path, group.type, pool, None if expected is None else pool, text, price)
        )


def add_rules(bill: Charges, wanted: Demand, time: JobSeconds, prices: Prices, region: str) -> None:
    """Add the processing instances of custom debugger and profiler rules."""
    for asked in wanted.rules:
        price, volume = prices.instance(PROCESSING, asked.type, region), prices.volume(PROCESSING, region)
        if price is None:
            bill.unknowns.append(f"{asked.path}: {_no_rate(PROCESSING, asked.type, region, prices)}")
            continue
        _add_rule(bill, asked, time, prices, price)
        if asked.volume_gb and volume is None:
            bill.unknowns.append(f"no rate of volumes in {region} is known in {prices.currency}")
        elif asked.volume_gb and volume:
            _add_rule_volume(bill, asked, time, prices, volume)


def _add_rule(bill: Charges, asked: RuleInstance, time: JobSeconds, prices: Prices, price: Rate) -> None:
    bill.per_hour += price.usd * time.parallel
    most = instance_usd(time.most, 1, price.usd)
    expected = None if time.expected is None else instance_usd(time.expected, 1, price.usd)
    text = f"{asked.type} x {time.text} x {prices.shown(price.usd)}/h = {prices.money(most)}"
    bill.lines.append(Line("rule", asked.path, asked.type, most, expected, text, price))


def _add_rule_volume(bill: Charges, asked: RuleInstance, time: JobSeconds, prices: Prices, price: Rate) -> None:
    gb = asked.volume_gb
    bill.per_hour += volume_usd(gb, 1, 3600.0, price.usd) * time.parallel
    most = volume_usd(gb, 1, time.most, price.usd)
    expected = None if time.expected is None else volume_usd(gb, 1, time.expected, price.usd)
    text = f"{gb:,} GB x {time.text} x {prices.shown(price.usd)}/GB-month / 730 h = {prices.money(most)}"
    bill.lines.append(Line("rule volume", asked.path, asked.type, most, expected, text, price))


def _times(pools: int) -> str:
    return f"{pools:,} x " if pools > 1 else ""


def _no_rate(component: str, instance_type: str, region: str, prices: Prices) -> str:
    if component == TRAINING:
        return no_price(instance_type, region, prices)
    return f"no {component.lower()} rate of {instance_type} in {region} is known"


def no_price(instance_type: str, region: str, prices: Prices) -> str:
    """Why a type has no price in a Region, with the nearest name where one of the two is unheard of."""
    if prices.currency != DOLLARS:
        return f"no training rate of {instance_type} in {region} is known in {prices.currency}: it takes a price book"
    if instance_type not in known_types():
        return f"{instance_type!r} is not a known training instance type{did_you_mean(instance_type, known_types())}"
    regions = prices.regions()
    if region not in regions:
        return f"no price is known in the Region {region!r}{did_you_mean(region, regions)}"
    seen = offers(instance_type).get(region)
    history = f"training offered it there on {seen}" if seen else "not in the list of training types there"
    return f"no training rate of {instance_type} in {region} is known ({history})"
