"""What the schema rules say, word for word where it matters, and what they never say."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from policylint.examples import SMALLEST
from policylint.finding import Anchor, Finding, Fix, Severity, quote_value, remove, rename, set_value
from policylint.job import AUTOML_V2, TRAINING, TUNING
from policylint.path import REMOVED
from policylint.schema.compile import accepts
from policylint.schema.faults import faults
from policylint.unknown import Unknown
from tests.requests import minimal_job, minimal_tuning_job

TYPE = "ResourceConfig.InstanceType"
MODE = "AlgorithmSpecification.TrainingInputMode"
COUNT = "ResourceConfig.InstanceCount"


def found(changes: Mapping[str, Any]) -> list[Finding]:
    return list(faults(TRAINING, minimal_job(changes)))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "AutoMLProblemTypeConfig is empty; it takes exactly one of ImageClassificationJobConfig, "),
        (
            {"TabularJobConfig": {"TargetAttributeName": "a"}, "ImageClassificationJobConfig": {}},
            "AutoMLProblemTypeConfig has ImageClassificationJobConfig and TabularJobConfig; it takes exactly one of",
        ),
    ],
)
def test_a_union_has_exactly_one_member(given: dict[str, Any], message: str) -> None:
    request = {**SMALLEST[AUTOML_V2], "AutoMLProblemTypeConfig": given}
    (finding,) = faults(AUTOML_V2, request)
    assert (finding.rule, finding.path) == ("SM1008", "AutoMLProblemTypeConfig")
    assert finding.message.startswith(message)
    assert not accepts(AUTOML_V2, request)


@pytest.mark.parametrize("operation", SMALLEST)
def test_the_smallest_requests_are_accepted_by_both(operation: str) -> None:
    assert list(faults(operation, SMALLEST[operation])) == []
    assert accepts(operation, SMALLEST[operation])


RESUMES = {"S3Uri": "s3://acme-ml/checkpoints/"}


def only(changes: Mapping[str, Any]) -> Finding:
    (finding,) = found(changes)
    return finding


@pytest.mark.parametrize(
    ("changes", "rule", "path", "message"),
    [
        pytest.param(
            {"VpcConfig": {"subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}},
            "SM1001", "VpcConfig.subnets",
            "VpcConfig has no member 'subnets', and 'Subnets', which it may mean, is given as well",
            id="unknown, its meaning taken",
        ),
        pytest.param(
            {"check_point_config": RESUMES}, "SM1001", "check_point_config",
            "CreateTrainingJob has no member 'check_point_config': did you mean 'CheckpointConfig'?",
            id="unknown, snake case",
        ),
        pytest.param(
            {"MaxRuntimeInSeconds": 60}, "SM1001", "MaxRuntimeInSeconds",
            "CreateTrainingJob has no member 'MaxRuntimeInSeconds': it belongs in StoppingCondition",
            id="unknown here, known elsewhere",
        ),
        pytest.param(
            {"ResourceConfig.TrainingJobName": "x"}, "SM1001", "ResourceConfig.TrainingJobName",
            "ResourceConfig has no member 'TrainingJobName': it belongs in the request itself",
            id="unknown here, known at the top",
        ),
        pytest.param(
            {"InstanceType": "ml.m5.xlarge"}, "SM1001", "InstanceType",
            "CreateTrainingJob has no member 'InstanceType': it belongs in ResourceConfig or one of 4 other places",
            id="unknown here, known in several places",
        ),
        pytest.param(
            {"TrainingJobArn": "arn"}, "SM1001", "TrainingJobArn",
            "CreateTrainingJob has no member 'TrainingJobArn': the API returns it about a job but does not take it",
            id="unknown, from a description",
        ),
        pytest.param(
            {"Frobnicate": 1}, "SM1001", "Frobnicate", "CreateTrainingJob has no member 'Frobnicate'", id="unknown"
        ),
        pytest.param(
            {COUNT: REMOVED, "OutputDataConfig.S3OutputPath": REMOVED}, "SM1002", "OutputDataConfig.S3OutputPath",
            "OutputDataConfig requires S3OutputPath, which is missing",
            id="missing",
        ),
        pytest.param(
            {COUNT: "2"}, "SM1003", COUNT, "InstanceCount takes an integer, not the string '2'", id="string for integer"
        ),
        pytest.param(
            {"HyperParameters": {"lr": 0.5}}, "SM1003", "HyperParameters.lr",
            "HyperParameters.lr takes a string, not a number",
            id="number for a hyperparameter, its value kept back",
        ),
        pytest.param(
            {"Tags": {"team": "churn"}}, "SM1003", "Tags", "Tags takes a list, not an object", id="object for list"
        ),
        pytest.param(
            {"StoppingCondition": None}, "SM1003", "StoppingCondition", "StoppingCondition takes an object, not null",
            id="null",
        ),
        pytest.param(
            {"TrainingJobName": datetime.date(2026, 11, 24)}, "SM1003", "TrainingJobName",
            "TrainingJobName takes a string, not the date 2026-11-24 (YAML takes such text for a date: quote it)",
            id="a date, as YAML reads one",
        ),
        pytest.param(
            {"HyperParameters": {5: "x"}}, "SM1003", 'HyperParameters."5"',
            "HyperParameters has the integer 5 as a name; names are strings",
            id="a number for a name",
        ),
        pytest.param(
            {MODE: "fastfile"}, "SM1004", MODE,
            "TrainingInputMode takes Pipe, File or FastFile, not 'fastfile': did you mean 'FastFile'?",
            id="enum",
        ),
        pytest.param(
            {TYPE: "m5.xlarge"}, "SM1004", TYPE,
            "InstanceType takes an instance type such as ml.m5.xlarge, not 'm5.xlarge': did you mean 'ml.m5.xlarge'?",
            id="instance type of another service",
        ),
        pytest.param(
            {"TrainingJobName": ""}, "SM1005", "TrainingJobName",
            "TrainingJobName is empty; it takes 1 to 63 characters",
            id="too short",
        ),
        pytest.param(
            {"TrainingJobName": "a" * 64}, "SM1005", "TrainingJobName",
            "TrainingJobName has 64 characters; it takes 1 to 63 characters",
            id="too long, told once though the pattern counts too",
        ),
        pytest.param(
            {"HyperParameters": {"k" * 257: "v"}}, "SM1005", "HyperParameters." + "k" * 257,
            f"the name '{'k' * 59}…' in HyperParameters has 257 characters; it takes at most 256 characters",
            id="too long a name",
        ),
        pytest.param(
            {"TrainingJobName": "churn_2"}, "SM1006", "TrainingJobName",
            "TrainingJobName has '_' as character 6 of 'churn_2'; it takes up to 63 letters (a-z, A-Z), digits and"
            " hyphens, with a letter or digit at both ends",
            id="pattern",
        ),
        pytest.param(
            {"OutputDataConfig.S3OutputPath": "s3://"}, "SM1006", "OutputDataConfig.S3OutputPath",
            "S3OutputPath ends too soon in 's3://'; it takes an S3 location, s3://BUCKET/PREFIX or https://HOST/PATH,"
            " its path on one line",
            id="pattern, cut off",
        ),
        pytest.param(
            {"RoleArn": "SageMakerTrainingRole"}, "SM1006", "RoleArn",
            "RoleArn 'SageMakerTrainingRole' is a role's name; give its ARN, arn:aws:iam::ACCOUNT:role/NAME",
            id="pattern, another thing altogether",
        ),
        pytest.param(
            {"OutputDataConfig.S3OutputPath": ""}, "SM1006", "OutputDataConfig.S3OutputPath",
            "S3OutputPath is empty; it takes an S3 location, s3://BUCKET/PREFIX or https://HOST/PATH, its path on one"
            " line",
            id="pattern, empty",
        ),
        pytest.param(
            {"AlgorithmSpecification.AlgorithmName": "churn-"}, "SM1006", "AlgorithmSpecification.AlgorithmName",
            "AlgorithmName cannot be 'churn-'; it takes a name of 1 to 63 letters (a-z, A-Z), digits and hyphens with"
            " no hyphen at either end, or a SageMaker ARN that ends in such a name",
            id="pattern, refused by its look-around alone",
        ),
        pytest.param(
            {"HyperParameters": {"note": "two\nlines"}}, "SM1006", "HyperParameters.note",
            "HyperParameters.note has a line break as character 4 of its 9 characters; it takes any text on one line",
            id="pattern, free text",
        ),
        pytest.param(
            {"Environment": {"1ST": "x"}}, "SM1006", 'Environment."1ST"',
            "the name '1ST' in Environment has '1' as character 1 of '1ST'; it takes letters (a-z, A-Z), digits and"
            " underscores, the first not a digit",
            id="pattern of a name",
        ),
        pytest.param(
            {"StoppingCondition.MaxRuntimeInSeconds": 0}, "SM1007", "StoppingCondition.MaxRuntimeInSeconds",
            "MaxRuntimeInSeconds is 0; it takes an integer of at least 1",
            id="too small",
        ),
        pytest.param(
            {"ResourceConfig.KeepAlivePeriodInSeconds": 21601}, "SM1007", "ResourceConfig.KeepAlivePeriodInSeconds",
            "KeepAlivePeriodInSeconds is 21601; it takes an integer from 0 to 21,600",
            id="too large",
        ),
        pytest.param(
            {"VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"] * 6}}, "SM1008",
            "VpcConfig.SecurityGroupIds", "SecurityGroupIds has 6 items; it takes 1 to 5 items",
            id="too many items",
        ),
        pytest.param(
            {"Environment": {f"V{number}": "" for number in range(101)}}, "SM1009", "Environment",
            "Environment has 101 entries; it takes at most 100 entries",
            id="too many entries",
        ),
        pytest.param(
            {TYPE: "ml.m5.25xlarge"}, "SM1010", TYPE,
            "InstanceType is 'ml.m5.25xlarge', not among the 225 instance types of the API model of 2026-11-17"
            " (botocore 1.44.5): did you mean 'ml.m5.2xlarge'?",
            id="unlisted instance type",
        ),
    ],
)  # fmt: skip
def test_message(changes: Mapping[str, Any], rule: str, path: str, message: str) -> None:
    finding = only(changes)
    assert (finding.rule, finding.path, finding.message) == (rule, path, message)


def test_all_faults_are_told_at_once() -> None:
    changes = {
        "TrainingJobName": "_" * 70,
        "RoleArn": REMOVED,
        COUNT: None,
        "Tags": [{"Key": "team", "Value": "churn"}, {"Key": ""}],
        "Nonsense": {},
    }
    assert {(finding.rule, finding.path) for finding in found(changes)} == {
        ("SM1002", "RoleArn"),
        ("SM1005", "TrainingJobName"),
        ("SM1006", "TrainingJobName"),
        ("SM1003", COUNT),
        ("SM1005", "Tags[1].Key"),
        ("SM1002", "Tags[1].Value"),
        ("SM1001", "Nonsense"),
    }


def test_a_misspelt_required_member_is_not_also_missing() -> None:
    request = minimal_job({"RoleArn": REMOVED, "role_arn": "arn:aws:iam::12345678901:role/Train"})
    assert [(finding.rule, finding.path) for finding in faults(TRAINING, request)] == [
        ("SM1001", "role_arn"),
        ("SM1006", "RoleArn"),
    ]


def test_a_missing_member_is_the_likeliest_meaning() -> None:
    request = minimal_job({"OutputDataConfig": REMOVED, "OutputConfig": {"S3OutputPath": "s3://acme-ml/out/"}})
    (finding,) = faults(TRAINING, request)
    assert finding.fix == rename("OutputConfig", "OutputDataConfig", safe=False)


def test_a_tuning_job_is_shown_where_members_of_a_training_job_belong() -> None:
    definition = "TrainingJobDefinition"
    request = minimal_tuning_job({f"{definition}.MaxRuntimeInSeconds": 5, f"{definition}.HyperParameters": {}})
    assert [finding.message for finding in faults(TUNING, request)] == [
        "TrainingJobDefinition has no member 'MaxRuntimeInSeconds': it belongs in"
        " TrainingJobDefinition.StoppingCondition",
        "TrainingJobDefinition has no member 'HyperParameters': did you mean 'StaticHyperParameters'?",
    ]


@pytest.mark.parametrize(
    ("changes", "fix"),
    [
        ({"checkpointConfig": RESUMES}, rename("checkpointConfig", "CheckpointConfig")),
        ({"CheckpointConfg": RESUMES}, rename("CheckpointConfg", "CheckpointConfig")),
        ({"CheckpointSettings": RESUMES}, rename("CheckpointSettings", "CheckpointConfig", safe=False)),
        ({"TrainingJobStatus": "InProgress"}, remove("TrainingJobStatus", safe=False)),
        ({"StoppingCondition": None}, remove("StoppingCondition")),
        ({"RoleArn": None}, None),
        ({COUNT: "2"}, set_value(COUNT, 2)),
        ({COUNT: 2.0}, set_value(COUNT, 2)),
        ({COUNT: "two"}, None),
        ({"TrainingJobName": 20261124}, quote_value("TrainingJobName")),
        ({"RoleArn": 123456789012}, None),
        ({"AlgorithmSpecification.TrainingInputMode": 1}, None),
        ({"EnableManagedSpotTraining": "True"}, set_value("EnableManagedSpotTraining", True)),
        ({"HyperParameters": {"epochs": 10}}, quote_value("HyperParameters.epochs")),
        ({"HyperParameters": {"learning-rate": 0.1}}, quote_value('HyperParameters."learning-rate"')),
        ({"Environment": {"DEBUG": True}}, quote_value("Environment.DEBUG")),
        ({"Environment": {"DEBUG": None}}, None),
        ({"TrainingJobName": True}, None),
        ({TYPE: "ML.M5.XLARGE"}, set_value(TYPE, "ml.m5.xlarge")),
        ({TYPE: "ml.m5.xlrge"}, set_value(TYPE, "ml.m5.xlarge", safe=False)),
        ({TYPE: "m5.xlarge"}, set_value(TYPE, "ml.m5.xlarge")),
    ],
)
def test_fix(changes: Mapping[str, Any], fix: Fix | None) -> None:
    assert only(changes).fix == fix


def test_two_names_for_one_member_are_not_both_renamed() -> None:
    assert [finding.fix for finding in found({"checkpointConfig": {}, "checkpoint_config": {}})] == [None, None]


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [
        ({"Frobnicate": 1}, Anchor.KEY),
        ({"Environment": {"1ST": "x"}}, Anchor.KEY),
        ({"HyperParameters": {5: "x"}}, Anchor.KEY),
        ({"Environment": {"FIRST": 1}}, Anchor.VALUE),
        ({COUNT: "2"}, Anchor.VALUE),
    ],
)
def test_a_name_is_underlined_where_the_name_is_at_fault(changes: Mapping[str, Any], anchor: Anchor) -> None:
    assert only(changes).anchor is anchor


SECRET = "hunter2-é\n"


@pytest.mark.parametrize(
    ("operation", "changes"),
    [
        (TRAINING, {"HyperParameters": {"token": SECRET}}),
        (TRAINING, {"HyperParameters": {"token": SECRET * 500}}),
        (TRAINING, {"Environment": {"TOKEN": SECRET * 100}}),
        (TRAINING, {"Tags": [{"Key": "token", "Value": SECRET}]}),
        (TRAINING, {"HyperParameters": SECRET}),
        (TRAINING, {"HyperParameters": {"token": [SECRET]}}),
        (TRAINING, {"AlgorithmSpecification.ContainerArguments": [SECRET]}),
        (TRAINING, {"AlgorithmSpecification.ContainerEntrypoint": [SECRET]}),
        (TRAINING, {"DebugHookConfig": {"S3OutputPath": "s3://a/b", "HookParameters": {"token": SECRET}}}),
        (TRAINING, {"Unheard": SECRET}),
        (TUNING, {"TrainingJobDefinition.StaticHyperParameters": {"token": SECRET}}),
        (
            TUNING,
            {
                "HyperParameterTuningJobConfig.ParameterRanges.CategoricalParameterRanges": [
                    {"Name": "token", "Values": [SECRET]}
                ]
            },
        ),
    ],
)
def test_free_text_is_never_repeated(operation: str, changes: Mapping[str, Any]) -> None:
    request = minimal_job(changes) if operation == TRAINING else minimal_tuning_job(changes)
    findings = list(faults(operation, request))
    assert findings
    assert "hunter2" not in repr(findings)


def test_a_free_text_number_is_never_repeated() -> None:
    assert "31337" not in repr(found({"HyperParameters": {"pin": 31337}, "Environment": {"PIN": 31337.5}}))


UNKNOWN = Unknown("${x}")


@pytest.mark.parametrize(
    "changes",
    [
        {"TrainingJobName": UNKNOWN},
        {COUNT: UNKNOWN},
        {"EnableManagedSpotTraining": UNKNOWN},
        {"ResourceConfig": UNKNOWN},
        {"Tags": UNKNOWN},
        {"Tags": [UNKNOWN, {"Key": UNKNOWN, "Value": UNKNOWN}]},
        {"HyperParameters": UNKNOWN},
        {"HyperParameters": {"epochs": UNKNOWN, "${name}": "x"}},
        {"Environment": {"{{ name }}": "x"}},
        {'"${member}"': 1, "RoleArn": REMOVED},
        {"HyperParameters": {UNKNOWN: "x"}},
        {"OutputDataConfig": {UNKNOWN: "x"}},
    ],
)
def test_what_is_unknown_is_never_at_fault(changes: Mapping[str, Any]) -> None:
    assert found(changes) == []


def test_what_is_known_beside_an_unknown_is_judged() -> None:
    changes = {"HyperParameters": {"${name}": 1, "epochs": UNKNOWN}, COUNT: -1}
    assert [finding.path for finding in found(changes)] == [COUNT, 'HyperParameters."${name}"']


@pytest.mark.parametrize(
    "changes",
    [
        {"Tags": ({"Key": "team", "Value": "churn"},)},
        {"VpcConfig": {"Subnets": ("subnet-1",), "SecurityGroupIds": ["sg-1"]}},
    ],
)
def test_tuples_are_lists_as_for_botocore(changes: Mapping[str, Any]) -> None:
    assert found(changes) == []


@pytest.mark.parametrize("number", [Decimal("0.9"), 1, 0.9, float("inf")])
def test_numbers_of_any_kind_are_numbers_as_for_botocore(number: Any) -> None:
    criteria = "HyperParameterTuningJobConfig.TrainingJobEarlyStoppingType"
    path = "HyperParameterTuningJobConfig.TuningJobCompletionCriteria.TargetObjectiveMetricValue"
    assert list(faults(TUNING, minimal_tuning_job({criteria: "Auto", path: number}))) == []


@pytest.mark.parametrize(
    ("changes", "rule", "message"),
    [
        ({COUNT: True}, "SM1003", "InstanceCount is the boolean true where the service reads an integer"),
        ({COUNT: 2**31}, "SM1007", "InstanceCount is 2147483648, more than the 32 bits of the API's number hold"),
        (
            {COUNT: 10**5000},
            "SM1007",
            "InstanceCount is a number of more than 18 digits, more than the 32 bits of the API's number hold",
        ),
        (
            {"AlgorithmSpecification.TrainingImage": "a\udc00"},
            "SM1003",
            "TrainingImage has half of a surrogate pair as character 2, which is not text",
        ),
    ],
)
def test_what_botocore_lets_pass_and_the_service_cannot_read_is_a_warning(
    changes: Mapping[str, Any], rule: str, message: str
) -> None:
    finding = only(changes)
    assert (finding.rule, finding.severity, finding.message) == (rule, Severity.WARNING, message)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x1b[31mb", r"has the character U+001B as character 2 of 'a\x1b[31mb'"),
        ("a\u202eb", r"has the character U+202E as character 2 of 'a\u202eb'"),
        ("a\tb", r"has a tab as character 2 of 'a\tb'"),
        ("a job", "has a space as character 2 of 'a job'"),
        ("é", "cannot be 'é'"),
        ("jobé", "has 'é' as character 4 of 'jobé'"),
        ("a" * 59 + "__", f"has '_' as character 60 of '{'a' * 59}…'"),
    ],
)
def test_quoted_text_is_printable_and_short(name: str, shown: str) -> None:
    assert only({"TrainingJobName": name}).message.startswith(f"TrainingJobName {shown}; ")


def test_very_long_text_is_told_without_reading_it_all() -> None:
    findings = found(
        {"HyperParameters": {"x": "a" * 3_000_000 + "\n"}, "y" * 1_000_000: 1, TYPE: "ml." + "x" * 1_000_000}
    )
    assert [finding.rule for finding in findings] == ["SM1004", "SM1005", "SM1001"]
    assert all(len(finding.message) < 300 for finding in findings)


@pytest.mark.parametrize(
    ("given", "mended"),
    [
        ("churn_xgboost.v2", "churn-xgboost-v2"),
        ("-churn-", "churn"),
        ("a" * 62 + "-" + "b" * 9, "a" * 62),
        ("名前", None),
        ("", None),
    ],
)
def test_a_jobs_name_can_be_made_valid(given: str, mended: str | None) -> None:
    found = [finding.fix for finding in faults(TRAINING, minimal_job({"TrainingJobName": given}))]
    assert {fix and (fix.edits[0].value, fix.safe) for fix in found} == {mended and (mended, False)}
