"""The rules about built-in algorithms: hyperparameters, channels and instances."""

from typing import Any

from policylint.contract.channel import CHANNELS, S3, SOURCE
from policylint.contract.region import IMAGE
from policylint.documentation import GUIDE
from policylint.finding import Severity
from policylint.path import REMOVED
from policylint.rule import Rule

HYPERPARAMETERS = "HyperParameters"
TYPE, COUNT = "ResourceConfig.InstanceType", "ResourceConfig.InstanceCount"
_SINCE = "0.2.0"
_PAID = (
    "The service takes the request; the algorithm finds the fault when its instances have started, and the job fails"
)
_COMMON = f"{GUIDE}common-info-all-im-models.html"
_XGBOOST_PAGE = f"{GUIDE}xgboost_hyperparameters.html"


def _channel(name: str, **more: Any) -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://acme-ml/churn/{name}/", **more}
    return {"ChannelName": name, "ContentType": "text/csv", SOURCE: {S3: source}}


_TRAIN = _channel("train")
_XGBOOST = {
    IMAGE: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
    CHANNELS: [_TRAIN],
    f"{HYPERPARAMETERS}.num_round": "100",
}
_KNN = {
    IMAGE: "382416733822.dkr.ecr.us-east-1.amazonaws.com/knn:1",
    CHANNELS: [_TRAIN],
    HYPERPARAMETERS: {"feature_dim": "10", "k": "5", "predictor_type": "classifier", "sample_size": "1000"},
}
_FOREST = {
    IMAGE: "382416733822.dkr.ecr.us-east-1.amazonaws.com/randomcutforest:1",
    CHANNELS: [_channel("train", S3DataDistributionType="ShardedByS3Key")],
    f"{HYPERPARAMETERS}.feature_dim": "10",
}
_LDA = {
    IMAGE: "766337827248.dkr.ecr.us-east-1.amazonaws.com/lda:1",
    CHANNELS: [_TRAIN],
    HYPERPARAMETERS: {"num_topics": "10", "feature_dim": "5000", "mini_batch_size": "1000"},
}
_LABELLED = {
    "S3DataType": "AugmentedManifestFile",
    "S3Uri": "s3://acme-ml/churn/train.manifest",
    "AttributeNames": ["source-ref", "class"],
}
_PICTURES = {
    IMAGE: "811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1",
    HYPERPARAMETERS: {"num_classes": "2", "num_training_samples": "1000"},
    TYPE: "ml.g5.xlarge",
    "ResourceConfig.VolumeSizeInGB": REMOVED,
    CHANNELS: [
        {
            "ChannelName": name,
            "ContentType": "application/x-recordio",
            "InputMode": "Pipe",
            "RecordWrapperType": "RecordIO",
            SOURCE: {S3: {**_LABELLED, "S3Uri": f"s3://acme-ml/churn/{name}.manifest"}},
        }
        for name in ("train", "validation")
    ],
}

MISSING = Rule(
    "SM3201",
    "missing-algorithm-hyperparameter",
    Severity.ERROR,
    since=_SINCE,
    title="A hyperparameter is missing that the built-in algorithm needs",
    why=f"{_PAID}: there is no default for it.",
    fix="Give the hyperparameter; `policylint schema show --algorithm NAME` prints what an algorithm takes.",
    source=_XGBOOST_PAGE,
    bad={IMAGE: _XGBOOST[IMAGE], CHANNELS: [_TRAIN], f"{HYPERPARAMETERS}.eta": "0.2"},
    good=_XGBOOST,
)
UNKNOWN = Rule(
    "SM3202",
    "unknown-algorithm-hyperparameter",
    Severity.ERROR,
    since=_SINCE,
    title="The built-in algorithm has no hyperparameter of that name",
    why=f"{_PAID}: it refuses names that it does not know. A warning for algorithms whose page lists the usual "
    "hyperparameters only.",
    fix="Correct the name, or remove the hyperparameter.",
    source=_XGBOOST_PAGE,
    bad={**_XGBOOST, f"{HYPERPARAMETERS}.max_dept": "6"},
    good={**_XGBOOST, f"{HYPERPARAMETERS}.max_depth": "6"},
)
MISTYPED = Rule(
    "SM3203",
    "mistyped-algorithm-hyperparameter",
    Severity.ERROR,
    since=_SINCE,
    title="The value is of another type than the built-in algorithm reads",
    why="All hyperparameters are texts in a request, so that the service takes any; the algorithm makes a number, a "
    "list or a truth value of each when its instances have started, and the job fails where that cannot be done. An "
    "integer has no decimal point: 10.0 is refused.",
    fix="Write the value as its type is written.",
    source=_XGBOOST_PAGE,
    bad={**_XGBOOST, f"{HYPERPARAMETERS}.max_depth": "six"},
    good={**_XGBOOST, f"{HYPERPARAMETERS}.max_depth": "6"},
)
OUT_OF_RANGE = Rule(
    "SM3204",
    "algorithm-hyperparameter-out-of-range",
    Severity.ERROR,
    since=_SINCE,
    title="The value is outside the range that the built-in algorithm allows",
    why=f"{_PAID}.",
    fix="Use a value in the range.",
    source=_XGBOOST_PAGE,
    bad={**_XGBOOST, f"{HYPERPARAMETERS}.eta": "1.7"},
    good={**_XGBOOST, f"{HYPERPARAMETERS}.eta": "1"},
)
NOT_ALLOWED = Rule(
    "SM3205",
    "algorithm-hyperparameter-not-allowed",
    Severity.ERROR,
    since=_SINCE,
    title="The value is not one of those that the built-in algorithm allows",
    why=f"{_PAID}.",
    fix="Use one of the values.",
    source=_XGBOOST_PAGE,
    bad={**_XGBOOST, f"{HYPERPARAMETERS}.objective": "binary:logistics"},
    good={**_XGBOOST, f"{HYPERPARAMETERS}.objective": "binary:logistic"},
)
QUOTED = Rule(
    "SM3206",
    "quoted-algorithm-hyperparameter",
    Severity.ERROR,
    since=_SINCE,
    title="The value is in quotes, which the built-in algorithm reads as a part of it",
    why="Framework containers read hyperparameters as JSON, and the SageMaker Python SDK 2 writes them so for its "
    'framework classes and where source_dir is given; a built-in algorithm takes the text as it is. "auc" with its '
    "quotes is not auc, and the job fails when its instances have started.",
    fix="Write the value without quotes; in the SDK, use Estimator without source_dir, or the algorithm's own class.",
    source=f"{GUIDE}xgboost.html",
    bad={**_XGBOOST, f"{HYPERPARAMETERS}.objective": '"binary:logistic"'},
    good={**_XGBOOST, f"{HYPERPARAMETERS}.objective": "binary:logistic"},
)
CONFLICT = Rule(
    "SM3207",
    "conflicting-algorithm-hyperparameters",
    Severity.ERROR,
    since=_SINCE,
    title="Hyperparameters of a built-in algorithm that do not go together",
    why="Some values need others: num_class with multi:softmax, a target with a dimension reduction. Without them the "
    "algorithm stops when its instances have started. A warning where the page rules the combination out, but the "
    "algorithm has been seen to run.",
    fix="Give what the value needs, or another value.",
    source=_XGBOOST_PAGE,
    bad={**_XGBOOST, f"{HYPERPARAMETERS}.objective": "multi:softmax"},
    good={**_XGBOOST, f"{HYPERPARAMETERS}.objective": "multi:softmax", f"{HYPERPARAMETERS}.num_class": "3"},
)
WITHOUT_EFFECT = Rule(
    "SM3208",
    "algorithm-hyperparameter-without-effect",
    Severity.WARNING,
    since=_SINCE,
    title="A hyperparameter that the built-in algorithm ignores beside the others",
    why="Some hyperparameters count only with certain values of another, such as rate_drop with the booster dart. The "
    "job trains without what the value asks for.",
    fix="Give the other hyperparameter the value that it counts with, or remove it.",
    source=_XGBOOST_PAGE,
    bad={**_XGBOOST, f"{HYPERPARAMETERS}.rate_drop": "0.3"},
    good={**_XGBOOST, f"{HYPERPARAMETERS}.rate_drop": "0.3", f"{HYPERPARAMETERS}.booster": "dart"},
)
DEPRECATED = Rule(
    "SM3209",
    "deprecated-algorithm-setting",
    Severity.WARNING,
    since=_SINCE,
    title="A deprecated algorithm, hyperparameter or value",
    why="What is deprecated still works in this version, but not in later ones.",
    fix="Use what has taken its place.",
    source=f"{GUIDE}xgboost.html",
    bad={**_XGBOOST, f"{HYPERPARAMETERS}.objective": "reg:linear"},
    good={**_XGBOOST, f"{HYPERPARAMETERS}.objective": "reg:squarederror"},
)
MISSING_CHANNEL = Rule(
    "SM3210",
    "missing-algorithm-channel",
    Severity.ERROR,
    since=_SINCE,
    title="A channel is missing that the built-in algorithm reads",
    why="Built-in algorithms find their data by the channel's name, which is train and not training, the name that the "
    f"SageMaker Python SDK gives a channel without one. {_PAID}.",
    fix="Add the channel, or give the channel that has the data its name.",
    source=_COMMON,
    bad={**_XGBOOST, CHANNELS: [_channel("validation")]},
    good=_XGBOOST,
)
UNKNOWN_CHANNEL = Rule(
    "SM3211",
    "unknown-algorithm-channel",
    Severity.ERROR,
    since=_SINCE,
    title="The built-in algorithm has no channel of that name",
    why=f"{_PAID}: it refuses channels that it does not know.",
    fix="Correct the name, or remove the channel.",
    source=_COMMON,
    bad={**_XGBOOST, CHANNELS: [_TRAIN, _channel("test")]},
    good={**_XGBOOST, CHANNELS: [_TRAIN, _channel("validation")]},
)
CONTENT_TYPE = Rule(
    "SM3212",
    "unreadable-content-type",
    Severity.ERROR,
    since=_SINCE,
    title="The built-in algorithm does not read this content type",
    why=f"ContentType tells the algorithm how to read the channel. {_PAID}.",
    fix="Use a content type that the algorithm reads in this input mode, and data of that format.",
    source=_COMMON,
    bad={**_XGBOOST, f"{CHANNELS}[0].ContentType": "text/cvs"},
    good={**_XGBOOST, f"{CHANNELS}[0].ContentType": "text/csv"},
)
INPUT_MODE = Rule(
    "SM3213",
    "unreadable-input-mode",
    Severity.ERROR,
    since=_SINCE,
    title="The built-in algorithm does not read a channel in this input mode",
    why=f"An algorithm that opens files finds none where SageMaker feeds a pipe. {_PAID}.",
    fix="Set the input mode to one that the algorithm supports.",
    source=_COMMON,
    bad={
        IMAGE: "522234722520.dkr.ecr.us-east-1.amazonaws.com/forecasting-deepar:1",
        CHANNELS: [{**_TRAIN, "ContentType": "json", "InputMode": "Pipe"}],
        HYPERPARAMETERS: {"context_length": "30", "epochs": "10", "prediction_length": "30", "time_freq": "D"},
    },
    good={**_XGBOOST, f"{CHANNELS}[0].InputMode": "Pipe"},
)
DISTRIBUTION = Rule(
    "SM3214",
    "unsupported-data-distribution",
    Severity.ERROR,
    since=_SINCE,
    title="The built-in algorithm needs the channel distributed another way",
    why="Random Cut Forest takes its training data only sharded by key, and algorithms that validate on each instance "
    f"need the whole data there. FullyReplicated is what a channel has that says nothing. {_PAID}.",
    fix="Set S3DataDistributionType as the algorithm needs it.",
    source=f"{GUIDE}randomcutforest.html",
    bad={**_FOREST, f"{CHANNELS}[0].{SOURCE}.{S3}.S3DataDistributionType": "FullyReplicated"},
    good=_FOREST,
)
WRAPPER = Rule(
    "SM3215",
    "augmented-manifest-without-record-wrapper",
    Severity.ERROR,
    since=_SINCE,
    title="An augmented manifest for the built-in algorithm without RecordWrapperType RecordIO",
    why="The image algorithms read the objects of an augmented manifest from the pipe as RecordIO records: their pages "
    "require RecordWrapperType RecordIO.",
    fix="Set RecordWrapperType to RecordIO.",
    source=f"{GUIDE}image-classification.html",
    bad={**_PICTURES, f"{CHANNELS}[0].RecordWrapperType": REMOVED},
    good=_PICTURES,
)
INSTANCES = Rule(
    "SM3216",
    "instance-type-unfit-for-algorithm",
    Severity.WARNING,
    since=_SINCE,
    title="The built-in algorithm makes no use of this instance type's accelerators, or does not list it",
    why="GPUs that an algorithm does not train on are paid for in vain, and its image may lack the CUDA that newer "
    "families need: its page lists the families that it supports.",
    fix="Use a type that the algorithm's page lists.",
    source=f"{GUIDE}xgboost.html",
    bad={**_LDA, TYPE: "ml.g5.xlarge", "ResourceConfig.VolumeSizeInGB": REMOVED},
    good=_LDA,
)
SEVERAL_INSTANCES = Rule(
    "SM3217",
    "algorithm-trains-on-one-instance",
    Severity.ERROR,
    since=_SINCE,
    title="Several instances for an algorithm that trains on one",
    why="The algorithm is not parallelizable: on several instances the job fails, or each trains for itself and is "
    "paid for in vain (a warning for algorithms that run as scripts).",
    fix="Set InstanceCount to 1, on a larger type if need be.",
    source=_COMMON,
    bad={**_LDA, COUNT: 2},
    good=_LDA,
)
IDLE_GPUS = Rule(
    "SM3218",
    "algorithm-trains-on-one-gpu",
    Severity.WARNING,
    since=_SINCE,
    title="Several GPUs for an algorithm that trains on one",
    why="The algorithm uses one GPU of an instance: the others are paid for in vain.",
    fix="Use a type with one GPU, or what lets the algorithm use several.",
    source=f"{GUIDE}k-nearest-neighbors.html",
    bad={**_KNN, TYPE: "ml.g4dn.12xlarge", "ResourceConfig.VolumeSizeInGB": REMOVED},
    good={**_KNN, TYPE: "ml.g4dn.xlarge", "ResourceConfig.VolumeSizeInGB": REMOVED},
)
