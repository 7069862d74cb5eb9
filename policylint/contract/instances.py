"""Every way to ask for instances: one type, a heterogeneous cluster's groups, preferences, a tuning job's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policylint.job import TrainingJob
from policylint.unknown import Unknown

RESOURCES = "ResourceConfig"
TUNING_RESOURCES = "HyperParameterTuningResourceConfig"  # only in a training definition of a tuning job
MEMBERS = (RESOURCES, TUNING_RESOURCES)
GROUPS = "InstanceGroups"
PREFERENCES = "InstancePreferences"
CONFIGS = "InstanceConfigs"


@dataclass(frozen=True, slots=True)
class Instances:
    """Instances of one type that the request asks for.

    `path` is the structure that asks, `ResourceConfig` or `ResourceConfig.InstanceGroups[1]`; `type` and `count` are
    None where they are absent, unknown or of a wrong type. `alternative` marks those of a list of which the service
    takes one entry alone (InstancePreferences, InstanceConfigs); all others run together.
    """

    path: str
    type: str | None
    count: int | None
    alternative: bool = False

    @property
    def type_path(self) -> str:
        """Where the instance type stands."""
        return f"{self.path}.InstanceType"


def groups(job: TrainingJob) -> Iterator[Instances]:
    """All instances that a job asks for, in the order of the request.

    A list or an entry that is not known yet gives one `Instances` without type and count, so that a rule sees that
    there is more than it can judge.
    """
    for member in MEMBERS:
        resources = job.request.get(member)
        if isinstance(resources, dict):
            yield from _within(member, resources)
        elif isinstance(resources, Unknown):
            yield Instances(member, None, None)


def most_instances(job: TrainingJob) -> int | None:
    """How many instances may run at once; None where that is not known."""
    together, alternatives = 0, [0]
    for asked in groups(job):
        if asked.count is None:
            return None
        if asked.alternative:
            alternatives.append(asked.count)
        else:
            together += asked.count
    return together + max(alternatives) or None


def _within(member: str, resources: Mapping[str, Any]) -> Iterator[Instances]:
    type_, count = resources.get("InstanceType"), resources.get("InstanceCount")
    preferences = resources.get(PREFERENCES)
    if type_ is not None or (count is not None and preferences is None):
        yield Instances(member, _string(type_), _integer(count))
    yield from _listed(member, GROUPS, resources.get(GROUPS))
    yield from _listed(member, PREFERENCES, preferences, count)
    yield from _listed(member, CONFIGS, resources.get(CONFIGS))


def _listed(member: str, name: str, entries: Any, common: Any = None) -> Iterator[Instances]:
    alternative = name != GROUPS
    if isinstance(entries, list):
        for index, entry in enumerate(entries):
            path = f"{member}.{name}[{index}]"
            if isinstance(entry, dict):
                type_, count = entry.get("InstanceType"), entry.get("InstanceCount", common)
                yield Instances(path, _string(type_), _integer(count), alternative)
            elif isinstance(entry, Unknown):
                yield Instances(path, None, None, alternative)
    elif isinstance(entries, Unknown):
        yield Instances(f"{member}.{name}", None, None, alternative)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
