"""Contract rules for what surrounds a job: its tags, experiment, hyperparameters, environment and ARNs."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from policylint.aws import arn_partition
from policylint.contract.data import table
from policylint.documentation import API, GUIDE
from policylint.finding import Anchor, Finding, Severity, remove
from policylint.job import Job, TrainingJob
from policylint.path import format_path
from policylint.rule import rule
from policylint.schema.wording import quoted

TAGS = "Tags"
EXPERIMENT = "ExperimentConfig"
ENVIRONMENT = "Environment"
ROLE = "RoleArn"
HYPERPARAMETERS = ("HyperParameters", "StaticHyperParameters")
ARNS = {
    "AlgorithmSpecification": ("AlgorithmName",),
    "OutputDataConfig": ("KmsKeyId",),
    "ResourceConfig": ("VolumeKmsKeyId", "TrainingPlanArn"),
    "HyperParameterTuningResourceConfig": ("VolumeKmsKeyId",),
    "ServerlessJobConfig": ("BaseModelArn", "EvaluatorArn"),
    "MlflowConfig": ("MlflowResourceArn",),
    "ModelPackageConfig": ("ModelPackageGroupArn", "SourceModelPackageArn"),
}
"""The members that take ARNs, by the top member that holds them."""

_TEAM = {"Key": "team", "Value": "churn"}


@rule(
    "SM2901",
    "repeated-tag-key",
    Severity.ERROR,
    since="0.1.0",
    title="Two tags have the same key",
    why="A resource has one value for each tag key: the service rejects a request that gives two.",
    fix="Keep one tag of each key.",
    source=f"{API}API_Tag.html",
    scope="request",
    members=(TAGS,),
    bad={TAGS: [_TEAM, {"Key": "team", "Value": "growth"}]},
    good={TAGS: [_TEAM, {"Key": "Team", "Value": "growth"}]},
)
def repeated_tag_key(job: Job) -> Iterator[Finding]:
    first: dict[str, tuple[int, Any]] = {}
    for index, tag in enumerate(job.sequence(TAGS)):
        key = tag.get("Key") if isinstance(tag, dict) else None
        if isinstance(key, str):
            at, value = first.setdefault(key, (index, tag.get("Value")))
            if at != index:
                place, same = f"{TAGS}[{index}]", isinstance(value, str) and tag.get("Value") == value
                message = (
                    f"{quoted(key)} is the key of {TAGS}[{at}] already, with {'the same' if same else 'another'} value"
                )
                yield Finding.at(f"{place}.Key", message, fix=remove(place) if same else None)


@rule(
    "SM2902",
    "reserved-tag-key",
    Severity.ERROR,
    since="0.1.0",
    title="A tag key begins with aws:",
    why="Tags that begin with aws: are AWS's own, such as those of CloudFormation: nobody else may set them, and the "
    "request is rejected. They come along when a request is copied from the description of a job.",
    fix="Remove the tag, or give its key another beginning.",
    source="https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
    scope="request",
    members=(TAGS,),
    bad={TAGS: [{"Key": "aws:cloudformation:stack-name", "Value": "churn"}]},
    good={TAGS: [{"Key": "cloudformation:stack-name", "Value": "churn"}]},
)
def reserved_tag_key(job: Job) -> Iterator[Finding]:
    for path, tag in job.each(TAGS):
        key = tag.get("Key")
        if isinstance(key, str) and key[:4].lower() == "aws:":
            yield Finding.at(
                f"{path}.Key", f"{quoted(key)} begins with {key[:4]!r}, which is reserved", fix=remove(path, safe=False)
            )


@rule(
    "SM2903",
    "run-without-experiment",
    Severity.WARNING,
    since="0.1.0",
    title="A run or trial is named, but no experiment",
    why="A run belongs to an experiment: without ExperimentName the job is found under none, and its metrics and "
    "parameters are not where the name suggests.",
    fix="Give ExperimentName as well.",
    source=f"{API}API_ExperimentConfig.html",
    members=(EXPERIMENT,),
    bad={EXPERIMENT: {"RunName": "baseline"}},
    good={EXPERIMENT: {"ExperimentName": "churn", "RunName": "baseline"}},
)
def run_without_experiment(job: TrainingJob) -> Iterator[Finding]:
    experiment = job.mapping(EXPERIMENT)
    if experiment and experiment.get("ExperimentName") is None:
        for member in ("RunName", "TrialName"):
            if isinstance(experiment.get(member), str):
                message = f"{member} is {quoted(experiment[member])}, but ExperimentName is not given"
                yield Finding.at(f"{EXPERIMENT}.{member}", message)


@rule(
    "SM2904",
    "hyperparameters-differing-by-case",
    Severity.WARNING,
    since="0.1.0",
    title="The names of two hyperparameters differ by case alone",
    why="The container gets both, and most often reads one: the other, perhaps the one that was meant to count, is "
    "skipped in silence.",
    fix="Keep the one that the training script reads.",
    source=f"{API}API_CreateTrainingJob.html",
    members=HYPERPARAMETERS,
    bad={"HyperParameters": {"epochs": "10", "Epochs": "20"}},
    good={"HyperParameters": {"epochs": "10", "patience": "20"}},
)
def hyperparameters_differing_by_case(job: TrainingJob) -> Iterator[Finding]:
    member = job.hyperparameters
    names = [name for name in job.mapping(member) if isinstance(name, str)]
    if len({name.lower() for name in names}) < len(names):
        first: dict[str, str] = {}
        for name in names:
            other = first.setdefault(name.lower(), name)
            if other != name:
                yield Finding.at(
                    format_path((member, name)), f"{quoted(name)} is given beside {quoted(other)}", anchor=Anchor.KEY
                )


@rule(
    "SM2905",
    "partitions-disagree",
    Severity.ERROR,
    since="0.1.0",
    title="An ARN is of another partition than RoleArn",
    why="The partitions (aws, aws-cn, aws-us-gov ...) are separate worlds: a role of one can use nothing of another, "
    "and the service finds no such resource.",
    fix="Give the role and all resources in the partition of the Region that the job is sent to.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    members=tuple(f"{member}.{name}" for member, names in ARNS.items() for name in names),
    bad={
        "OutputDataConfig.KmsKeyId": "arn:aws-cn:kms:cn-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    },
    good={"OutputDataConfig.KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"},
    shared=True,
)
def partitions_disagree(job: TrainingJob) -> Iterator[Finding]:
    own = arn_partition(job.request.get(ROLE))
    if own is None:
        return
    for member, names in ARNS.items():
        holder = job.request.get(member)
        if isinstance(holder, dict):
            for name in names:
                other = arn_partition(holder[name]) if name in holder else None
                if other and other != own:
                    message = f"{name} is of the partition {quoted(other)}, but RoleArn of {quoted(own)}"
                    yield Finding.at(f"{member}.{name}", message)


@rule(
    "SM2906",
    "reserved-environment-name",
    Severity.WARNING,
    since="0.1.0",
    title="A variable in Environment is set by SageMaker itself",
    why="SageMaker sets TRAINING_JOB_NAME and TRAINING_JOB_ARN in each container, so that your value is lost "
    "or misleads whatever relies on them. Most SM_ names are written by SageMaker's training toolkit before the script "
    "starts: a note, since a container without the toolkit may use them freely. (SAGEMAKER_ names are settings that "
    "the toolkit reads, and no fault.)",
    fix="Remove the variable, or choose another name.",
    source=f"{GUIDE}your-algorithms-training-algo-running-container.html",
    members=(ENVIRONMENT,),
    bad={ENVIRONMENT: {"TRAINING_JOB_NAME": "churn"}},
    good={ENVIRONMENT: {"JOB_LABEL": "churn"}},
)
def reserved_environment_name(job: TrainingJob) -> Iterator[Finding]:
    service, toolkit, prefixes = _reserved()
    for name in job.mapping(ENVIRONMENT):
        if name in service:
            yield _reserved_by(name, "SageMaker sets it in each container", Severity.WARNING)
        elif name in toolkit or (isinstance(name, str) and name.startswith(prefixes)):
            yield _reserved_by(name, "SageMaker's training toolkit overwrites it", Severity.NOTE)


def _reserved_by(name: str, why: str, severity: Severity) -> Finding:
    place = format_path((ENVIRONMENT, name))
    fix = remove(place, safe=False)
    return Finding.at(place, f"{name} has no effect here: {why}", severity=severity, fix=fix, anchor=Anchor.KEY)


@cache
def _reserved() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    known = table("reserved_environment")
    return frozenset(known["service"]), frozenset(known["toolkit"]), tuple(known["toolkit_prefixes"])
