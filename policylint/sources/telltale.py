"""The words by which a file speaks of training: the one list for all that looks at files before reading them."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import AnyStr

_WORDS = (
    r"training[_ -]?jobs?\b|training[_-]?job[_-]?(?:name|definition|config|step|s?['\"]?\s*:)",
    r"hyper[_ -]?parameter[_ -]?tuning[_ -]?job",
    r"createtrainingjob|createhyperparametertuningjob|submitservicejob",
    r"algorithm[_-]?specification",
    r"training[_-]?image(?!s)",
    r"sagemakertraining",
    r"(?:processing|transform|auto[_-]?ml)[_-]?job[_-]?name|training[_-]?session[_-]?name|job[_-]?config[_-]?document",
    r"(?:create|sagemaker::)(?:processingjob|transformjob|automljob|trainingsession)",
)
# Members that requests share with other things: alone they say nothing, but a request may have no other that says more.
_MEMBERS = (
    r"resource_?config\b",
    r"hyperparameters\b",
    r"(?:processing|transform)_?resources\b|sagemaker_processing_job\b|auto_?ml_?problem_?type",
    r"validation_?specification\b",
)
# Words of names, also in camel case, and of inputs that leave the rest to a definition elsewhere.
_HINTS = re.compile(
    r"(?i:sagemaker|\bml\.[a-z][a-z0-9-]*\.\d*x?[a-z])"
    r"|(?:(?<![A-Za-z])(?:[Rr]e|RE)?(?:[Tt]rain|TRAIN)|(?<=[a-z0-9])(?:Ret|T)rain)(?:ing|ING|er|ER)?s?(?![a-z])"
)
_TEXT = "|".join(_WORDS)
_BYTES = _TEXT.encode()
_HOLDS = "|".join(_WORDS + _MEMBERS).encode()

# What each of the words above holds one of, in lowercase. Looking for these costs a fiftieth of what the patterns do.
_ANCHORS = (
    b"training", b"tuning", b"algorithm", b"servicejob", b"resource_config", b"resourceconfig", b"hyperparam",
    b"processingjob", b"processing_job", b"processing-job", b"processingresources", b"processing_resources",
    b"transformjob", b"transform_job", b"transform-job", b"transformresources", b"transform_resources",
    b"automl", b"auto_ml", b"auto-ml", b"jobconfig", b"job_config", b"job-config",
    b"validationspecification", b"validation_specification",
)  # fmt: skip

# Code that makes requests, be it by a client, by the SDK or by the AWS CLI, in programs, scripts and notebooks.
_MAKES = (
    rb"create[_-]?training[_-]?(?:job|session)|create[_-]?hyper[_-]?parameter[_-]?tuning[_-]?job"
    rb"|create[_-]?processing[_-]?job|create[_-]?transform[_-]?job|create[_-]?auto[_-]?ml[_-]?job"
    rb"|\bsagemaker[\w.]*[^\n]{0,80}\b(?:estimator|modeltrainer|hyperparametertuner|@remote)\b"
)
_MAKERS = (
    b"sagemaker",
    *(
        b"%s%sjob" % (kind, sign)
        for kind in (b"training", b"tuning", b"processing", b"transform", b"ml")
        for sign in (b"", b"_", b"-")
    ),
    *(b"training%ssession" % sign for sign in (b"", b"_", b"-")),
)

# One of these stands in all code that starts jobs, be it by a library's name.
_CALLED = (
    b"create_training_", b"create_hyper_parameter", b"submit_service_job", b"create_processing_job",
    b"create_transform_job", b"create_auto_ml_job",
)  # fmt: skip

# Types of Terraform's resources that hold what starts jobs, be it spelled out in another file of the folder.
_RESOURCES = (
    rb"_(?:sfn_state_machine|stepfunctions_state_machine|sagemaker_\w+|scheduler_schedule|cloudformation_stack\w*"
    rb"|cloudcontrolapi_resource|event_target|pipes_pipe|ssm_document|batch_\w+)\"|\"kube\w+_manifest\""
)

OVERLAP = 128
"""More bytes than any of these words takes, for those who look at a file in pieces."""


def speaks_of_training(text: str) -> bool:
    """Whether a text has a word that only SageMaker's jobs have."""
    return _compiled(_TEXT).search(text) is not None


def hints_at_training(text: str) -> bool:
    """Whether a text that names or starts something may have to do with training: a wrong yes is possible."""
    return _HINTS.search(text) is not None or speaks_of_training(text)


def words_of_training(text: str) -> Iterator[re.Match[str]]:
    """Where a text has such words."""
    return _compiled(_TEXT).finditer(text)


def bytes_speak_of_training(data: bytes) -> bool:
    """The same of a file's bytes, before they are decoded; UTF-16 is looked at as if it were ASCII."""
    return _found(_BYTES, _ANCHORS, data)


def may_hold_requests(data: bytes) -> bool:
    """Whether bytes may hold a request at all, so that it is worth reading them: quick, and never a wrong no."""
    return _found(_HOLDS, _ANCHORS, data)


def make_training_jobs(data: bytes) -> bool:
    """Whether the bytes of a program are code that starts training jobs; a word in a comment is not."""
    return _found(_MAKES, _MAKERS, data)


def may_make_jobs(data: bytes) -> bool:
    """Whether the bytes of a program may be code that starts training jobs, by a client or by a library of that name:
    quick, and never a wrong no."""
    lowered = data.lower()
    return b"sagemaker" in lowered or any(word in lowered for word in _CALLED)


@cache
def _compiled(pattern: AnyStr) -> re.Pattern[AnyStr]:
    """A pattern of those above, of which most runs need none or one."""
    return re.compile(pattern, re.IGNORECASE)


def may_declare_jobs(data: bytes) -> bool:
    """Whether the bytes of a Terraform file may declare what starts jobs: quick, and never a wrong no."""
    return may_hold_requests(data) or (b"resource" in data and _compiled(_RESOURCES).search(data) is not None)


def _found(pattern: bytes, anchors: Sequence[bytes], data: bytes) -> bool:
    lowered = data.lower()
    if b"\0" in lowered:
        lowered = lowered.replace(b"\0", b"")
    for anchor in anchors:  # no generator: most files have none of them, and this is most of what a file costs
        if anchor in lowered:
            return _compiled(pattern).search(lowered) is not None
    return False
