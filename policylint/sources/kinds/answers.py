"""Answers of DescribeTrainingJob and its like for other jobs: judged as the request that they describe.

An answer names the job's ARN beside what was requested, and adds what AWS found out: status, times, artifacts, and
empty strings where a request had nothing. That is left out, and a note says what it was.
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policylint.finding import Anchor, Finding
from policylint.job import (
    AUTOML,
    AUTOML_V2,
    JOB,
    PROCESSING,
    TRAINING,
    TRAINING_SESSION,
    TRANSFORM,
    TUNING,
    Facts,
    Job,
)
from policylint.path import Route, format_path
from policylint.sources.kinds.rules import ANSWER
from policylint.sources.kinds.shapes import request_shape
from policylint.sources.kinds.translation import ABSENT, Member, Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

# The ARN, and the members of which an answer has one at least; a summary in a list of jobs has none.
ANSWERS = {
    TRAINING: ("TrainingJobArn", frozenset({"AlgorithmSpecification", "ResourceConfig", "OutputDataConfig"})),
    TUNING: ("HyperParameterTuningJobArn", frozenset({"HyperParameterTuningJobConfig"})),
    PROCESSING: ("ProcessingJobArn", frozenset({"AppSpecification", "ProcessingResources"})),
    TRANSFORM: ("TransformJobArn", frozenset({"TransformInput", "TransformResources"})),
    AUTOML_V2: ("AutoMLJobArn", frozenset({"AutoMLJobInputDataConfig", "AutoMLProblemTypeConfig"})),
    AUTOML: ("AutoMLJobArn", frozenset({"InputDataConfig"})),
    TRAINING_SESSION: ("TrainingSessionArn", frozenset({"LoraConfig"})),
    JOB: ("JobArn", frozenset({"JobConfigDocument"})),
}


# Jobs whose tags no answer has, though their requests may: whether some were given is not known afterwards.
UNTAGGED = frozenset(ANSWERS) - {JOB}
TAGS = Unknown("what tags the job has")


class Answer:
    """What the service answers about a job."""

    name = "answer"
    title = "answer of a Describe call"

    def recognises(self, value: Any) -> bool:
        """Whether a job's ARN stands beside what was requested."""
        return operation_of_answer(value) is not None

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The request that it describes."""
        operation = operation_of_answer(value)
        if operation is not None:
            translation = _Described(operation)
            arn = str(value[ANSWERS[operation][0]]).split(":")
            facts = Facts(sent_to=arn[3] or None, account=arn[4] or None) if len(arn) > 5 else Facts()
            request = translation.request(operation, value, ())
            if operation in UNTAGGED:
                request.setdefault("Tags", TAGS)
            job = translation.job(operation, request)
            note = _note(operation, translation.added, translation.empty)
            yield replace(job, origin=replace(job.origin, remarks=(note,))), facts


class _Described(Translation):
    """The members that a request has, too; an empty string stands for none.

    `added` are the others, `empty` the paths of what stands for none.
    """

    def __init__(self, operation: str) -> None:
        super().__init__()
        self.added: list[str] = []
        self.empty: list[str] = []
        self._root = request_shape(operation)

    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """Null and the empty string are absent, but for the values of maps, which may be empty."""
        if value is None or (value == "" and shape is not None and shape.name not in MAPPED):
            self.empty.append(format_path(route))
            return ABSENT, route
        return value, route

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """The members of the answer that the request has."""
        found = super().members(value, shape, route)
        if found is None or shape is not self._root:
            return found
        self.added = [str(member) for member in value if member not in self._root.members]
        return (member for member in found if member[0] in self._root.members)


MAPPED = frozenset(
    {
        "HyperParameterValue",
        "TrainingEnvironmentValue",
        "ProcessingEnvironmentValue",
        "TransformEnvironmentValue",
        "TagValue",
    }
)


def _note(operation: str, added: Sequence[str], empty: Sequence[str]) -> Finding:
    """What was left out of an answer, at the job's ARN, which is in every one."""
    left_out = [f"what AWS added ({', '.join(added)})"]
    left_out += [f"what is empty ({', '.join(empty)})"] if empty else []
    describes = operation.replace("Create", "Describe")
    message = f"this is an answer of {describes}: judged is the request for the job, without {' and '.join(left_out)}"
    properties = {"left_out": [*added, *empty]}
    arn = ANSWERS[operation][0]
    return Finding(arn, message, ANSWER.id, anchor=Anchor.KEY, properties=properties)


def operation_of_answer(value: Any) -> str | None:
    """The operation for whose job a value is the answer; None if it is none."""
    if not isinstance(value, dict):
        return None
    return next((name for name, (arn, had) in ANSWERS.items() if arn in value and not had.isdisjoint(value)), None)


KIND = Answer()
