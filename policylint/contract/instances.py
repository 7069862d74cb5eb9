"""Every way to ask for instances: one type, a heterogeneous cluster's groups, preferences, a tuning job's own."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from policylint.job import TrainingJob, derived
from policylint.unknown import Unknown

RESOURCES = "ResourceConfig"
TUNING_RESOURCES = "HyperParameterTuningResourceConfig"  # only in a training definition of a tuning job
MEMBERS = (RESOURCES, TUNING_RESOURCES)
GROUPS = "InstanceGroups"
PREFERENCES = "InstancePreferences"
CONFIGS = "InstanceConfigs"
_LISTS = frozenset((GROUPS, PREFERENCES, CONFIGS))


class Instances(NamedTuple):
    """Instances of one type that the request asks for.

    `path` is the structure that asks, `ResourceConfig` or `ResourceConfig.InstanceGroups[1]`; `type` and `count` are
    None where they are absent, unknown or of a wrong type. `count_path` is where the count stands, which one count may
    share with other entries. `alternative` marks the entries of a list of which the service takes one alone
    (InstancePreferences, InstanceConfigs); all others run together.
    """

    path: str
    type: str | None
    count: int | None  # type: ignore[assignment]  # in the place of tuple.count
    count_path: str
    alternative: bool = False

    @property
    def type_path(self) -> str:
        """Where the instance type stands."""
        return f"{self.path}.InstanceType"


@derived
def groups(job: TrainingJob) -> tuple[Instances, ...]:
    """All instances that a job asks for, in the order of the request.

    A list or an entry that is not known yet gives one `Instances` without type and count, so that a rule sees that
    there is more than it can judge.
    """
    return tuple(_groups(job))


def _groups(job: TrainingJob) -> Iterator[Instances]:
    for member in MEMBERS:
        resources = job.request.get(member)
        if isinstance(resources, dict):
            type_, count = resources.get("InstanceType"), resources.get("InstanceCount")
            if type_ is not None or (count is not None and PREFERENCES not in resources):
                yield Instances(member, _string(type_), _integer(count), f"{member}.InstanceCount")
            if not _LISTS.isdisjoint(resources):
                yield from _lists(member, resources)
        elif isinstance(resources, Unknown):
            yield Instances(member, None, None, member)


def most_instances(job: TrainingJob) -> int | None:
    """How many instances may run at once; None where that is not known."""
    together, most = 0, 0
    for asked in groups(job):
        if asked.count is None:
            return None
        if asked.alternative:
            most = max(most, asked.count)
        else:
            together += asked.count
    return together + most or None


def _lists(member: str, resources: Mapping[str, Any]) -> Iterator[Instances]:
    for name in (GROUPS, CONFIGS, PREFERENCES):
        if name in resources:
            common = resources.get("InstanceCount") if name == PREFERENCES else None
            yield from _listed(f"{member}.{name}", resources[name], name != GROUPS, common, f"{member}.InstanceCount")


def _listed(path: str, entries: Any, alternative: bool, common: Any, common_path: str) -> Iterator[Instances]:
    if isinstance(entries, Unknown):
        yield Instances(path, None, None, path, alternative)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        place = f"{path}[{index}]"
        if isinstance(entry, Unknown):
            yield Instances(place, None, None, place, alternative)
        elif isinstance(entry, dict):
            shared = common is not None and "InstanceCount" not in entry
            count = common if shared else entry.get("InstanceCount")
            count_path = common_path if shared else f"{place}.InstanceCount"
            yield Instances(place, _string(entry.get("InstanceType")), _integer(count), count_path, alternative)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
