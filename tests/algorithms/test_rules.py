"""Jobs of built-in algorithms: what is said of them, what is not, and what real programs and notebooks send."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import policylint
from policylint.algorithms.algorithm import algorithm, names
from policylint.algorithms.recognition import recognised
from policylint.examples import TRAINING_JOB, TUNING_JOB
from policylint.job import TRAINING, TrainingJob
from policylint.path import REMOVED, overlay
from tests.algorithms.requests import RULES, Request, errors, found, training, tuning

HERE = Path(__file__).parent
RECORDED = HERE.parent / "python_sources/recorded"
IMAGE = "AlgorithmSpecification.TrainingImage"
SUBMIT = "HyperParameters.sagemaker_submit_directory"
OWN = "123456789012.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
PYTORCH = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.5.1-cpu-py311-ubuntu22.04-sagemaker"
SCRIPT = {"sagemaker_program": "train.py", "sagemaker_submit_directory": "s3://acme-ml/src/sourcedir.tar.gz"}


def job(name: str, changes: dict[str, Any], version: str | None = None) -> Request:
    known = algorithm(name, version)
    assert known is not None
    made: Request = overlay(training(known), changes)
    return made


def tuned(name: str, changes: dict[str, Any], version: str | None = None) -> Request:
    known = algorithm(name, version)
    assert known is not None
    made: Request = overlay(tuning(known), changes)
    return made


def rules(request: Request) -> set[str]:
    return {rule for rule, _ in found(request)}


SILENT: dict[str, dict[str, Any]] = {
    "nothing": {},
    "script mode": {"HyperParameters": SCRIPT, "InputDataConfig": REMOVED},
    "by variable": {"Environment": {"SAGEMAKER_PROGRAM": "train.py"}, "HyperParameters": {"a": "b"}},
    "a registry of one's own": {IMAGE: OWN, "HyperParameters": {"nround": "x"}},
    "resource": {IMAGE: REMOVED, "AlgorithmSpecification.AlgorithmName": "xgboost", "HyperParameters": {}},
    "a command": {"AlgorithmSpecification.ContainerEntrypoint": ["python"], "HyperParameters": {}},
    "newer": {IMAGE: f"{OWN.replace('123456789012', '683313688378')[:-5]}9.9-1", "HyperParameters": {}},
    "no tag": {IMAGE: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost", "HyperParameters": {}},
    "all unknown": {"HyperParameters": "${parameters}", "InputDataConfig": "${channels}"},
    "unknown values": {"HyperParameters.eta": "${eta}", "HyperParameters.objective": "multi:${kind}"},
    "an unknown channel": {"InputDataConfig[0].ChannelName": "${name}"},
    "a content type with parameters": {"InputDataConfig[0].ContentType": "text/csv; charset=utf-8"},
    "fast file mode": {"InputDataConfig[0].InputMode": "FastFile"},
    "a name of the service's": {"HyperParameters._tuning_objective_metric": "validation:auc"},
    "aliases": {"HyperParameters.learning_rate": "0.2", "HyperParameters.reg_lambda": "1"},
    "a list of metrics": {"HyperParameters.eval_metric": "auc,error@0.7,ndcg@10"},
    "numbers as Python writes them": {"HyperParameters.eta": "2e-1", "HyperParameters.max_depth": " 6 "},
    "a default that has no effect": {"HyperParameters.rate_drop": "0.0"},
    "what is needed": {"HyperParameters": {"num_round": "10", "objective": "multi:softprob", "num_class": "3"}},
    "several instances": {"ResourceConfig.InstanceCount": 4},
}


def test_nothing_is_said_of_what_is_right_or_not_known() -> None:
    for title, changes in SILENT.items():
        assert found(job("xgboost", changes, "1.7-1")) == set(), title


SAID: list[tuple[str, dict[str, Any], set[str]]] = [
    ("xgboost", {"HyperParameters": {"nround": "100"}}, {"SM3202"}),
    ("xgboost", {"HyperParameters.eta": "1.0000001"}, {"SM3204"}),
    ("xgboost", {"HyperParameters.num_round": "100.0"}, {"SM3203"}),
    ("xgboost", {"HyperParameters.num_round": "0"}, {"SM3204"}),
    ("xgboost", {"HyperParameters.num_round": ""}, {"SM3203"}),
    ("xgboost", {"HyperParameters.num_round": '"100"'}, {"SM3206"}),
    ("xgboost", {"HyperParameters.eval_metric": "['auc', 'logloss']"}, {"SM3205"}),
    ("xgboost", {"HyperParameters.eval_metric": '["auc", "logloss"]'}, {"SM3205"}),
    ("xgboost", {"HyperParameters.eval_metric": "auc, logloss"}, {"SM3205"}),
    ("xgboost", {"HyperParameters.single_precision_histogram": "True"}, {"SM3205"}),
    ("xgboost", {"HyperParameters.silent": "1"}, {"SM3202"}),
    ("xgboost", {"HyperParameters.monotone_constraints": "(1,0)"}, {"SM3207"}),
    ("xgboost", {"HyperParameters.eval_metric": "auc", "HyperParameters.objective": "reg:squarederror"}, {"SM3207"}),
    ("xgboost", {"InputDataConfig": REMOVED}, {"SM3210"}),
    ("xgboost", {"InputDataConfig[0].ChannelName": "training"}, {"SM3210"}),
    ("xgboost", {"InputDataConfig[0].ContentType": "libsvm", "InputDataConfig[0].InputMode": "Pipe"}, {"SM3212"}),
    ("xgboost", {"ResourceConfig.InstanceType": "ml.p4d.24xlarge"}, {"SM3216"}),
    ("xgboost", {"ResourceConfig.InstanceType": "ml.trn1.2xlarge"}, {"SM3216"}),
    ("xgboost", {"ResourceConfig.InstanceType": "ml.g5.12xlarge"}, {"SM3218"}),
    (
        "xgboost",
        {
            "ResourceConfig.InstanceType": "ml.g5.12xlarge",
            "HyperParameters.use_dask_gpu_training": "true",
            "HyperParameters.tree_method": "gpu_hist",
        },
        set(),
    ),
    ("kmeans", {"HyperParameters.k": "ten", "HyperParameters.init_methd": "random"}, {"SM3202", "SM3203"}),
    ("kmeans", {"HyperParameters.eval_metrics": '["msd", "sdd"]'}, {"SM3205"}),
    ("linear-learner", {"HyperParameters.predictor_type": "multiclass_classifier"}, {"SM3207"}),
    ("linear-learner", {"HyperParameters.use_bias": "True", "HyperParameters.normalize_data": "auto"}, set()),
    ("linear-learner", {"HyperParameters.loss": "hinge_loss"}, set()),
    ("linear-learner", {"HyperParameters.loss": "huber_loss"}, {"SM3207"}),
    ("linear-learner", {"HyperParameters.momentum": "0.9"}, {"SM3208"}),
    ("linear-learner", {"HyperParameters.momentum": "0.9", "HyperParameters.optimizer": "sgd"}, set()),
    ("randomcutforest", {"InputDataConfig[0].DataSource.S3DataSource.S3DataDistributionType": REMOVED}, {"SM3214"}),
    ("lda", {"InputDataConfig[0].ContentType": "text/csv", "InputDataConfig[0].InputMode": "Pipe"}, {"SM3212"}),
    ("blazingtext", {"HyperParameters.mode": "supervised", "ResourceConfig.InstanceCount": 2}, {"SM3217"}),
    ("blazingtext", {"HyperParameters.mode": "batch_skipgram", "ResourceConfig.InstanceCount": 2}, set()),
    ("blazingtext", {"ResourceConfig.InstanceType": "ml.p3.2xlarge"}, {"SM3216"}),
    ("forecasting-deepar", {"HyperParameters.time_freq": "5 minutes"}, {"SM3205"}),
    ("forecasting-deepar", {"HyperParameters.time_freq": "30min", "HyperParameters.cardinality": "[2, 3]"}, set()),
    ("ipinsights", {"HyperParameters.random_negative_sampling_rate": "500"}, {"SM3207"}),
    ("seq2seq", {"ResourceConfig.InstanceCount": 2}, {"SM3217"}),
    ("image-classification", {"InputDataConfig[0].ContentType": "application/x-image"}, {"SM3210"}),
    (
        "image-classification",
        {"HyperParameters.use_pretrained_model": "1", "HyperParameters.num_layers": "20"},
        {"SM3207"},
    ),
    ("image-classification", {"ResourceConfig.InstanceType": "ml.p5.48xlarge"}, {"SM3216"}),
    ("lightgbm", {"HyperParameters.metric": '"auc"', "HyperParameters.num_leaves": "67"}, set()),
    ("lightgbm", {"HyperParameters.metric": '"aucc"'}, {"SM3205"}),
    ("lightgbm", {"HyperParameters.num_leafs": "67"}, {"SM3202"}),
    ("catboost", {"ResourceConfig.InstanceCount": 2}, {"SM3217"}),
    ("tabtransformer", {"ResourceConfig.InstanceType": "ml.p3.8xlarge"}, {"SM3218"}),
]


def test_each_fault_is_said_and_its_near_miss_is_not() -> None:
    for name, changes, expected in SAID:
        assert rules(job(name, changes, "1.7-1" if name == "xgboost" else None)) == expected, (name, changes)


def test_versions_of_xgboost_differ() -> None:
    gpu, quiet = {"HyperParameters.tree_method": "gpu_hist"}, {"HyperParameters.silent": "1"}
    assert rules(job("xgboost", gpu, "1.0-1")) == {"SM3205"}
    assert rules(job("xgboost", gpu, "1.2-1")) == set()
    assert rules(job("xgboost", quiet, "1.0-1")) == {"SM3209"}
    assert rules(job("xgboost", {"ResourceConfig.InstanceType": "ml.g4dn.xlarge"}, "1.0-1")) == {"SM3216"}
    newest = policylint.check(job("xgboost", {"HyperParameters.device": "cuda"}), config=RULES).findings
    assert [(one.rule, one.severity.value) for one in newest if one.severity] == [("SM3202", "warning")]


def test_one_slip_is_one_finding_and_its_fix_cures_it() -> None:
    request = job("xgboost", {"HyperParameters": {"num_rounds": "100"}}, "1.7-1")
    (finding,) = policylint.check(request, config=RULES).findings
    assert str(finding.message) == "XGBoost 1.7-1 has no hyperparameter 'num_rounds': did you mean 'num_round'?"
    assert finding.fix is not None
    assert finding.fix.edits[0].value == "num_round"
    (finding,) = policylint.check(job("xgboost", {"InputDataConfig[0].ChannelName": "training"}), config=RULES).findings
    assert finding.fix is not None
    assert finding.fix.edits[0].value == "train"


CONFIG = "HyperParameterTuningJobConfig"
RANGES = f"{CONFIG}.ParameterRanges"
OBJECTIVE = f"{CONFIG}.HyperParameterTuningJobObjective"
AUC = {"Type": "Maximize", "MetricName": "validation:auc"}
STATIC = "TrainingJobDefinition.StaticHyperParameters"


def _continuous(**changes: str) -> dict[str, Any]:
    return {f"{RANGES}.ContinuousParameterRanges": [{"Name": "eta", "MinValue": "0.1", "MaxValue": "0.5", **changes}]}


def _integer(name: str, most: str = "9") -> dict[str, Any]:
    return {f"{RANGES}.IntegerParameterRanges": [{"Name": name, "MinValue": "1", "MaxValue": most}]}


def _categorical(name: str, *values: str) -> dict[str, Any]:
    return {f"{RANGES}.CategoricalParameterRanges": [{"Name": name, "Values": list(values)}]}


OTHER = "TrainingJobDefinition.AlgorithmSpecification.TrainingImage"
TUNED: list[tuple[str, dict[str, Any], set[str]]] = [
    ("a search", {**_continuous(), OBJECTIVE: AUC}, set()),
    ("what is required is searched", {STATIC: {"objective": "binary:logistic"}, **_integer("num_round")}, set()),
    ("a decimal point", _integer("max_depth", "9.0"), {"SM3301"}),
    ("integers for a number", _integer("min_child_weight"), {"SM3303"}),
    ("not tunable", _categorical("booster", "dart"), {"SM3302"}),
    ("quoted categories", _categorical("eta", '"0.1"', "0.2"), {"SM3303", "SM3304"}),
    ("misspelt", _continuous(Name="etta"), {"SM3302"}),
    ("an alias", _continuous(Name="learning_rate"), set()),
    ("a bound as a template", _continuous(MaxValue="${most}"), set()),
    ("too large", _continuous(MaxValue="1.01"), {"SM3304"}),
    ("the wrong way", {OBJECTIVE: {**AUC, "Type": "Minimize"}}, {"SM3306"}),
    ("no such metric", {OBJECTIVE: {**AUC, "MetricName": "auc"}}, {"SM3305"}),
    ("no channel", {OBJECTIVE: AUC, "TrainingJobDefinition.InputDataConfig[1]": REMOVED}, {"SM3305"}),
    ("an unknown metric", {OBJECTIVE: {**AUC, "MetricName": "${metric}"}}, set()),
    ("an image of one's own", {OBJECTIVE: {**AUC, "MetricName": "mine"}, OTHER: OWN}, set()),
    ("what Autotune may add", {"Autotune": {"Mode": "Enabled"}, STATIC: {}}, set()),
]


def test_tuning_is_held_to_what_the_algorithm_tunes_and_emits() -> None:
    request = tuned("xgboost", {})
    definition = request["TrainingJobDefinition"]
    definition["AlgorithmSpecification"]["TrainingImage"] = OWN.replace("123456789012", "683313688378")
    definition["InputDataConfig"] = definition["InputDataConfig"][:2]
    for title, changes, expected in TUNED:
        assert rules(overlay(request, changes)) == expected, title


def test_definitions_of_several_algorithms_are_judged_each_by_its_own() -> None:
    parts = []
    for name, metric, direction in (("xgboost", "validation:auc", "Maximize"), ("knn", "test:mse", "Minimize")):
        part = tuned(name, {})["TrainingJobDefinition"]
        ranges = {"IntegerParameterRanges": [{"Name": "max_depth", "MinValue": "1", "MaxValue": "9"}]}
        objective = {"MetricName": metric, "Type": direction}
        parts.append({**part, "DefinitionName": name, "HyperParameterRanges": ranges, "TuningObjective": objective})
    request = {**deepcopy(TUNING_JOB), "TrainingJobDefinitions": parts}
    del request["TrainingJobDefinition"], request[CONFIG]["HyperParameterTuningJobObjective"]
    del request[CONFIG]["ParameterRanges"]
    assert found(request) == {
        ("SM3302", "TrainingJobDefinitions[1].HyperParameterRanges.IntegerParameterRanges[0].Name"),
        ("SM3305", "TrainingJobDefinitions[1].TuningObjective.MetricName"),
    }


CONVENTIONS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, set()),
    ({SUBMIT: '"s3://acme-ml/src/sourcedir.tar.gz"'}, set()),
    ({SUBMIT: "/opt/ml/input/data/code/sourcedir.tar.gz"}, set()),
    ({SUBMIT: "${sources}"}, set()),
    ({SUBMIT: '"./src"'}, {"SM3307"}),
    ({SUBMIT: "file:///home/me/src"}, {"SM3307"}),
    ({SUBMIT: "s3://acme-ml/src/train.py"}, {"SM3307"}),
    ({SUBMIT: "s3://acme-ml/src/"}, {"SM3307"}),
    ({SUBMIT: "s3://acme-ml"}, {"SM3307"}),
    ({SUBMIT: "s3://acme-ml/src/archive"}, {"SM3307"}),
    ({SUBMIT: REMOVED}, {"SM3308"}),
    ({SUBMIT: REMOVED, "Environment": {"SAGEMAKER_SUBMIT_DIRECTORY": "s3://acme-ml/s.tar.gz"}}, set()),
    ({"HyperParameters.sagemaker_program": REMOVED}, {"SM3308"}),
    ({"HyperParameters.sagemaker_program": REMOVED, "Environment": {"SAGEMAKER_PROGRAM": "train.py"}}, set()),
    ({IMAGE: "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", SUBMIT: REMOVED}, set()),
    ({"HyperParameters.sagemaker_container_log_level": "20"}, set()),
    ({"HyperParameters.sagemaker_container_log_level": '"INFO"'}, set()),
    ({"HyperParameters.sagemaker_container_log_level": "info"}, {"SM3309"}),
    ({"HyperParameters.sagemaker_container_log_level": "2x"}, {"SM3309"}),
]


def test_conventions_of_the_sdk() -> None:
    base = overlay(TRAINING_JOB, {IMAGE: PYTORCH, "HyperParameters": SCRIPT})
    for changes, expected in CONVENTIONS:
        assert rules(overlay(base, changes)) == expected, changes


LOGGED: list[tuple[str, set[str]]] = [
    (r"validation-auc:([0-9\.]+)", set()),
    (r".*\[[0-9]+\].*#011validation-rmse:([-+]?[0-9]*\.?[0-9]+).*", set()),
    (r"\tvalidation-logloss:(\S+)", set()),
    (r"validation-error@0.7:(\S+)", set()),
    (r"Test set: Average loss: (\S+)", {"SM3310"}),
    (r"validation:auc=(\S+)", {"SM3310"}),
]


def test_metric_definitions_match_what_is_logged() -> None:
    for regex, expected in LOGGED:
        metrics = {"AlgorithmSpecification.MetricDefinitions": [{"Name": "metric", "Regex": regex}]}
        assert rules(job("xgboost", metrics, "1.7-1")) == expected, regex


def test_notebooks_train_without_an_error() -> None:
    notebooks = json.loads((HERE / "notebooks.json").read_text("utf-8"))
    assert len(notebooks) > 30
    for notebook in notebooks:
        request = _request(notebook)
        assert any(name in notebook["image"] for name in ("xgboost", "kmeans", "linear", "seq2seq", "image", "object"))
        assert errors(request) == [], notebook


def _request(notebook: dict[str, Any]) -> Request:
    """The request of a notebook: what `notebooks.json` has of it, on the smallest one."""
    is_tuning = "ranges" in notebook
    request = deepcopy(TUNING_JOB if is_tuning else TRAINING_JOB)
    place = request["TrainingJobDefinition"] if is_tuning else request
    place["AlgorithmSpecification"] = {"TrainingImage": notebook["image"], "TrainingInputMode": notebook["mode"]}
    place["StaticHyperParameters" if is_tuning else "HyperParameters"] = notebook["hyperparameters"]
    place["ResourceConfig"] = {"InstanceType": notebook["type"], "InstanceCount": notebook["count"]}
    place["InputDataConfig"] = [_channel(channel) for channel in notebook["channels"]]
    if is_tuning:
        request[CONFIG]["ParameterRanges"] = notebook["ranges"]
        request[CONFIG]["HyperParameterTuningJobObjective"] = notebook["objective"]
    return request


def _channel(given: dict[str, Any]) -> dict[str, Any]:
    source = {"S3DataType": given.get("kind", "S3Prefix"), "S3Uri": f"s3://acme-ml/{given['name']}/"}
    source |= {
        member: given[key]
        for key, member in (("distribution", "S3DataDistributionType"), ("attributes", "AttributeNames"))
        if key in given
    }
    members = (("content_type", "ContentType"), ("mode", "InputMode"), ("wrapper", "RecordWrapperType"))
    more = {member: given[key] for key, member in members if key in given}
    return {"ChannelName": given["name"], "DataSource": {"S3DataSource": source}, **more}


# Scripts of the recordings whose jobs would fail, as the page of the algorithm shows.
FAILING = {
    ("core/image-uris", "SM3201"): "no num_round",
    ("core/image-uris", "SM3210"): "no channel",
    ("stepfunctions/image-uri", "SM3201"): "no num_round",
    ("sdk2/tuner-xgboost", "SM3302"): "booster is not among the tunable hyperparameters",
}


def test_what_the_sdk_sends_is_clean_for_each_algorithm() -> None:
    trained, failing = set(), set()
    for file in sorted(RECORDED.glob("*/*.json")):
        for one in json.loads(file.read_text("utf-8"))["requests"]:
            request = _known(one["request"])
            if isinstance(request, dict) and one["operation"] == TRAINING:
                known = recognised(TrainingJob(request))
                trained.add(known.name if known else None)
            for error in errors(request):
                failing.add((f"{file.parent.name}/{file.stem}", error.partition(" ")[0]))
    assert failing == FAILING.keys()
    assert trained >= set(names())


def _known(value: Any) -> Any:
    """What was sent, without what is made at run time."""
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items() if item is not None}
    return [_known(item) for item in value] if isinstance(value, list) else value
