"""What the SageMaker SDK and the containers of frameworks agree on: where a script is, and how loud it logs."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from policylint.algorithms.hyperparameter import plain
from policylint.algorithms.recognition import DIRECTORY, PROGRAM
from policylint.aws import s3_location
from policylint.aws_images import aws_image
from policylint.contract.built_in import tuning_rules
from policylint.contract.region import IMAGE
from policylint.finding import Finding, Severity
from policylint.job import TrainingJob
from policylint.path import join
from policylint.schema.wording import quoted
from policylint.unknown import Unknown

LOG_LEVEL = "sagemaker_container_log_level"
_LEVELS = frozenset(("CRITICAL", "FATAL", "ERROR", "WARN", "WARNING", "INFO", "DEBUG", "NOTSET"))
_FRAMEWORKS = frozenset(("pytorch", "tensorflow", "huggingface", "sklearn", "xgboost", "mxnet", "chainer"))
_NOT_ARCHIVES = (".py", ".zip", ".ipynb", ".tar", "/")


def judge(job: TrainingJob) -> Iterator[Finding]:
    """What is wrong with the conventions that a job's hyperparameters follow."""
    given = job.mapping(job.hyperparameters)
    directory, level = given.get(DIRECTORY), given.get(LOG_LEVEL)
    if isinstance(directory, str):
        yield from _location(join(job.hyperparameters, DIRECTORY), plain(directory))
    if isinstance(level, str) and not _is_level(plain(level)):
        message = f"{quoted(level)} is not a log level"
        yield Finding.at(join(job.hyperparameters, LOG_LEVEL), message, rule=tuning_rules.LOG_LEVEL.id)
    yield from _half(job, given)


def _location(path: str, location: str) -> Iterator[Finding]:
    rule = tuning_rules.SCRIPT_LOCATION.id
    if posixpath.isabs(location):
        return
    if not location.startswith("s3://"):
        yield Finding.at(path, f"{quoted(location)} is neither an S3 URI nor a path in the container", rule=rule)
    elif location.endswith(_NOT_ARCHIVES) or not (found := s3_location(location)) or not found.key:
        yield Finding.at(path, f"{quoted(location)} is not an archive: the container unpacks a tar.gz", rule=rule)
    elif not location.endswith((".tar.gz", ".tgz")):
        message = f"{quoted(location)} does not end in .tar.gz: the container unpacks it as one"
        yield Finding.at(path, message, rule=rule, severity=Severity.WARNING)


def _is_level(text: str) -> bool:
    return text in _LEVELS or text.strip().lstrip("+").isdecimal()


def _half(job: TrainingJob, given: Mapping[str, Any]) -> Iterator[Finding]:
    """One of program and directory alone, in an image that has no script of its own."""
    image, environment = job.string(IMAGE), job.look("Environment")
    own = aws_image(image) if image else None
    if (
        own is None
        or own.family not in _FRAMEWORKS
        or isinstance(environment, Unknown)
        or (PROGRAM in given) == (DIRECTORY in given)
    ):
        return
    variables = environment if isinstance(environment, dict) else {}
    present, absent = (PROGRAM, DIRECTORY) if PROGRAM in given else (DIRECTORY, PROGRAM)
    if absent.upper() in variables or job.has("AlgorithmSpecification.ContainerEntrypoint"):
        return
    what = "where the script is" if absent == DIRECTORY else "which script is to run"
    message = f"{present} is given without {absent}: nothing says {what}"
    yield Finding.at(join(job.hyperparameters, present), message, rule=tuning_rules.HALF_A_SCRIPT.id)
