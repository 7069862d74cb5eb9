"""Contract rules for serverless jobs: what ServerlessJobConfig needs, excludes and is needed for."""

from collections.abc import Iterator

from policylint.contract.data import table
from policylint.documentation import API
from policylint.finding import Finding, Severity, remove, set_value
from policylint.job import TrainingJob
from policylint.path import REMOVED
from policylint.rule import rule

SERVERLESS = "ServerlessJobConfig"
TYPE = f"{SERVERLESS}.JobType"
EVALUATION = f"{SERVERLESS}.EvaluationType"
LENGTH = f"{SERVERLESS}.SequenceLength"
EULA = f"{SERVERLESS}.AcceptEula"
MODEL_PACKAGE = "ModelPackageConfig"

_SERVERLESS_PAGE = f"{API}API_ServerlessJobConfig.html"
_LONGEST_SEQUENCE = 1024  # K tokens
_PACKAGES = "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/churn"
_JOB = {
    "AlgorithmSpecification": REMOVED,
    "ResourceConfig": REMOVED,
    "StoppingCondition": REMOVED,
    SERVERLESS: {
        "BaseModelArn": "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/example-text-1b",
        "JobType": "FineTuning",
        "CustomizationTechnique": "SFT",
        "Peft": "LORA",
        "AcceptEula": True,
    },
}


@rule(
    "SM2801",
    "member-not-for-serverless",
    Severity.ERROR,
    since="0.1.0",
    title="A serverless job is given what describes a custom job",
    why="A serverless job runs AWS's recipe for the base model, on compute that AWS chooses: a container, its "
    "environment, spot, retries, checkpoints and debugging are not for it. ResourceConfig (a warning) is not known to "
    "be refused, but asks for instances that such a job doesn't use.",
    fix="Remove the member; what a serverless job takes besides its input and output stands in HyperParameters.",
    source=f"{API}API_CreateTrainingJob.html",
    members=(SERVERLESS,),
    bad={**_JOB, "Environment": {"STAGE": "test"}},
    good=_JOB,
)
def member_not_for_serverless(job: TrainingJob) -> Iterator[Finding]:
    if job.mapping(SERVERLESS):
        known = table("serverless")
        for member, severity in (
            *((member, Severity.ERROR) for member in known["excluded"]),
            *((member, Severity.WARNING) for member in known["ignored"]),
        ):
            if job.get(member):
                verb = "cannot stand" if severity is Severity.ERROR else "has no effect"
                message = f"{member} {verb} beside {SERVERLESS}"
                yield Finding.at(member, message, severity=severity, fix=remove(member, safe=False))


@rule(
    "SM2802",
    "model-package-without-serverless",
    Severity.ERROR,
    since="0.1.0",
    title="ModelPackageConfig in a job that isn't serverless",
    why="Only a serverless job registers the model that it makes; any other job leaves the model in S3, whatever "
    "ModelPackageConfig says.",
    fix="Remove ModelPackageConfig and register the model once it is trained, or describe a serverless job.",
    source=f"{API}API_ModelPackageConfig.html",
    members=(MODEL_PACKAGE,),
    bad={f"{MODEL_PACKAGE}.ModelPackageGroupArn": _PACKAGES},
    good={**_JOB, f"{MODEL_PACKAGE}.ModelPackageGroupArn": _PACKAGES},
)
def model_package_without_serverless(job: TrainingJob) -> Iterator[Finding]:
    if job.get(MODEL_PACKAGE) and not job.has(SERVERLESS):
        message = f"{MODEL_PACKAGE} is for serverless jobs, and {SERVERLESS} is not given"
        yield Finding.at(MODEL_PACKAGE, message, fix=remove(MODEL_PACKAGE, safe=False))


@rule(
    "SM2803",
    "evaluation-without-type",
    Severity.ERROR,
    since="0.1.0",
    title="An evaluation job doesn't say how to evaluate",
    why="EvaluationType is required of a serverless job of JobType Evaluation, which the API model doesn't say.",
    fix="Give EvaluationType: LLMAJEvaluation, CustomScorerEvaluation or BenchmarkEvaluation.",
    source=_SERVERLESS_PAGE,
    members=(SERVERLESS,),
    bad={**_JOB, TYPE: "Evaluation"},
    good={**_JOB, TYPE: "Evaluation", EVALUATION: "BenchmarkEvaluation"},
)
def evaluation_without_type(job: TrainingJob) -> Iterator[Finding]:
    if job.string(TYPE) == "Evaluation" and not job.has(EVALUATION):
        yield Finding.at(EVALUATION, "JobType is Evaluation, but EvaluationType is not given")


@rule(
    "SM2804",
    "sequence-length-out-of-range",
    Severity.ERROR,
    since="0.1.0",
    title="SequenceLength is not from 1K to 1024K",
    why="The API model admits any number before the K; the service takes 1K to 1024K tokens.",
    fix="Give a length from 1K to 1024K, or none: the service then chooses by the other settings.",
    source=_SERVERLESS_PAGE,
    members=(SERVERLESS,),
    bad={**_JOB, LENGTH: "2048K"},
    good={**_JOB, LENGTH: "1024K"},
)
def sequence_length_out_of_range(job: TrainingJob) -> Iterator[Finding]:
    length = job.string(LENGTH) or ""
    number = length[:-1]
    is_length = length.endswith("K") and number.isascii() and number.isdigit() and len(number) < 50
    if is_length and not 1 <= int(number) <= _LONGEST_SEQUENCE:
        yield Finding.at(LENGTH, f"{length} is not from 1K to {_LONGEST_SEQUENCE}K")


@rule(
    "SM2805",
    "eula-declined",
    Severity.WARNING,
    since="0.1.0",
    title="AcceptEula is false",
    why="A model with an end-user licence agreement is used only if AcceptEula is true: false declines it, and the job "
    "is refused. For a model without one it means nothing.",
    fix="Read the agreement; set AcceptEula to true if it is acceptable, or choose another base model.",
    source=_SERVERLESS_PAGE,
    members=(SERVERLESS,),
    bad={**_JOB, EULA: False},
    good={**_JOB, EULA: True},
)
def eula_declined(job: TrainingJob) -> Iterator[Finding]:
    if job.boolean(EULA) is False:
        message = "false declines the base model's licence agreement, if it has one"
        yield Finding.at(EULA, message, fix=set_value(EULA, True, safe=False))
