from typing import Any

import pytest

from policylint import check
from policylint.contract.tuning import PARENTS, WARM_START
from policylint.contract.tuning_space import DEFINITION, DEFINITIONS, OBJECTIVE, RANGES, STRATEGY
from policylint.examples import TUNING_JOB
from policylint.members import KEEP_ALIVE
from policylint.path import REMOVED
from tests.requests import minimal_job, minimal_tuning_job

UNKNOWN = "${value}"
METRICS = f"{DEFINITION}.AlgorithmSpecification.MetricDefinitions"
ALGORITHM = f"{DEFINITION}.AlgorithmSpecification"
IMAGE = f"{DEFINITION}.AlgorithmSpecification.TrainingImage"
OWN_IMAGE = "210987654321.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"
METRIC = f"{OBJECTIVE}.MetricName"
RESOURCES = f"{DEFINITION}.HyperParameterTuningResourceConfig"
LOSS = {"Type": "Minimize", "MetricName": "validation:loss"}
BUILT_IN = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
PYTORCH = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.3.0"
SHARED = "210987654321.dkr.ecr.us-east-1.amazonaws.com/churn:1"
CONFIGS = [{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}]


def definition(name: Any = None, objective: Any = LOSS) -> dict[str, Any]:
    stated = {"DefinitionName": name, "TuningObjective": objective}
    return {**TUNING_JOB[DEFINITION], **{member: value for member, value in stated.items() if value is not None}}


def several(*definitions: Any) -> dict[str, Any]:
    return {OBJECTIVE: REMOVED, RANGES: REMOVED, DEFINITION: REMOVED, DEFINITIONS: list(definitions)}


def parents(*names: Any) -> dict[str, Any]:
    listed = [{"HyperParameterTuningJobName": name} if name else {} for name in names]
    return {WARM_START: {"WarmStartType": "TransferLearning", "ParentHyperParameterTuningJobs": listed}}


def parent(index: int) -> str:
    return f"{PARENTS}[{index}].HyperParameterTuningJobName"


def found(changes: dict[str, Any], rule: str) -> list[tuple[str, str]]:
    findings = check(minimal_tuning_job(changes), select=[rule]).findings
    return [(finding.path, finding.severity.value) for finding in findings if finding.severity]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2701", {}, [], id="one definition"),
        pytest.param("SM2701", several(definition("a"), definition("b")), [], id="two definitions"),
        pytest.param("SM2701", several(definition()), [], id="a list of one needs no name"),
        pytest.param("SM2701", {DEFINITION: REMOVED}, [(DEFINITION, "error")], id="no definition"),
        pytest.param("SM2701", {DEFINITIONS: [definition("a")]}, [(DEFINITIONS, "error")], id="both"),
        pytest.param("SM2701", {DEFINITION: UNKNOWN, DEFINITIONS: [definition("a")]}, [], id="one, and an unknown one"),
        pytest.param("SM2701", {DEFINITION: REMOVED, DEFINITIONS: UNKNOWN}, [], id="unknown definitions"),
        pytest.param(
            "SM2701",
            several(definition("a"), definition()),
            [(f"{DEFINITIONS}[1].DefinitionName", "error")],
            id="a nameless one of two",
        ),
        pytest.param(
            "SM2701",
            several(definition("a"), definition("b"), definition("a")),
            [(f"{DEFINITIONS}[2].DefinitionName", "error")],
            id="one name twice",
        ),
        pytest.param("SM2701", several(definition("a"), definition("A")), [], id="names by case"),
        pytest.param("SM2701", several(definition(UNKNOWN), definition(UNKNOWN)), [], id="unknown names"),
        pytest.param("SM2702", {f"{RESOURCES}.InstanceConfigs": CONFIGS}, [], id="a choice of instances"),
        pytest.param(
            "SM2702",
            {f"{RESOURCES}.InstanceConfigs": CONFIGS, f"{RESOURCES}.VolumeSizeInGB": 30},
            [(f"{RESOURCES}.VolumeSizeInGB", "error")],
            id="a volume beside a choice",
        ),
        pytest.param(
            "SM2702",
            {f"{RESOURCES}.InstanceConfigs": UNKNOWN, f"{RESOURCES}.VolumeSizeInGB": 30},
            [],
            id="a volume beside what may be no choice",
        ),
        pytest.param(
            "SM2702",
            {f"{RESOURCES}.AllocationStrategy": "Prioritized"},
            [(f"{RESOURCES}.AllocationStrategy", "warning")],
            id="an order of nothing",
        ),
        pytest.param(
            "SM2702",
            {f"{DEFINITION}.{KEEP_ALIVE}": 600},
            [(f"{DEFINITION}.{KEEP_ALIVE}", "warning")],
            id="a warm pool of one's own",
        ),
        pytest.param("SM2702", {f"{DEFINITION}.{KEEP_ALIVE}": 0}, [], id="no warm pool"),
        pytest.param("SM2702", {f"{DEFINITION}.{KEEP_ALIVE}": UNKNOWN}, [], id="an unknown period"),
        pytest.param("SM2703", {OBJECTIVE: REMOVED}, [(OBJECTIVE, "error")], id="no objective for Bayesian"),
        pytest.param(
            "SM2703", {OBJECTIVE: REMOVED, STRATEGY: "Random"}, [(OBJECTIVE, "warning")], id="no objective for Random"
        ),
        pytest.param(
            "SM2703", {OBJECTIVE: REMOVED, STRATEGY: UNKNOWN}, [(OBJECTIVE, "warning")], id="for an unknown strategy"
        ),
        pytest.param("SM2703", {OBJECTIVE: UNKNOWN}, [], id="an unknown objective"),
        pytest.param("SM2703", {OBJECTIVE: REMOVED, f"{DEFINITION}.TuningObjective": LOSS}, [], id="the definition's"),
        pytest.param(
            "SM2703",
            {f"{DEFINITION}.TuningObjective": LOSS},
            [(f"{DEFINITION}.TuningObjective", "warning")],
            id="the objective twice",
        ),
        pytest.param("SM2703", several(definition("a"), definition("b")), [], id="an objective in each"),
        pytest.param(
            "SM2703",
            several(definition("a"), definition("b", None)),
            [(f"{DEFINITIONS}[1].TuningObjective", "error")],
            id="an objective in one of two",
        ),
        pytest.param(
            "SM2703",
            {**several(definition("a"), definition("b")), OBJECTIVE: LOSS},
            [(OBJECTIVE, "warning")],
            id="an objective in vain",
        ),
        pytest.param("SM2703", {**several(definition("a", None)), OBJECTIVE: LOSS}, [], id="a list of one may share"),
        pytest.param("SM2703", {DEFINITION: REMOVED, OBJECTIVE: REMOVED}, [], id="no job at all: left to SM2701"),
        pytest.param(
            "SM2704",
            {METRICS: REMOVED, IMAGE: OWN_IMAGE, f"{DEFINITION}.RoleArn": "arn:aws:iam::210987654321:role/Train"},
            [(METRIC, "error")],
            id="no metric at all",
        ),
        pytest.param("SM2704", {METRICS: REMOVED}, [(METRIC, "warning")], id="an image of documentation's account"),
        pytest.param("SM2704", {METRIC: "validation:los"}, [(METRIC, "error")], id="a misspelled metric"),
        pytest.param("SM2704", {METRIC: UNKNOWN}, [], id="an unknown metric"),
        pytest.param("SM2704", {METRICS: UNKNOWN, METRIC: "x"}, [], id="unknown definitions of metrics"),
        pytest.param("SM2704", {METRICS: [UNKNOWN], METRIC: "x"}, [], id="an unknown definition"),
        pytest.param("SM2704", {METRICS: [{"Name": UNKNOWN, "Regex": "x"}]}, [], id="a definition of unknown name"),
        pytest.param("SM2704", {METRICS: REMOVED, IMAGE: BUILT_IN}, [], id="a built-in algorithm's own"),
        pytest.param("SM2704", {METRICS: REMOVED, IMAGE: PYTORCH}, [(METRIC, "error")], id="a framework's script"),
        pytest.param("SM2704", {METRICS: REMOVED, IMAGE: SHARED}, [(METRIC, "warning")], id="another team's image"),
        pytest.param(
            "SM2704", {METRICS: REMOVED, IMAGE: "example.com/churn:1"}, [(METRIC, "error")], id="a private registry"
        ),
        pytest.param("SM2704", {METRICS: REMOVED, IMAGE: UNKNOWN}, [], id="an unknown image"),
        pytest.param(
            "SM2704",
            {
                METRICS: REMOVED,
                IMAGE: REMOVED,
                f"{ALGORITHM}.AlgorithmName": "arn:aws:sagemaker:us-east-1:123456789012:algorithm/churn",
            },
            [],
            id="an algorithm resource",
        ),
        pytest.param(
            "SM2704",
            several(definition("a"), definition("b", {**LOSS, "MetricName": "auc"})),
            [(f"{DEFINITIONS}[1].TuningObjective.MetricName", "error")],
            id="one of two definitions",
        ),
        pytest.param("SM2705", parents("a", "b"), [], id="two parents"),
        pytest.param("SM2705", parents("a", "A"), [(parent(1), "warning")], id="a parent twice"),
        pytest.param("SM2705", parents("churn-tuning"), [(parent(0), "error")], id="its own parent"),
        pytest.param("SM2705", parents("a", None), [(parent(1), "error")], id="a nameless parent"),
        pytest.param("SM2705", parents(UNKNOWN, UNKNOWN), [], id="unknown parents"),
        pytest.param("SM2705", {WARM_START: UNKNOWN, STRATEGY: "Grid"}, [], id="an unknown warm start"),
        pytest.param("SM2705", {**parents("a"), STRATEGY: "Grid"}, [(WARM_START, "warning")], id="a warm grid"),
        pytest.param(
            "SM2705",
            {**parents("a"), **several(definition("a"), definition("b"))},
            [(WARM_START, "error")],
            id="a warm start of two algorithms",
        ),
        pytest.param("SM2705", {**parents("a"), **several(definition("a"))}, [], id="a warm start of a list of one"),
    ],
)
def test_a_tuning_job(rule: str, changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(changes, rule) == expected


def test_a_training_job_may_keep_a_warm_pool() -> None:
    assert check(minimal_job({KEEP_ALIVE: 600}), select=["SM2702"]).findings == ()


def test_the_nearest_metric_is_named() -> None:
    (finding,) = check(minimal_tuning_job({METRIC: "validation:los"}), select=["SM2704"]).findings
    assert finding.message.endswith("did you mean 'validation:loss'?")
