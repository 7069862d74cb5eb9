"""Which operation, and so which kind of job, a bare request is for, recognised by its top-level members alone.

A request is recognised with a typo in it, too: skipping the file that most needs a look would be the worst answer.
Requests for operations that start no jobs, which share many members, are not.
"""

from collections.abc import Callable, Mapping, Set
from functools import lru_cache
from typing import Any

from policylint.job import AUTOML_V2, JOB, JOBS, OTHERS, TRAINING, TUNING, Facts, Job, name_member
from policylint.sources.kinds.shapes import operation, request_shape

# What UpdateTrainingJob takes.
UPDATED = frozenset(
    {"TrainingJobName", "ProfilerConfig", "ProfilerRuleConfigurations", "RemoteDebugConfig", "ResourceConfig"}
)

# The service's answer about a job names its ARN beside all that was requested. A training job definition of a tuning
# job is the part of a request, and none itself.
_ANSWERED = frozenset({"HyperParameterTuningJobArn", "TrainingJobArn"})
_DEFINED = frozenset(
    {
        "DefinitionName",
        "HyperParameterRanges",
        "HyperParameterTuningResourceConfig",
        "StaticHyperParameters",
        "TuningObjective",
    }
)

_NOT_KNOWN = Facts()

_CLOSE = 0.85
"""How alike (difflib's ratio, letter case aside) a misspelled member must be: two wrong letters in fourteen."""
_MOST_KEYS = 60
"""No request has twice as many members as the API: what has is some other map, and not worth comparing names in."""


def operation_of(value: Any) -> str | None:
    """The operation that a value is a request for, or None."""
    return _operation(tuple(value)) if isinstance(value, dict) and len(value) <= _MOST_KEYS else None


def job_of(request: Mapping[str, Any], facts: Facts = _NOT_KNOWN, file: str = "") -> Job:
    """The job that a request asks for, of the kind that the same request has in a file.

    What a file would not be taken to be a request for is a tuning job here if it has any member that only these take,
    else a training job: whoever hands over a dict has said already that it is a request.
    """
    operation = operation_of(request)
    if operation is None:
        operation = TRAINING if request.keys().isdisjoint(_of_tuning_jobs()) else TUNING
    return JOBS[operation](request, facts=facts, file=file)


@lru_cache(maxsize=1)
def _of_tuning_jobs() -> Set[str]:
    return operation(TUNING).distinctive | {"HyperParameterTuningJobName"}


@lru_cache(maxsize=4096)
def _operation(keys: tuple[Any, ...]) -> str | None:
    given = frozenset(keys)
    if not given.isdisjoint(_ANSWERED) or any(len(given & operation(name).returned) > 1 for name in _TESTS):
        return None
    for name, asks in _TESTS.items():
        if asks(given):
            return name
    for name, asks in _TESTS.items():
        known = request_shape(name).members.keys()
        exact = given & known
        if name in _OTHERS and given.isdisjoint(operation(name).distinctive | {name_member(name)}):
            continue
        corrected = _corrected(given - known, known - given) if exact else frozenset()
        if 0 < len(corrected) <= len(exact) and asks(given | corrected):
            return name
    return None


def _asks_for_tuning(given: frozenset[Any]) -> bool:
    telling = given & operation(TUNING).distinctive
    return (
        len(telling) > 1
        or "HyperParameterTuningJobConfig" in telling
        or (bool(telling) and "HyperParameterTuningJobName" in given)
    )


def _asks_for_training(given: frozenset[Any]) -> bool:
    known = given & request_shape(TRAINING).members.keys()
    telling = given & operation(TRAINING).distinctive
    if "TrainingJobName" in given:
        return bool(telling) or (len(known) > 2 and not known <= UPDATED)
    if not given.isdisjoint(_DEFINED):
        return False
    if telling:
        return len(telling) > 1 or len(known) > 2
    return "ResourceConfig" in known and len(known) > 3


_SHARED_NAMES = (AUTOML_V2, JOB)
"""Operations whose jobs are named by a member that others have as well."""


def _asks_for(name: str) -> Callable[[frozenset[Any]], bool]:
    """Whether members ask for a job of another kind: by its name, since parts of other requests have all the rest."""

    def asks(given: frozenset[Any]) -> bool:
        if name_member(name) not in given:
            return False
        if given.isdisjoint(operation(name).distinctive):
            return name not in _SHARED_NAMES and len(given & request_shape(name).members.keys()) > 2
        return True

    return asks


_OTHERS = {kind.operation: _asks_for(kind.operation) for kind in reversed(OTHERS)}
_TESTS = {TUNING: _asks_for_tuning, TRAINING: _asks_for_training, **_OTHERS}


def _corrected(strange: frozenset[Any], known: Set[str]) -> frozenset[str]:
    """The members that the strange keys most likely mean."""
    from difflib import get_close_matches

    spellings = {name.lower(): name for name in known}
    corrected: set[str] = set()
    for key in strange:
        if isinstance(key, str):
            corrected.update(
                spellings[close] for close in get_close_matches(key.lower(), spellings, n=1, cutoff=_CLOSE)
            )
    return frozenset(corrected)
