"""What a tuning job searches, wherever it is stated: its training definitions, their objectives and their ranges."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple

from policylint.job import TuningJob
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
    """A ParameterRanges structure and the training definition that is tuned by it, both as paths."""

    path: str
    definition: str


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


def definition_paths(job: TuningJob) -> list[str]:
    """Where the training definitions stand, those whose content is known."""
    single = [DEFINITION] if isinstance(job.get(DEFINITION), dict) else []
    return single + [path for path, _ in job.each(DEFINITIONS)]


def spaces(job: TuningJob) -> list[Space]:
    """Each set of ranges that is stated: for a single definition, and in a definition itself."""
    found = [Space(RANGES, DEFINITION)] if job.has(RANGES) else []
    own = [Space(f"{path}.HyperParameterRanges", path) for path in definition_paths(job)]
    return found + [space for space in own if job.has(space.path)]


def ranges(job: TuningJob, path: str) -> Iterator[Range]:
    """The ranges of a ParameterRanges structure, those whose content is known."""
    for kind in KINDS:
        for place, entry in job.each(f"{path}.{kind}"):
            yield Range(place, kind, entry)


def is_open(job: TuningJob, path: str) -> bool:
    """Whether there may be other ranges than those that are known: a part of them is made elsewhere, or by Autotune."""
    lists = [job.look(f"{path}.{kind}") for kind in KINDS]
    entries = [entry for found in lists if isinstance(found, list) for entry in found]
    return job.has(AUTOTUNE) or any(isinstance(value, Unknown) for value in (*lists, *entries))


def combinations(job: TuningJob, path: str) -> int | None:
    """How many combinations of values there are to try; None where they cannot be counted or are not all known."""
    sizes = [None] if is_open(job, path) else [_size(found) for found in ranges(job, path)]
    total = 1 if sizes else None
    for size in sizes:
        total = None if total is None or size is None else total * size
    return total


def _size(found: Range) -> int | None:
    if found.kind == CATEGORICAL:
        values = found.entry.get("Values")
        return len(set(values)) if isinstance(values, list) and all(isinstance(text, str) for text in values) else None
    low, high = number(found.entry.get("MinValue")), number(found.entry.get("MaxValue"))
    if found.kind == CONTINUOUS or low is None or high is None or low > high:
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
