"""The tools that look at a request before it is sent: botocore, aws-resource-validator and policylint."""

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.constraints import Constraint, Request
from policylint import check
from policylint.finding import Finding, Severity
from policylint.job import TRAINING, TUNING
from policylint.run import check_paths
from policylint.settings.config import Config, Settings

_REGION = "us-east-1"
_METHODS = {TRAINING: "create_training_job", TUNING: "create_hyper_parameter_tuning_job"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a tool refuses a request, and whether that is its own word: not that of boto3, which it wraps."""

    reason: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: its name, in full and for a column, the distribution that it comes in, how it is run, what it says to a
    request, and a note on the run that its installed version decides."""

    name: str
    column: str
    distribution: str
    run: str
    refuse: Callable[[str, Request], Refusal | None]
    note: Callable[[], str] = str

    @property
    def version(self) -> str:
        """The version that is installed."""
        return version(self.distribution)


def param_validator(operation: str, request: Request) -> Refusal | None:
    """botocore's own check of parameters, which boto3 and the AWS CLI run before each call."""
    from botocore.validate import ParamValidator

    report = ParamValidator().validate(request, _sagemaker().meta.service_model.operation_model(operation).input_shape)
    return Refusal(_first_line(report.generate_report())) if report.has_errors() else None


def wrapped_client(operation: str, request: Request) -> Refusal | None:
    """aws-resource-validator around a client of boto3, which calls a service that answers without a network."""
    from aws_resource_validator import AWSValidationError
    from botocore.exceptions import ParamValidationError

    try:
        getattr(_wrapped(), _METHODS[operation])(**request)
    except AWSValidationError as error:
        return Refusal(f"{error.param_name}: {error.diagnostics[0].partition(' (failed')[0]}")
    except ParamValidationError as error:
        return Refusal(_first_line(str(error)), own=False)
    return None


def pydantic_models(operation: str, request: Request) -> Refusal | None:
    """aws-resource-validator's models of the requests, with their check of patterns and lengths turned on."""
    from aws_resource_validator.pydantic_models.sagemaker import sagemaker_classes
    from pydantic import ValidationError

    model = getattr(sagemaker_classes, f"{operation}RequestTypeDef")
    try:
        model.model_validate(request, context={"aws_validate_patterns": True})
    except ValidationError as error:
        fault = error.errors()[0]
        return Refusal(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
    return None


def _patterns_checked() -> str:
    from aws_resource_validator.class_definitions import class_registry

    return "" if "Sagemaker" in class_registry else "; it checks none, since its registry has no SageMaker"


PEERS = (
    Peer(
        "botocore ParamValidator",
        "botocore",
        "botocore",
        "`ParamValidator().validate(request, input_shape)`, what boto3 does before each call",
        param_validator,
    ),
    Peer(
        "aws-resource-validator wrap_client",
        "wrap_client",
        "aws-resource-validator",
        "`wrap_client(client, strict=True)`, then the call of boto3 itself, answered without a network; what boto3's "
        "own validator refuses after the wrapper has let it pass is not counted as the wrapper's",
        wrapped_client,
    ),
    Peer(
        "aws-resource-validator models",
        "models",
        "aws-resource-validator-sagemaker",
        '`CreateTrainingJobRequestTypeDef.model_validate(request, context={"aws_validate_patterns": True})`, '
        "and the same for tuning jobs, so with its check of patterns turned on",
        pydantic_models,
        _patterns_checked,
    ),
)


def policylint(requests: tuple[Request, ...], region: str | None) -> tuple[Finding, ...]:
    """What policylint finds in a request, or in a file of several, a line each."""
    if len(requests) == 1:
        return check(requests[0], select=["SM"], region=region).findings
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requests.jsonl"
        file.write_text("".join(json.dumps(request) + "\n" for request in requests), encoding="utf-8")
        settings = Settings(Config(select=("SM",), region=region), root=Path(folder))
        return check_paths([str(file)], settings).report.findings


def severity(constraint: Constraint) -> Severity | None:
    """How severe policylint calls what breaks a constraint; None where it finds nothing, or finds a fault in the valid
    request as well."""
    if policylint(constraint.valid, constraint.region):
        return None
    found = policylint(constraint.mutated, constraint.region)
    severities = [finding.severity for finding in found if finding.rule == constraint.rule and finding.severity]
    return min(severities, key=lambda one: one.rank, default=None)


@cache
def _sagemaker() -> Any:
    import boto3

    return boto3.client("sagemaker", _REGION, aws_access_key_id="none", aws_secret_access_key="none")


@cache
def _wrapped() -> Any:
    import boto3
    from aws_resource_validator import wrap_client

    client = boto3.client("sagemaker", _REGION, aws_access_key_id="none", aws_secret_access_key="none")
    client.meta.events.register("before-send.sagemaker.*", _answer)
    return wrap_client(client, strict=True)


class _Body(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _answer(request: Any, **_: Any) -> Any:
    """The service's answer to whatever is sent: the job is made."""
    from botocore.awsrequest import AWSResponse

    return AWSResponse(request.url, 200, {"Content-Type": "application/x-amz-json-1.1"}, _Body(b"{}"))


def _first_line(text: str) -> str:
    return next(line for line in text.splitlines() if not line.endswith(":"))
