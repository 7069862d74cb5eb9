"""The words by which a file speaks of training: the one list for all that looks at files before reading them."""

import re
from collections.abc import Iterator, Sequence

_WORDS = (
    r"training[_ -]?jobs?\b|training[_-]?job[_-]?(?:name|definition|config|step|s?['\"]?\s*:)",
    r"hyper[_ -]?parameter[_ -]?tuning[_ -]?job",
    r"createtrainingjob|createhyperparametertuningjob|submitservicejob",
    r"algorithm[_-]?specification",
    r"training[_-]?image(?!s)",
    r"sagemakertraining",
)
# Members that requests share with other things: alone they say nothing, but a request may have no other that says more.
_MEMBERS = (r"resource_?config\b", r"hyperparameters\b")
_TEXT = re.compile("|".join(_WORDS), re.IGNORECASE)
_BYTES = re.compile("|".join(_WORDS).encode(), re.IGNORECASE)
_HOLDS = re.compile("|".join(_WORDS + _MEMBERS).encode(), re.IGNORECASE)

# What each of the words above holds one of, in lowercase. Looking for these costs a fiftieth of what the patterns do.
_ANCHORS = (b"training", b"tuning", b"algorithm", b"servicejob", b"resource_config", b"resourceconfig", b"hyperparam")

# Code that makes requests, be it by boto3 or by the SDK, in Python and in a notebook's cells.
_MAKES = re.compile(
    rb"create_training_job|create_hyper_parameter_tuning_job|createtrainingjob|createhyperparametertuningjob"
    rb"|\bsagemaker[\w.]*[^\n]{0,80}\b(?:estimator|modeltrainer|hyperparametertuner|@remote)\b",
    re.IGNORECASE,
)
_MAKERS = (b"create_training", b"create_hyper", b"createtraining", b"createhyper", b"sagemaker")

# One of these stands in all code that starts jobs, be it by a library's name.
_CALLED = (b"create_training_job", b"create_hyper_parameter", b"submit_service_job")

# Types of Terraform's resources that hold what starts jobs, be it spelled out in another file of the folder.
_RESOURCES = re.compile(
    rb"_(?:sfn_state_machine|stepfunctions_state_machine|sagemaker_\w+|scheduler_schedule|cloudformation_stack\w*"
    rb"|cloudcontrolapi_resource|event_target|pipes_pipe|ssm_document|batch_\w+)\"|\"kube\w+_manifest\""
)

OVERLAP = 128
"""More bytes than any of these words takes, for those who look at a file in pieces."""


def speaks_of_training(text: str) -> bool:
    """Whether a text has a word that only training jobs have."""
    return _TEXT.search(text) is not None


def words_of_training(text: str) -> Iterator[re.Match[str]]:
    """Where a text has such words."""
    return _TEXT.finditer(text)


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


def may_declare_jobs(data: bytes) -> bool:
    """Whether the bytes of a Terraform file may declare what starts jobs: quick, and never a wrong no."""
    return may_hold_requests(data) or (b"resource" in data and _RESOURCES.search(data) is not None)


def _found(pattern: re.Pattern[bytes], anchors: Sequence[bytes], data: bytes) -> bool:
    lowered = data.lower()
    if b"\0" in lowered:
        lowered = lowered.replace(b"\0", b"")
    return any(anchor in lowered for anchor in anchors) and pattern.search(lowered) is not None
