"""The cost of each kind of job in a sweep: by the kernel where only plain members vary, else by one estimate a kind."""

from collections.abc import Callable, Mapping, Sequence
from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple

from policylint.contract.region import region_of
from policylint.cost.batch import Columns, RateTable, columns, cost, numpy, rate_table
from policylint.cost.demand import demand
from policylint.cost.estimate import estimate
from policylint.cost.prices import Prices
from policylint.cost.sweep.axes import Axis, request_of
from policylint.cost.sweep.plan import PlanError
from policylint.cost.sweep.space import Space
from policylint.dataclass_ import dataclass
from policylint.durations import parse_positive_duration
from policylint.facts import with_environment
from policylint.job import Facts, Job, TrainingJob
from policylint.members import KEEP_ALIVE, MAX_RUNTIME, SPOT, TYPE
from policylint.money import BASES, Basis
from policylint.runs import ONCE
from policylint.secrets.redaction import redactor_of
from policylint.shown import Shown
from policylint.sources.kinds.recognition import job_of
from policylint.unknown import mark_templates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policylint.secrets.scanner import Scanner

    Places = list[NDArray[np.int64]]

REGION, EXPECTED = "region", "expected-runtime"
# The members that the kernel has a column for.
PLAIN: Mapping[str, str] = {
    TYPE: "type_code",
    REGION: "region_code",
    "ResourceConfig.InstanceCount": "count",
    MAX_RUNTIME: "seconds",
    EXPECTED: "expected_seconds",
    SPOT: "spot",
    "ResourceConfig.VolumeSizeInGB": "volume_gb",
    KEEP_ALIVE: "keep_alive",
}
# Each of these takes an estimate of its own, some 50 us.
MOST_ESTIMATES = 500_000


class Priced(NamedTuple):
    """What one job of each kind can cost, likely costs, how long it may run, its GPU-hours, its training jobs, and how
    much of the first rests on what: empty where that is exact prices alone."""

    most: "NDArray[np.float64]"
    likely: "NDArray[np.float64]"
    seconds: "NDArray[np.float64]"
    gpu_hours: "NDArray[np.float64]"
    runs: "NDArray[np.float64]"
    shares: "Mapping[Basis, NDArray[np.float64]]"


@dataclass(frozen=True)
class Base:
    """What all jobs of a sweep share: the request, the facts that are not in it, and the key of the tag that states the
    environment of a job where these do not, or in their stead."""

    request: Mapping[str, Any]
    facts: Facts
    expected: str | int | None = None
    environment_tag: str | None = None
    tag_decides: bool = False

    def job(self, settings: Mapping[str, Any]) -> Job:
        """The job of one combination.

        Raises:
            PlanError: a path leads through something that is not an object or list.
        """
        job = job_of(mark_templates(request_of(self.request, settings)))
        facts = Facts(settings.get("environment"), settings.get(REGION)).over(self.facts)
        decides = self.tag_decides and "environment" not in settings
        return job.with_facts(with_environment(facts, job, self.environment_tag, decides=decides))

    def expected_seconds(self, settings: Mapping[str, Any]) -> float | None:
        """How long a job of one combination is expected to run."""
        text = settings.get(EXPECTED, self.expected)
        return None if text is None else float(parse_positive_duration(text))


def pricer(space: Space, base: Base, prices: Prices) -> Callable[["Places"], Priced]:
    """A function from places in each part's kinds to what jobs of these kinds cost.

    Raises:
        PlanError: a value cannot be priced at all, or each of too many kinds needs an estimate of its own.
        PriceBookError: a price book cannot be used.
    """
    _check_values(space)
    first = base.job(_settings(space, [0] * len(space.parts)))
    bearing = [path for axis in space.axes if axis.costs for path in axis.paths]
    if isinstance(first, TrainingJob) and plain(first) and all(path in PLAIN for path in bearing if _bears(path)):
        # Where some jobs leave a member as it is, the request itself must say what it is.
        shared = (
            base.job({}) if any(None in value for axis in space.axes if axis.costs for value in axis.values) else first
        )
        if isinstance(shared, TrainingJob) and plain(shared):
            return _by_kernel(space, base, shared, prices)
    if space.kinds > MOST_ESTIMATES:
        raise PlanError(
            f"{space.kinds:,} different costs each need an estimate of their own, since more than plain members of"
            f" ResourceConfig and StoppingCondition vary or count; that many as {MOST_ESTIMATES:,} can be made"
        )
    return _by_estimates(space, base, prices)


def plain(job: TrainingJob) -> bool:
    """Whether a job is instances of one type for a time, and nothing else that is billed."""
    wanted = demand(job)
    groups = wanted.choices[0] if len(wanted.choices) == 1 else ()
    whole = len(groups) == 1 and groups[0].path == "ResourceConfig" and not groups[0].plan
    whole = whole and job.facts.runs == ONCE
    return whole and not wanted.unknowns and not wanted.rules and region_of(job) is not None


def plain_values(job: TrainingJob, base: Base) -> dict[str, Any]:
    """What a plain job has for each of the members in `PLAIN`."""
    wanted, told = demand(job), region_of(job)
    (group,) = wanted.choices[0]
    return {
        TYPE: group.type,
        REGION: told.name if told else "",
        "ResourceConfig.InstanceCount": group.instances,
        MAX_RUNTIME: wanted.seconds,
        EXPECTED: base.expected_seconds({}) or 0,
        SPOT: wanted.spot,
        "ResourceConfig.VolumeSizeInGB": group.volume_gb or 0,
        KEEP_ALIVE: wanted.keep_alive,
    }


def price_columns(batch: Columns, table: RateTable) -> Priced:
    """Price a batch by the kernel."""
    np = numpy()
    most, likely = cost(batch, table)
    seconds = batch.seconds.astype(np.float64)
    gpu_hours = table.gpus[batch.type_code] * batch.count * seconds / 3600.0
    return Priced(most, likely, seconds, gpu_hours, np.ones(len(batch)), table.shares(batch, most))


def _bears(path: str) -> bool:
    return Axis("", (path,), ()).costs


def _settings(space: Space, kinds: Sequence[int]) -> dict[str, Any]:
    """What the combination that stands for a kind sets."""
    found: dict[str, Any] = {}
    for part, place in zip(space.parts, kinds, strict=True):
        row = part.rows[part.kinds[place]]
        for axis, value in zip(part.axes, row.tolist(), strict=True):
            found |= axis.settings(value)
    return found


def _by_kernel(space: Space, base: Base, shared: TrainingJob, prices: Prices) -> Callable[["Places"], Priced]:
    np = numpy()
    values: dict[str, list[Any]] = {path: [value] for path, value in plain_values(shared, base).items()}
    varying: dict[str, tuple[int, Any]] = {}
    for number, part in enumerate(space.parts):
        for place, axis in enumerate(part.axes):
            for index, path in enumerate(axis.paths):
                if path in PLAIN:
                    own = values[path][0]
                    values[path] = [own if value[index] is None else value[index] for value in axis.values]
                    varying[path] = number, part.rows[part.kinds, place]
    told = region_of(shared)
    assumed = REGION not in varying and told is not None and bool(told.path)
    types, regions = list(dict.fromkeys(values[TYPE])), list(dict.fromkeys(values[REGION]))
    _check_names(TYPE, types)
    _check_names(REGION, regions)
    table = rate_table(types, regions, prices)
    codes = {
        TYPE: _codes(values[TYPE], types),
        REGION: _codes(values[REGION], regions),
        EXPECTED: [seconds_of(value) for value in values[EXPECTED]],
    }
    # Checking each value once, in its column, lets the blocks be gathered without a further look.
    arrays = {path: column(path, codes.get(path, found)) for path, found in values.items()}

    def price(places: "Places") -> Priced:
        size = len(places[0]) if places else 1
        gathered = {}
        for path, name in PLAIN.items():
            if path in varying:
                number, rows = varying[path]
                gathered[name] = arrays[path][rows[places[number]]]
            else:
                gathered[name] = np.broadcast_to(arrays[path], size)
        found = price_columns(columns(gathered), table)
        if not assumed:
            return found
        return found._replace(shares={**(found.shares or {"exact": found.most}), "assumed": found.most})

    return price


def _by_estimates(space: Space, base: Base, prices: Prices) -> Callable[["Places"], Priced]:
    np = numpy()
    known = np.full((space.kinds, 5 + len(BASES)), nan)
    done = np.zeros(space.kinds, bool)
    sizes = [len(part.kinds) for part in space.parts]

    def price(places: "Places") -> Priced:
        numbers = np.zeros(len(places[0]) if places else 1, np.int64)
        for size, place in zip(sizes, places, strict=True):
            numbers = numbers * size + place
        for number in np.unique(numbers[~done[numbers]]).tolist():
            kinds = [int(place[0]) for place in space.split(np.array([number]))]
            known[number] = _estimated(base, _settings(space, kinds), prices)
            done[number] = True
        figures = [np.ascontiguousarray(one) for one in known[numbers].T]
        most, likely, seconds, gpu_hours, runs, *shares = figures
        return Priced(most, likely, seconds, gpu_hours, runs, dict(zip(BASES, shares, strict=True)))

    return price


def _estimated(base: Base, settings: Mapping[str, Any], prices: Prices) -> tuple[float, ...]:
    found = estimate(base.job(settings), prices, expected_seconds=base.expected_seconds(settings))
    figures = (found.max_usd, found.expected_usd, found.wall_clock_seconds, found.gpu_hours, found.jobs)
    shares = (found.basis.get(basis, 0.0) for basis in BASES)
    return tuple(nan if figure is None else float(figure) for figure in (*figures, *shares))


def asked_by_kind(space: Space, base: Base, kind: Sequence[int], prices: Prices, scanner: "Scanner | None") -> Shown:
    """What jobs of a kind that has no known price ask for, in words; empty where that is not known either.

    Raises:
        PriceBookError: a price book cannot be used.
    """
    job = base.job(_settings(space, kind))
    return redactor_of(job, scanner).redact(estimate(job, prices).asked)


def _check_values(space: Space) -> None:
    """Whatever way the jobs are priced in, a value that no job can have is an error and not a job without a price."""
    for axis in space.axes:
        for index, path in enumerate(axis.paths):
            values = [value[index] for value in axis.values if value[index] is not None]
            if path in (TYPE, REGION):
                _check_names(path, values)
            elif path == EXPECTED:
                column(path, list(map(seconds_of, values)))
            elif path in PLAIN and values:
                column(path, values)


def _codes(values: list[str], names: list[str]) -> list[int]:
    places = {name: place for place, name in enumerate(names)}
    return [places[value] for value in values]


def _check_names(path: str, names: list[Any]) -> None:
    for name in names:
        if not isinstance(name, str) or not name:
            raise PlanError(f"{path} takes names; the sweep sets it to something else")


def seconds_of(value: Any) -> int:
    """An expected runtime in seconds; 0: none is expected.

    Raises:
        PlanError: the value is not a duration.
    """
    if value == 0:
        return 0
    try:
        return parse_positive_duration(value)
    except ValueError as error:
        raise PlanError(f"{EXPECTED}: {error}") from error


def column(path: str, values: list[Any]) -> Any:
    """The values of a member as the kernel's column.

    Raises:
        PlanError: one of them is not a number, or none that the column can hold.
    """
    from policylint.cost.batch import ColumnError

    np = numpy()
    name = PLAIN[path]
    if any(not isinstance(value, int | float) or (isinstance(value, bool) and path != SPOT) for value in values):
        raise PlanError(f"{path} takes numbers; the sweep sets it to something else")
    try:
        return getattr(columns({name: np.array(values)}), name)
    except ColumnError as error:
        raise PlanError(f"{path}: {error}") from error
    except OverflowError as error:
        raise PlanError(f"{path}: a number is beyond all that can be priced") from error
