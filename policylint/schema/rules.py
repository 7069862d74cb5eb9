"""SM1: the request as the API model has it. One check reports them all, in one walk over the request."""

from policylint.documentation import API
from policylint.finding import Severity
from policylint.path import REMOVED
from policylint.rule import Rule

_REJECTED = "boto3, the AWS CLI and the service all refuse the request, so nothing is submitted."
_VALIDATION = (
    "The service refuses the request with a ValidationException. botocore does not look at this, so it shows only once"
    " the request is sent, in a pipeline often hours after it was written."
)
_HOOK = {"S3OutputPath": "s3://acme-ml/churn/debug/"}

UNKNOWN_MEMBER = Rule(
    "SM1001", "unknown-member", Severity.ERROR,
    title="The API has no such member",
    why=f"{_REJECTED} Where something else passes the request on, the setting is lost in silence.",
    fix="Correct the name, move the member to where it belongs, or take it out.",
    source=f"{API}API_CreateTrainingJob.html", since="0.1.0",
    bad={"ResourceConfig.keepAlivePeriodInSeconds": 600},
    good={"ResourceConfig.KeepAlivePeriodInSeconds": 600},
)  # fmt: skip

MISSING_MEMBER = Rule(
    "SM1002", "missing-member", Severity.ERROR,
    title="A required member is missing",
    why=_REJECTED,
    fix="Add the member; `policylint schema show` describes what it takes.",
    source=f"{API}API_CreateTrainingJob.html", since="0.1.0",
    bad={"RoleArn": REMOVED},
    good={},
)  # fmt: skip

WRONG_TYPE = Rule(
    "SM1003", "wrong-type", Severity.ERROR,
    title="A value is of the wrong type",
    why=f"{_REJECTED} boto3 turns no number into a string and no string into a number: hyperparameters are strings.",
    fix="Write the value in the type that the API takes: quote numbers that are to be strings, leave out a null.",
    source="https://docs.aws.amazon.com/boto3/latest/reference/services/sagemaker/client/create_training_job.html",
    since="0.1.0",
    bad={"HyperParameters": {"epochs": 10}},
    good={"HyperParameters": {"epochs": "10"}},
)  # fmt: skip

INVALID_ENUM_VALUE = Rule(
    "SM1004", "invalid-enum-value", Severity.ERROR,
    title="A value is none of those that the API lists",
    why=_VALIDATION,
    fix="Use one of the listed values, in the same upper and lower case.",
    source=f"{API}API_AlgorithmSpecification.html", since="0.1.0",
    bad={"AlgorithmSpecification.TrainingInputMode": "file"},
    good={"AlgorithmSpecification.TrainingInputMode": "FastFile"},
)  # fmt: skip

INVALID_LENGTH = Rule(
    "SM1005", "invalid-length", Severity.ERROR,
    title="A string is too long or too short",
    why=f"{_VALIDATION} (A string that is too short is refused by botocore as well.)",
    fix="Bring the string within its bounds; for a long hyperparameter, pass the S3 location of a file instead.",
    source=f"{API}API_CreateTrainingJob.html", since="0.1.0",
    bad={"VpcConfig": {"SecurityGroupIds": ["sg-0a1b2c3d4e5f60718-0a1b2c3d4e5f60718"], "Subnets": ["subnet-0a1b2c3d"]}},
    good={"VpcConfig": {"SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"], "Subnets": ["subnet-0a1b2c3d"]}},
)  # fmt: skip

INVALID_PATTERN = Rule(
    "SM1006", "invalid-pattern", Severity.ERROR,
    title="A string holds what the API does not allow in it",
    why=_VALIDATION,
    fix="Write the string in the form that the message states.",
    source=f"{API}API_CreateTrainingJob.html", since="0.1.0",
    bad={"TrainingJobName": "churn_2026_11_24"},
    good={"TrainingJobName": "churn-2026-11-24"},
)  # fmt: skip

OUT_OF_RANGE = Rule(
    "SM1007", "out-of-range", Severity.ERROR,
    title="A number is too small or too large",
    why=f"{_VALIDATION} (A number that is too small is refused by botocore as well.)",
    fix="Bring the number within its bounds.",
    source=f"{API}API_ResourceConfig.html", since="0.1.0",
    bad={"ResourceConfig.KeepAlivePeriodInSeconds": 86400},
    good={"ResourceConfig.KeepAlivePeriodInSeconds": 1800},
)  # fmt: skip

INVALID_ITEM_COUNT = Rule(
    "SM1008", "invalid-item-count", Severity.ERROR,
    title="A list has too many or too few items",
    why=f"{_VALIDATION} (A list with too few items is refused by botocore as well.)",
    fix="Bring the list within its bounds; leave an optional list out rather than empty.",
    source=f"{API}API_VpcConfig.html", since="0.1.0",
    bad={"VpcConfig": {"SecurityGroupIds": ["sg-0a1b2c3d"], "Subnets": []}},
    good={"VpcConfig": {"SecurityGroupIds": ["sg-0a1b2c3d"], "Subnets": ["subnet-0a1b2c3d"]}},
)  # fmt: skip

INVALID_MAP_SIZE = Rule(
    "SM1009", "invalid-map-size", Severity.ERROR,
    title="An object has too many entries",
    why=_VALIDATION,
    fix="Put what does not fit into a file, and pass its S3 location in one entry.",
    source=f"{API}API_CreateTrainingJob.html", since="0.1.0",
    bad={"DebugHookConfig": {**_HOOK, "HookParameters": {f"p{number}": "1" for number in range(21)}}},
    good={"DebugHookConfig": {**_HOOK, "HookParameters": {"save_interval": "100"}}},
)  # fmt: skip

UNLISTED_INSTANCE_TYPE = Rule(
    "SM1010", "unlisted-instance-type", Severity.WARNING,
    title="The instance type is not in the API model that policylint knows",
    why=(
        "It is new, or it is misspelt: a misspelt one is refused by the service with a ValidationException."
        " With `strict-enums = true` this is an error."
    ),
    fix="Check the spelling; for an instance type newer than the API model, upgrade policylint or ignore this.",
    source=f"{API}API_ResourceConfig.html", since="0.1.0",
    bad={"ResourceConfig.InstanceType": "ml.m99.xlarge"},
    good={"ResourceConfig.InstanceType": "ml.m5.2xlarge"},
)  # fmt: skip
