"""Requests for built-in algorithms: what the tests of their tables change, one thing at a time."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import policylint
from policylint.algorithms.algorithm import Algorithm
from policylint.algorithms.hyperparameter import Hyperparameter
from policylint.algorithms.recognition import REPOSITORIES, SCRIPTS
from policylint.aws_images import account_of
from policylint.examples import TRAINING_JOB, TUNING_JOB
from policylint.settings.config import Config

Request = dict[str, Any]
RULES = Config(select=("SM32", "SM33"))
_SCRIPT_IMAGE = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.5.1-gpu-py311-ubuntu22.04-sagemaker"
_SAMPLES = {"integers": "1,2", "floats": "0.1,0.9", "boolean": "true", "string": "5min"}


def found(request: Request) -> set[tuple[str, str]]:
    """The rules that a request breaks, with the paths."""
    return {(finding.rule, str(finding.path)) for finding in policylint.check(request, config=RULES).findings}


def errors(request: Request) -> list[str]:
    """The errors among them, in words."""
    findings = policylint.check(request, config=RULES).findings
    return [f"{one.rule} {one.path}: {one.message}" for one in findings if one.severity is policylint.Severity.ERROR]


def image(algorithm: Algorithm) -> str:
    """An image of an algorithm; a framework's, if it runs as a script."""
    repository = next((one for one, name in REPOSITORIES.items() if name == algorithm.name), None)
    if repository is None:
        return _SCRIPT_IMAGE
    account = account_of(repository, "us-east-1")
    tag = algorithm.version or (algorithm.versions[-1] if algorithm.versions else "1")
    return f"{account}.dkr.ecr.us-east-1.amazonaws.com/{repository}:{tag}{'-cpu-py3' if tag < '1.1' else ''}"


def sample(row: Hyperparameter) -> str:
    """A value that a hyperparameter takes."""
    tried = (row.default, *row.values[:1], _SAMPLES.get(row.type), "1", "0.5", "300", "2", "20", "1.5", "50")
    return next(value for value in tried if value is not None and row.fault(value) is None)


def channel(name: str, row: Mapping[str, Any]) -> Request:
    """A channel as an algorithm takes it."""
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://acme-ml/{name}/"}
    if "distribution" in row:
        source["S3DataDistributionType"] = row["distribution"]
    made: Request = {"ChannelName": name, "DataSource": {"S3DataSource": source}}
    if "content_types" in row:
        made["ContentType"] = row["content_types"][0]
    return made


def training(algorithm: Algorithm) -> Request:
    """The smallest training job of an algorithm: what it requires, and nothing else."""
    request = deepcopy(TRAINING_JOB)
    request["AlgorithmSpecification"]["TrainingImage"] = image(algorithm)
    hyperparameters = {name: sample(row) for name, row in algorithm.hyperparameters.items() if row.required}
    script = next((part for part, name in SCRIPTS.items() if name == algorithm.name), None)
    if script is not None:
        folder = f"source-directory-tarballs/{script.strip('/')}/v1.0.0"
        location = f"s3://jumpstart-cache-prod-us-east-1/{folder}/sourcedir.tar.gz"
        hyperparameters |= {"sagemaker_program": "transfer_learning.py", "sagemaker_submit_directory": location}
    request["HyperParameters"] = hyperparameters
    rows = algorithm.channels.items()
    request["InputDataConfig"] = [channel(name, row) for name, row in rows if row.get("required")]
    if "cpu" not in algorithm.instances["kinds"]:
        request["ResourceConfig"] = {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1}
    return request


def tuning(algorithm: Algorithm) -> Request:
    """A tuning job of an algorithm that searches nothing yet, with all of its channels."""
    job = training(algorithm)
    request = deepcopy(TUNING_JOB)
    definition = request["TrainingJobDefinition"]
    definition["AlgorithmSpecification"] = {**job["AlgorithmSpecification"]}
    definition["StaticHyperParameters"] = job["HyperParameters"]
    definition["InputDataConfig"] = [channel(name, row) for name, row in algorithm.channels.items()]
    definition["ResourceConfig"] = job["ResourceConfig"]
    request["HyperParameterTuningJobConfig"]["ParameterRanges"] = {}
    del request["HyperParameterTuningJobConfig"]["HyperParameterTuningJobObjective"]
    return request


def wrong_values(row: Hyperparameter) -> Iterator[tuple[str, str]]:
    """Values that a hyperparameter does not take, each with the rule that says so."""
    match row.type:
        case "integer":
            yield from (("six", "SM3203"), ("2.5", "SM3203"))
        case "float":
            yield "much", "SM3203"
        case "boolean":
            yield "perhaps", "SM3203"
        case "integers" | "floats":
            yield "1,two", "SM3203"
        case "enum" | "list" | "comma-list":
            yield "no-such-value", "SM3205"
    if row.range is not None:
        low, high = row.range.low, row.range.high
        step = 1 if row.type == "integer" else 1e-9
        yield from [(_written(low if row.range.low_open else low - step, row), "SM3204")] if low is not None else []
        yield from [(_written(high if row.range.high_open else high + step, row), "SM3204")] if high is not None else []


def right_values(row: Hyperparameter) -> Iterator[str]:
    """Values that it does take: the bounds themselves, where they belong to the range."""
    yield sample(row)
    yield from row.values if row.type == "enum" else ()
    yield from (word for word in row.words if word)
    if row.range is not None:
        low, high = row.range.low, row.range.high
        step = 1 if row.type == "integer" else 1e-9
        yield from [_written(low + step if row.range.low_open else low, row)] if low is not None else []
        yield from [_written(high - step if row.range.high_open else high, row)] if high is not None else []


def _written(number: float, row: Hyperparameter) -> str:
    return str(int(number)) if row.type == "integer" else repr(number)
