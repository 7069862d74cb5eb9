import re
from typing import Any

import pytest

from policylint import check
from policylint.contract.data import table
from policylint.contract.metadata import ARNS, ENVIRONMENT, EXPERIMENT, ROLE, TAGS
from policylint.job import TRAINING, TUNING
from policylint.path import REMOVED
from policylint.schema.snapshot import snapshot
from tests.requests import minimal_job, minimal_tuning_job

UNKNOWN = "${value}"
DEFINITION = "TrainingJobDefinition"
OUTPUT_KEY = "OutputDataConfig.KmsKeyId"
CHINESE_KEY = "arn:aws-cn:kms:cn-north-1:123456789012:key/k"
SECRET = "correct-horse-battery"
Found = list[tuple[str, str]]


def tag(key: Any, value: Any = "churn") -> dict[str, Any]:
    return {"Key": key, "Value": value}


def found(request: dict[str, Any], rule: str) -> Found:
    report = check(request, select=[rule])
    return [(finding.path, finding.severity.value) for finding in report.findings if finding.severity]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2901", {TAGS: [tag("a"), tag("b"), tag("a")]}, [(f"{TAGS}[2].Key", "error")], id="a key twice"),
        pytest.param("SM2901", {TAGS: [tag("a"), tag("A")]}, [], id="keys are told apart by case"),
        pytest.param("SM2901", {TAGS: [tag(UNKNOWN), tag(UNKNOWN)]}, [], id="unknown keys"),
        pytest.param("SM2901", {TAGS: [tag("a"), UNKNOWN, tag("b")]}, [], id="an unknown tag"),
        pytest.param("SM2901", {TAGS: {"a": "b"}}, [], id="no list: left to the schema"),
        pytest.param("SM2902", {TAGS: [tag("aws:stack")]}, [(f"{TAGS}[0].Key", "error")], id="a reserved key"),
        pytest.param("SM2902", {TAGS: [tag("AWS:stack")]}, [(f"{TAGS}[0].Key", "error")], id="in capitals"),
        pytest.param("SM2902", {TAGS: [tag("aws-stack"), tag("my:aws:x")]}, [], id="aws elsewhere"),
        pytest.param("SM2902", {TAGS: [tag(UNKNOWN)]}, [], id="an unknown key, reserved or not"),
        pytest.param(
            "SM2903", {EXPERIMENT: {"RunName": "a"}}, [(f"{EXPERIMENT}.RunName", "warning")], id="a run alone"
        ),
        pytest.param(
            "SM2903", {EXPERIMENT: {"TrialName": "a"}}, [(f"{EXPERIMENT}.TrialName", "warning")], id="a trial alone"
        ),
        pytest.param("SM2903", {EXPERIMENT: {"TrialName": "a", "ExperimentName": "b"}}, [], id="a trial of one"),
        pytest.param("SM2903", {EXPERIMENT: {"RunName": "a", "ExperimentName": UNKNOWN}}, [], id="of an unknown one"),
        pytest.param("SM2903", {EXPERIMENT: {"RunName": UNKNOWN}}, [], id="an unknown run may come out as none"),
        pytest.param("SM2903", {EXPERIMENT: {"TrialComponentDisplayName": "a"}}, [], id="a display name needs none"),
        pytest.param("SM2903", {EXPERIMENT: UNKNOWN}, [], id="an unknown experiment"),
        pytest.param(
            "SM2904",
            {"HyperParameters": {"lr": "1", "LR": "2", "Lr": "3", "epochs": "4"}},
            [("HyperParameters.LR", "warning"), ("HyperParameters.Lr", "warning")],
            id="three spellings",
        ),
        pytest.param(
            "SM2904",
            {"HyperParameters": {"batch-size": "1", "Batch-Size": UNKNOWN}},
            [('HyperParameters."Batch-Size"', "warning")],
            id="whatever the value is",
        ),
        pytest.param("SM2904", {"HyperParameters": {"batch-size": "1", "batch_size": "2"}}, [], id="another separator"),
        pytest.param("SM2904", {"HyperParameters": UNKNOWN}, [], id="unknown hyperparameters"),
        pytest.param("SM2905", {OUTPUT_KEY: CHINESE_KEY}, [(OUTPUT_KEY, "error")], id="a Chinese key, another role"),
        pytest.param("SM2905", {OUTPUT_KEY: CHINESE_KEY, ROLE: "arn:aws-cn:iam::123456789012:role/r"}, [], id="agreed"),
        pytest.param("SM2905", {OUTPUT_KEY: CHINESE_KEY, ROLE: UNKNOWN}, [], id="an unknown role"),
        pytest.param("SM2905", {OUTPUT_KEY: UNKNOWN}, [], id="an unknown key, of whatever partition"),
        pytest.param("SM2905", {OUTPUT_KEY: "alias/output"}, [], id="an alias has no partition"),
        pytest.param(
            "SM2905", {OUTPUT_KEY: CHINESE_KEY, ROLE: "SageMakerTraining"}, [], id="no ARN: left to the schema"
        ),
        pytest.param(
            "SM2906", {ENVIRONMENT: {"TRAINING_JOB_ARN": "a"}}, [(f"{ENVIRONMENT}.TRAINING_JOB_ARN", "warning")]
        ),
        pytest.param("SM2906", {ENVIRONMENT: {"SM_MODEL_DIR": "a"}}, [(f"{ENVIRONMENT}.SM_MODEL_DIR", "note")]),
        pytest.param("SM2906", {ENVIRONMENT: {"SM_HP_LR": UNKNOWN}}, [(f"{ENVIRONMENT}.SM_HP_LR", "note")]),
        pytest.param(
            "SM2906", {ENVIRONMENT: {"SM_LOG_LEVEL": "10", "SM_": "", "SM_MODEL": "a"}}, [], id="free SM_ names"
        ),
        pytest.param("SM2906", {ENVIRONMENT: {"SAGEMAKER_PROGRAM": "train.py"}}, [], id="settings of the toolkit"),
        pytest.param("SM2906", {ENVIRONMENT: UNKNOWN}, [], id="an unknown environment"),
    ],
)
def test_a_training_job(rule: str, changes: dict[str, Any], expected: Found) -> None:
    assert found(minimal_job(changes), rule) == expected


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2901", {TAGS: [tag("a"), tag("a")]}, f"{TAGS}[1].Key", id="tags of the tuning job"),
        pytest.param("SM2902", {TAGS: [tag("aws:a")]}, f"{TAGS}[0].Key", id="a reserved tag of the tuning job"),
        pytest.param(
            "SM2904",
            {f"{DEFINITION}.StaticHyperParameters": {"a": "1", "A": "2"}},
            f"{DEFINITION}.StaticHyperParameters.A",
            id="fixed hyperparameters",
        ),
        pytest.param("SM2905", {f"{DEFINITION}.{OUTPUT_KEY}": CHINESE_KEY}, f"{DEFINITION}.{OUTPUT_KEY}", id="a key"),
        pytest.param(
            "SM2905",
            {
                f"{DEFINITION}.ResourceConfig": REMOVED,
                f"{DEFINITION}.HyperParameterTuningResourceConfig": {"VolumeKmsKeyId": CHINESE_KEY},
            },
            f"{DEFINITION}.HyperParameterTuningResourceConfig.VolumeKmsKeyId",
            id="a volume's key",
        ),
        pytest.param(
            "SM2906",
            {f"{DEFINITION}.{ENVIRONMENT}": {"TRAINING_JOB_NAME": "a"}},
            f"{DEFINITION}.{ENVIRONMENT}.TRAINING_JOB_NAME",
            id="a variable",
        ),
    ],
)
def test_a_tuning_job(rule: str, changes: dict[str, Any], expected: str) -> None:
    assert [path for path, _ in found(minimal_tuning_job(changes), rule)] == [expected]


def test_only_a_tag_that_says_the_same_is_dropped() -> None:
    request = minimal_job({TAGS: [tag("a"), tag("a"), tag("a", "growth"), tag("a", UNKNOWN)]})
    same, other, unknown = check(request, select=["SM2901"]).findings
    assert same.fix is not None
    assert (same.fix.edits[0].operation, same.fix.edits[0].path, same.fix.safe) == ("remove", f"{TAGS}[1]", True)
    assert (other.fix, unknown.fix) == (None, None)


def test_values_of_free_text_stay_out_of_the_report() -> None:
    changes = {
        TAGS: [tag("a", SECRET), tag("a", SECRET), tag("aws:b", SECRET)],
        "HyperParameters": {"a": SECRET, "A": SECRET},
        ENVIRONMENT: {"TRAINING_JOB_NAME": SECRET, "SM_MODEL_DIR": SECRET},
    }
    findings = check(minimal_job(changes), select=["SM2901", "SM2902", "SM2904", "SM2906"]).findings
    assert len(findings) == 5
    assert SECRET not in repr(findings)


@pytest.mark.parametrize("member", ["HyperParameters", ENVIRONMENT])
def test_names_that_are_no_text_are_left_to_the_schema(member: str) -> None:
    request = minimal_job({member: {1: "a", None: "b", "TRAINING": "c"}})
    assert check(request, select=["SM2904", "SM2906", "LINT"]).findings == ()


def test_each_arn_is_a_member_of_the_api() -> None:
    model = snapshot()
    definition = model.shapes[model.input(TUNING).members[DEFINITION]]
    for member, names in ARNS.items():
        holder = {**model.input(TRAINING).members, **definition.members}[member]
        assert set(names) <= set(model.shapes[holder].members)


def test_reserved_names_are_names_of_variables() -> None:
    known = table("reserved_environment")
    for name in [*known["service"], *known["toolkit"], *known["toolkit_prefixes"]]:
        assert re.fullmatch(r"[A-Z][A-Z_]*", name)
    assert known["toolkit"] == sorted(known["toolkit"])
