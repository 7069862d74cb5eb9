"""The rules about tuning built-in algorithms, and about what the SDK agrees on with containers."""

from policylint.contract.built_in.rules import HYPERPARAMETERS
from policylint.contract.channel import CHANNELS, S3, SOURCE
from policylint.contract.region import IMAGE
from policylint.contract.tuning_space import DEFINITION, OBJECTIVE, RANGES
from policylint.documentation import API, GUIDE
from policylint.finding import Severity
from policylint.job import TUNING
from policylint.path import REMOVED
from policylint.rule import Rule

METRICS = "AlgorithmSpecification.MetricDefinitions"
_SINCE = "0.2.0"
_XGBOOST = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
_SKLEARN = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
_PAGE = f"{GUIDE}xgboost-tuning.html"
_CHANNELS = [
    {
        "ChannelName": name,
        "ContentType": "text/csv",
        SOURCE: {S3: {"S3DataType": "S3Prefix", "S3Uri": f"s3://acme-ml/churn/{name}/"}},
    }
    for name in ("train", "validation")
]
_ETA = {"Name": "eta", "MinValue": "0.1", "MaxValue": "0.5"}
_DEPTH = {"Name": "max_depth", "MinValue": "1", "MaxValue": "10"}
_INTEGER, _CONTINUOUS = f"{RANGES}.IntegerParameterRanges", f"{RANGES}.ContinuousParameterRanges"
_TUNED = {
    f"{DEFINITION}.{IMAGE}": _XGBOOST,
    f"{DEFINITION}.{METRICS}": REMOVED,
    f"{DEFINITION}.{CHANNELS}": _CHANNELS,
    f"{DEFINITION}.StaticHyperParameters.num_round": "100",
    OBJECTIVE: {"Type": "Minimize", "MetricName": "validation:rmse"},
    RANGES: {"ContinuousParameterRanges": [_ETA]},
}
_SCRIPT = {
    IMAGE: _SKLEARN,
    f"{HYPERPARAMETERS}.sagemaker_program": "train.py",
    f"{HYPERPARAMETERS}.sagemaker_submit_directory": "s3://acme-ml/churn/sourcedir.tar.gz",
}
_TRAINED = {IMAGE: _XGBOOST, CHANNELS: _CHANNELS, f"{HYPERPARAMETERS}.num_round": "100"}

FRACTION = Rule(
    "SM3301",
    "integer-range-with-a-decimal-point",
    Severity.ERROR,
    since=_SINCE,
    title="A bound of an integer range is written with a decimal point",
    why="The bounds of IntegerParameterRanges are texts of integers: the service does not take 1.0 for one.",
    fix="Write the bound without a decimal point.",
    source=f"{API}API_IntegerParameterRange.html",
    operation=TUNING,
    bad={f"{_INTEGER}[0]": {"Name": "layers", "MinValue": "1.0", "MaxValue": "10"}},
    good={f"{_INTEGER}[0]": {"Name": "layers", "MinValue": "1", "MaxValue": "10"}},
)
UNTUNABLE = Rule(
    "SM3302",
    "untunable-hyperparameter",
    Severity.ERROR,
    since=_SINCE,
    title="A range of a hyperparameter that the built-in algorithm does not tune",
    why="The service refuses to search hyperparameters that an algorithm does not offer for tuning, or does not have.",
    fix="State the hyperparameter's value in StaticHyperParameters, or correct its name.",
    source=_PAGE,
    operation=TUNING,
    bad={**_TUNED, f"{_INTEGER}[0]": {"Name": "max_bin", "MinValue": "16", "MaxValue": "256"}},
    good={**_TUNED, f"{_INTEGER}[0]": _DEPTH},
)
RANGE_KIND = Rule(
    "SM3303",
    "range-of-another-kind",
    Severity.ERROR,
    since=_SINCE,
    title="A range of another kind than the built-in algorithm's hyperparameter",
    why="A continuous range gives an integer hyperparameter values such as 5.3, which the algorithm refuses. A warning "
    "where all values of the range can be read, but the page names another kind.",
    fix="Move the range to the list of its kind.",
    source=_PAGE,
    operation=TUNING,
    bad={**_TUNED, f"{_CONTINUOUS}[1]": _DEPTH},
    good={**_TUNED, f"{_INTEGER}[0]": _DEPTH},
)
RANGE_BOUNDS = Rule(
    "SM3304",
    "range-beyond-the-algorithm",
    Severity.ERROR,
    since=_SINCE,
    title="A range has values that the built-in algorithm does not allow",
    why="Training jobs with such values fail when their instances have started, or the service refuses the range.",
    fix="Keep the range within what the algorithm allows.",
    source=_PAGE,
    operation=TUNING,
    bad={**_TUNED, f"{_CONTINUOUS}[0].MaxValue": "1.5"},
    good={**_TUNED, f"{_CONTINUOUS}[0].MaxValue": "1"},
)
NOT_EMITTED = Rule(
    "SM3305",
    "objective-not-emitted",
    Severity.ERROR,
    since=_SINCE,
    title="The built-in algorithm does not emit the objective metric",
    why="Built-in algorithms emit metrics of their own, some of them only with a certain task, or only where there is "
    "a validation or test channel to compute them on. Without the metric the service refuses the tuning job, or its "
    "training jobs fail after their instances have trained.",
    fix="Choose a metric that the algorithm emits, and give the channel that it is computed on.",
    source=_PAGE,
    operation=TUNING,
    bad={**_TUNED, f"{OBJECTIVE}.MetricName": "validation:rsme"},
    good=_TUNED,
)
DIRECTION = Rule(
    "SM3306",
    "objective-in-the-wrong-direction",
    Severity.ERROR,
    since=_SINCE,
    title="The objective metric is tuned towards its worst value",
    why="An error is to be minimised and an accuracy to be maximised: the other way round the search looks for the "
    "worst model, and takes it for the best. Maximize is what the SageMaker Python SDK asks for where nothing is said.",
    fix="Turn the objective's Type round.",
    source=_PAGE,
    operation=TUNING,
    bad={**_TUNED, f"{OBJECTIVE}.Type": "Maximize"},
    good=_TUNED,
)
SCRIPT_LOCATION = Rule(
    "SM3307",
    "script-out-of-reach",
    Severity.ERROR,
    since=_SINCE,
    title="sagemaker_submit_directory is not where a container finds a script",
    why="The container of a framework unpacks the script from a tar.gz in S3 or takes it from a folder in the "
    "container, as an absolute path. A path of your own machine, or another kind of archive, is not found when the "
    "instances have started. (A warning for an object in S3 whose name does not tell.)",
    fix="Upload the sources as a tar.gz and give its S3 URI.",
    source="https://github.com/aws/sagemaker-training-toolkit",
    bad={**_SCRIPT, f"{HYPERPARAMETERS}.sagemaker_submit_directory": "./src"},
    good=_SCRIPT,
)
HALF_A_SCRIPT = Rule(
    "SM3308",
    "script-named-in-part",
    Severity.WARNING,
    since=_SINCE,
    title="One of sagemaker_program and sagemaker_submit_directory without the other",
    why="In AWS's images for frameworks the one names the script and the other says where it is. Without the program "
    "nothing of the directory runs; without the directory there is no script to run.",
    fix="Give both.",
    source="https://github.com/aws/sagemaker-training-toolkit",
    bad={**_SCRIPT, f"{HYPERPARAMETERS}": {"sagemaker_program": "train.py"}},
    good=_SCRIPT,
)
LOG_LEVEL = Rule(
    "SM3309",
    "unknown-container-log-level",
    Severity.ERROR,
    since=_SINCE,
    title="sagemaker_container_log_level is not a log level",
    why="The container sets Python's logging to it: a number, or a name in capitals. For anything else it stops.",
    fix="Use 10 (debug), 20 (info), 30 (warning), 40 (error) or 50 (critical).",
    source="https://github.com/aws/sagemaker-training-toolkit",
    bad={**_SCRIPT, f"{HYPERPARAMETERS}.sagemaker_container_log_level": "verbose"},
    good={**_SCRIPT, f"{HYPERPARAMETERS}.sagemaker_container_log_level": "20"},
)
UNSEEN_METRIC = Rule(
    "SM3310",
    "metric-never-logged",
    Severity.WARNING,
    since=_SINCE,
    title="A metric's Regex matches none of the lines that the built-in algorithm logs",
    why="A metric has values only where its expression matches the log. The algorithm's lines are known, and this "
    "expression matches none of them.",
    fix="Write the expression for the algorithm's own lines; a tab is #011 in the log of SageMaker.",
    source=f"{GUIDE}automatic-model-tuning-define-metrics-variables.html",
    bad={**_TRAINED, METRICS: [{"Name": "auc", "Regex": "val_auc=([0-9.]+)"}]},
    good={**_TRAINED, METRICS: [{"Name": "auc", "Regex": "validation-auc:([0-9.]+)"}]},
)
