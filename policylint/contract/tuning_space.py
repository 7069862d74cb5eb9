"""What a tuning job searches, wherever it is stated: its training definitions, their objectives and their ranges."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

from policylint.job import TuningJob, derived
from policylint.unknown import Unknown

CONFIG = "HyperParameterTuningJobConfig"
STRATEGY = f"{CONFIG}.Strategy"
OBJECTIVE = f"{CONFIG}.HyperParameterTuningJobObjective"
RANGES = f"{CONFIG}.ParameterRanges"
MAX_JOBS = f"{CONFIG}.ResourceLimits.MaxNumberOfTrainingJobs"
PARALLEL = f"{CONFIG}.ResourceLimits.MaxParallelTrainingJobs"
DEFINITION = "TrainingJobDefinition"
DEFINITIONS = "TrainingJobDefinitions"
AUTOTUNE = "Autotune"

INTEGER = "IntegerParameterRanges"
CONTINUOUS = "ContinuousParameterRanges"
CATEGORICAL = "CategoricalParameterRanges"
KINDS = (INTEGER, CONTINUOUS, CATEGORICAL)


class Space(NamedTuple):
    """A ParameterRanges structure, the training definition that is tuned by it (both as paths), and what it says: a
    dict, an `Unknown`, or what the schema refuses."""

    path: str
    definition: str
    content: Any

    def listed(self, kind: str) -> Any:
        """What stands in one of its lists; an `Unknown` where the whole is one."""
        return self.content.get(kind) if isinstance(self.content, dict) else self.content


class Range(NamedTuple):
    """One range: its path, its kind (the list that it stands in) and what it says."""

    path: str
    kind: str
    entry: Mapping[str, Any]

    @property
    def name(self) -> str | None:
        """The hyperparameter that is searched; None where that is not known."""
        name = self.entry.get("Name")
        return name if isinstance(name, str) else None


@derived
def definitions(job: TuningJob) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The training definitions, those whose content is known, each with its path."""
    single = job.request.get(DEFINITION)
    listed = job.each(DEFINITIONS) if DEFINITIONS in job.request else ()
    return [*([(DEFINITION, single)] if isinstance(single, dict) else []), *listed]


@derived
def spaces(job: TuningJob) -> Sequence[Space]:
    """Each set of ranges that is stated: for a single definition, and in a definition itself."""
    return list(_spaces(job))


def _spaces(job: TuningJob) -> Iterator[Space]:
    config = job.request.get(CONFIG)
    common = config.get("ParameterRanges") if isinstance(config, dict) else config
    if common is not None:
        yield Space(RANGES, DEFINITION, common)
    for path, definition in definitions(job):
        own = definition.get("HyperParameterRanges")
        if own is not None:
            yield Space(f"{path}.HyperParameterRanges", path, own)


def ranges(space: Space) -> Iterator[Range]:
    """The ranges of a space, those whose content is known."""
    for kind in KINDS:
        entries = space.listed(kind)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                yield Range(f"{space.path}.{kind}[{index}]", kind, entry)


def is_open(job: TuningJob, space: Space) -> bool:
    """Whether there may be other ranges than those that are known: a part of them is made elsewhere, or by Autotune."""
    lists = [space.listed(kind) for kind in KINDS]
    entries = [entry for found in lists if isinstance(found, list) for entry in found]
    return AUTOTUNE in job.request or any(isinstance(value, Unknown) for value in (*lists, *entries))


def combinations(job: TuningJob, space: Space) -> int | None:
    """How many combinations of values there are to try; None where they cannot be counted or are not all known."""
    total = None
    if space.listed(CONTINUOUS) or is_open(job, space):
        return None
    for found in ranges(space):
        size = _size(found)
        if size is None:
            return None
        total = size * (1 if total is None else total)
    return total


def _size(found: Range) -> int | None:
    if found.kind == CATEGORICAL:
        values = found.entry.get("Values")
        return len(set(values)) if isinstance(values, list) and all(isinstance(text, str) for text in values) else None
    low, high = number(found.entry.get("MinValue")), number(found.entry.get("MaxValue"))
    if low is None or high is None or low > high:
        return None
    return int(high) - int(low) + 1


def number(text: Any) -> float | None:
    """The finite number that a bound writes; None where it writes none or is not known."""
    if not isinstance(text, str) or "_" in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
