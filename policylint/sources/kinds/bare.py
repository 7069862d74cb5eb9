"""Requests as the API takes them: what boto3 is called with and what `aws sagemaker ... --cli-input-json` reads."""

from collections.abc import Iterator
from typing import Any

from policylint.job import JOBS, TRAINING, TUNING, Facts, Job, Origin, TrainingJob
from policylint.path import Route
from policylint.sources.kinds import sidecar
from policylint.sources.kinds.recognition import operation_of
from policylint.sources.kinds.translation import likely_members
from policylint.unknown import Unknown

_NOTHING = Facts()
_WHOLE = Origin()


class Training:
    """A CreateTrainingJob request."""

    name = "training"
    title = "CreateTrainingJob request"

    def recognises(self, value: Any) -> bool:
        """Whether the top-level members are a training job's, one misspelled perhaps."""
        return operation_of(value) == TRAINING

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The request itself."""
        yield _job(value, TRAINING, ())


class Tuning:
    """A CreateHyperParameterTuningJob request."""

    name = "tuning"
    title = "CreateHyperParameterTuningJob request"

    def recognises(self, value: Any) -> bool:
        """Whether the top-level members are a tuning job's, one misspelled perhaps."""
        return operation_of(value) == TUNING

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The request itself."""
        yield _job(value, TUNING, ())


class Other:
    """A request for a job that is no training or tuning job: processing, transform, AutoML, a training session."""

    name = "other"
    title = "request for another job"

    def recognises(self, value: Any) -> bool:
        """Whether the top-level members are such a job's, its name among them."""
        return operation_of(value) not in (None, TRAINING, TUNING)

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The request itself."""
        yield _job(value, operation_of(value) or TRAINING, ())


class Requests:
    """A list of requests, of all kinds as they come."""

    name = "requests"
    title = "list of requests"

    def recognises(self, value: Any) -> bool:
        """Whether any item is a request."""
        return isinstance(value, list) and any(operation_of(item) for item in value)

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """A job for each item; one that is not a request is judged as a training job, so that none goes unnoticed."""
        for index, item in enumerate(value):
            if isinstance(item, Unknown):
                names = likely_members(TRAINING)
                routes: dict[Route, Route] = {(): (index,)} | {(name,): (index,) for name in names}
                yield TrainingJob(dict.fromkeys(names, item), Origin(routes)), _NOTHING
            else:
                request = item if isinstance(item, dict) else {}
                yield _job(request, operation_of(item) or TRAINING, (index,))


def _job(request: dict[Any, Any], operation: str, route: Route) -> tuple[Job, Facts]:
    facts = _NOTHING
    if sidecar.KEY in request:
        request, facts = sidecar.take(request)
    origin = Origin({(): route}) if route else _WHOLE
    return JOBS[operation](request, origin), facts


KINDS = (Tuning(), Training(), Other(), Requests())
