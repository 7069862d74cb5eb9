"""Constraints on training jobs that a rule states beside the one of its own failing example, each with a mutation."""

from typing import Any

from benchmarks.constraints.constraint import Constraint, training
from policylint.contract.data import table
from policylint.path import REMOVED

_ALGORITHM = "AlgorithmSpecification"
_IMAGE = f"{_ALGORITHM}.TrainingImage"
_OWN_ALGORITHM = {_IMAGE: REMOVED, f"{_ALGORITHM}.AlgorithmName": "churn-algorithm"}
_ACCESS = f"{_ALGORITHM}.TrainingImageConfig.TrainingRepositoryAccessMode"
_REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
_PRIVATE = "registry.example.com/churn:1.4"

_AWS = "dkr.ecr.us-east-1.amazonaws.com"
_DLC = f"763104351884.{_AWS}"
_SKLEARN = f"683313688378.{_AWS}/sagemaker-scikit-learn:1.2-1-cpu-py3"
_SPARK = f"173754725891.{_AWS}/sagemaker-spark-processing:3.3-cpu-py39-v1"
_FOR_GPUS = f"{_DLC}/autogluon-training:1.2.0-gpu-py311"
_CUDA_13 = f"{_DLC}/huggingface-pytorch-training:2.9.0-transformers5.3.0-gpu-py312-cu130-ubuntu22.04"

_OUTPUT = "OutputDataConfig.S3OutputPath"
_CHECKPOINTS = "CheckpointConfig.S3Uri"
_CHECKPOINT_FOLDER = {_CHECKPOINTS: "s3://acme-ml/churn/checkpoints/"}
_HYPERPARAMETERS, _ENVIRONMENT = "HyperParameters", "Environment"
_SPOT, _ISOLATION = "EnableManagedSpotTraining", "EnableNetworkIsolation"
_RUN, _WAIT = "StoppingCondition.MaxRuntimeInSeconds", "StoppingCondition.MaxWaitTimeInSeconds"
_ON_SPOT = {_SPOT: True, _WAIT: 7200, **_CHECKPOINT_FOLDER}

_CHANNELS, _FIRST = "InputDataConfig", "InputDataConfig[0]"
_MODE, _COMPRESSION, _WRAPPER = f"{_FIRST}.InputMode", f"{_FIRST}.CompressionType", f"{_FIRST}.RecordWrapperType"
_S3 = f"{_FIRST}.DataSource.S3DataSource"
_SUBNETS, _GROUPS = "VpcConfig.Subnets", "VpcConfig.SecurityGroupIds"
_SUBNET, _GROUP = "subnet-0a1b2c3d4e5f60718", "sg-0a1b2c3d4e5f60718"
_VPC = {_SUBNETS: [_SUBNET], _GROUPS: [_GROUP]}


def _channel(name: str, folder: str, **more: Any) -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://acme-ml/churn/{folder}", **more}
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}}


_TRAIN, _TEST = _channel("train", "train/"), _channel("test", "test/")
_TRAINING = {_CHANNELS: [_TRAIN]}
_LABELLED = {
    **_TRAINING,
    _MODE: "Pipe",
    f"{_S3}.S3DataType": "AugmentedManifestFile",
    f"{_S3}.S3Uri": "s3://acme-ml/churn/train.manifest",
    f"{_S3}.AttributeNames": ["source-ref", "churn"],
}
_DISK = {
    "FileSystemId": "fs-0a1b2c3d4e5f60718",
    "FileSystemType": "EFS",
    "FileSystemAccessMode": "ro",
    "DirectoryPath": "/churn",
}
_MOUNTED = {_CHANNELS: [{"ChannelName": "train", "DataSource": {"FileSystemDataSource": _DISK}}], **_VPC}
_GATED = {f"{_ENVIRONMENT}.SageMakerGatedModelS3Uri": "s3://acme-ml/llama/"}

_TYPE, _COUNT = "ResourceConfig.InstanceType", "ResourceConfig.InstanceCount"
_VOLUME, _VOLUME_KEY = "ResourceConfig.VolumeSizeInGB", "ResourceConfig.VolumeKmsKeyId"
_KEEP_ALIVE, _PLAN = "ResourceConfig.KeepAlivePeriodInSeconds", "ResourceConfig.TrainingPlanArn"
_CLUSTERED, _PREFERRED = "ResourceConfig.InstanceGroups", "ResourceConfig.InstancePreferences"
_PLACEMENT = "ResourceConfig.InstancePlacementConfig"
_DATA_GROUP = {"InstanceGroupName": "data", "InstanceType": "ml.m5.xlarge", "InstanceCount": 1}
_TRAIN_GROUP = {"InstanceGroupName": "train", "InstanceType": "ml.c5.xlarge", "InstanceCount": 2}
_CLUSTER = {_TYPE: REMOVED, _COUNT: REMOVED, _CLUSTERED: [_DATA_GROUP, _TRAIN_GROUP]}
_M5, _C5 = {"InstanceType": "ml.m5.xlarge"}, {"InstanceType": "ml.c5.xlarge"}
_CHOICE = {_TYPE: REMOVED, _PREFERRED: [_M5, _C5]}
_COUNTED = {_TYPE: REMOVED, _COUNT: REMOVED, _PREFERRED: [{**_M5, "InstanceCount": 2}, {**_C5, "InstanceCount": 4}]}
_WINTER = "arn:aws:sagemaker:us-east-1:123456789012:training-plan/winter"
_KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_IRELAND = _KEY.replace("us-east-1", "eu-west-1")
_IN_IRELAND = {_IMAGE: f"{_REGISTRY}/churn:1.4".replace("us-east-1", "eu-west-1")}
_STOCKHOLM = {
    _VOLUME_KEY: _KEY.replace("us-east-1", "eu-north-1"),
    _IMAGE: f"{_REGISTRY}/churn:1.4".replace("us-east-1", "eu-north-1"),
}
_ULTRA = {
    _TYPE: "ml.p6e-gb200.36xlarge",
    _VOLUME: REMOVED,
    _PLACEMENT: {"PlacementSpecifications": [{"UltraServerId": "us-1", "InstanceCount": 1}]},
}

_ON_A100 = {_TYPE: "ml.p4d.24xlarge", _VOLUME: REMOVED}
_ON_TRAINIUM = {_TYPE: "ml.trn1.32xlarge"}
_RULES_IMAGE = "503895931360.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules:latest"
_LOSS_RULE = {"RuleConfigurationName": "loss", "RuleEvaluatorImage": _RULES_IMAGE}
_REPORT_RULE = {"RuleConfigurationName": "report", "RuleEvaluatorImage": _RULES_IMAGE}
_DEBUG_RULES, _PROFILER_RULES = "DebugRuleConfigurations", "ProfilerRuleConfigurations"
_COLLECTIONS = "DebugHookConfig.CollectionConfigurations"
_HOOKED = {"DebugHookConfig.S3OutputPath": "s3://acme-ml/churn/debug/"}
_PROFILER_PATH, _PARAMETERS = "ProfilerConfig.S3OutputPath", "ProfilerConfig.ProfilingParameters"
_PROFILED = {_PROFILER_PATH: "s3://acme-ml/churn/profile/"}
_PROFILED_AND_JUDGED = {**_PROFILED, _PROFILER_RULES: [_REPORT_RULE]}
_DETAILS = {"DetailedProfilingConfig": '{"StartStep": 5, "NumSteps": 1}'}
_BOARD, _BOARD_PATH = "TensorBoardOutputConfig.S3OutputPath", "TensorBoardOutputConfig.LocalPath"
_BOARDED = {_BOARD: "s3://acme-ml/churn/board/", _BOARD_PATH: "/tensorboard"}

_JOB = "ServerlessJobConfig"
_SERVERLESS: dict[str, Any] = {
    _ALGORITHM: REMOVED,
    "ResourceConfig": REMOVED,
    "StoppingCondition": REMOVED,
    f"{_JOB}.BaseModelArn": "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/example-text-1b",
    f"{_JOB}.JobType": "FineTuning",
    f"{_JOB}.CustomizationTechnique": "SFT",
    f"{_JOB}.Peft": "LORA",
    f"{_JOB}.AcceptEula": True,
}
_OF_ONES_OWN: dict[str, Any] = {
    "AlgorithmSpecification": {"TrainingImage": f"{_REGISTRY}/churn:1.4", "TrainingInputMode": "File"},
    "CheckpointConfig": {"S3Uri": "s3://acme-ml/churn/checkpoints/"},
    "DebugHookConfig": {"S3OutputPath": "s3://acme-ml/churn/debug/"},
    "EnableManagedSpotTraining": True,
    "ExperimentConfig": {"ExperimentName": "churn"},
    "ProfilerConfig": {"DisableProfiler": True},
    "ProfilerRuleConfigurations": [_REPORT_RULE],
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "RetryStrategy": {"MaximumRetryAttempts": 1},
    "TensorBoardOutputConfig": {"S3OutputPath": "s3://acme-ml/churn/board/"},
}
"""A value of each member that a serverless job does not take."""

CHANNELS = (
    training("SM2102", "none", {f"{_FIRST}.DataSource": {}}, _TRAINING),
    training("SM2103", "FastFile mode", {_MODE: "FastFile"}, _LABELLED),
    training("SM2106", "RecordIO in File mode", {_MODE: "File"}, {**_TRAINING, _WRAPPER: "RecordIO", _MODE: "Pipe"}),
    training(
        "SM2106", "Gzip in FastFile mode", {_MODE: "FastFile"}, {**_TRAINING, _COMPRESSION: "Gzip", _MODE: "Pipe"}
    ),
    training(
        "SM2106", "RecordIO in FastFile mode", {_MODE: "FastFile"}, {**_TRAINING, _WRAPPER: "RecordIO", _MODE: "Pipe"}
    ),
    training(
        "SM2107",
        "train and training",
        {f"{_CHANNELS}[1]": _channel("training", "more/")},
        {_CHANNELS: [_TRAIN, _TEST], **_GATED},
    ),
    training("SM2113", "Pipe mode", {_MODE: "Pipe"}, _MOUNTED),
    training("SM2115", "Gzip", {_COMPRESSION: "Gzip"}, {**_MOUNTED, _COMPRESSION: "None"}),
    training("SM2115", "RecordIO", {_WRAPPER: "RecordIO"}, {**_MOUNTED, _WRAPPER: "None"}),
    training(
        "SM2116", "the very same prefix", {f"{_CHANNELS}[1]": _channel("test", "train/")}, {_CHANNELS: [_TRAIN, _TEST]}
    ),
    training("SM2117", "of an augmented manifest", {f"{_S3}.S3Uri": "s3://acme-ml/churn/train/"}, _LABELLED),
)

ALGORITHM = (
    training("SM2001", "neither", {_IMAGE: REMOVED}),
    training("SM2002", "AlgorithmSpecification", {_ALGORITHM: REMOVED}),
    training("SM2002", "ResourceConfig", {"ResourceConfig": REMOVED}),
    training("SM2006", "a URL", {_IMAGE: f"https://{_REGISTRY}/churn:1.4"}),
    training("SM2006", "a registry without a repository", {_IMAGE: f"{_REGISTRY}/"}),
    training("SM2006", "a repository in uppercase", {_IMAGE: f"{_REGISTRY}/Churn:1.4"}),
    training("SM2006", "a tag that cannot exist", {_IMAGE: f"{_REGISTRY}/churn:-1.4"}),
    training("SM2006", "a digest that is cut off", {_IMAGE: f"{_REGISTRY}/churn@sha256:0123456789abcdef"}),
    training(
        "SM2006",
        "a registry of China outside its domain",
        {_IMAGE: f"{_REGISTRY}/churn:1.4".replace("us-east-1", "cn-north-1")},
    ),
    training(
        "SM2007", "mode Vpc, but no VpcConfig", {"VpcConfig": REMOVED}, {_IMAGE: _PRIVATE, _ACCESS: "Vpc", **_VPC}
    ),
    training("SM2008", "mode Platform for an image in ECR", {_ACCESS: "Platform"}),
    training("SM2003", "ContainerArguments", {f"{_ALGORITHM}.ContainerArguments": ["--fast"]}, _OWN_ALGORITHM),
    training("SM2003", "TrainingImageConfig", {_ACCESS: "Vpc"}, {**_OWN_ALGORITHM, **_VPC}),
)

NETWORK_AND_STORAGE = (
    training("SM2302", "a subnet among the security groups", {f"{_GROUPS}[0]": _SUBNET}, _VPC),
    training("SM2303", "a security group", {f"{_GROUPS}[1]": _GROUP}, _VPC),
    training(
        "SM2304",
        "a hyperparameter",
        {f"{_HYPERPARAMETERS}.server": "http://data.example.com/"},
        {_ISOLATION: True, f"{_HYPERPARAMETERS}.server": "http://localhost/"},
    ),
    training("SM2205", "in no form of KMS at all", {_VOLUME_KEY: "acme-volumes"}, {_VOLUME_KEY: _KEY}),
    training(
        "SM2206",
        "in one group of a cluster",
        {f"{_CLUSTERED}[1].InstanceType": "ml.g5.xlarge"},
        {**_CLUSTER, _VOLUME_KEY: _KEY},
    ),
    training("SM2207", "the key of a volume", {_VOLUME_KEY: _IRELAND}, {_VOLUME_KEY: _KEY}, region="us-east-1"),
    training(
        "SM2202",
        "the model, among the checkpoints",
        {_OUTPUT: "s3://acme-ml/churn/checkpoints/models/"},
        _CHECKPOINT_FOLDER,
    ),
    training(
        "SM2202",
        "checkpoints, among the input",
        {_CHECKPOINTS: "s3://acme-ml/churn/train/checkpoints/"},
        {**_TRAINING, **_CHECKPOINT_FOLDER},
    ),
    training("SM2203", "too short", {_OUTPUT: "s3://ml/churn/"}),
    training("SM2203", "too long", {_OUTPUT: f"s3://{'acme-ml-' * 8}1/churn/"}, _IN_IRELAND),
    training("SM2203", "capitals or underscores", {_OUTPUT: "s3://acme_ML/churn/"}, _IN_IRELAND),
    training("SM2203", "the same in us-east-1, where an old bucket may have it", {_OUTPUT: "s3://acme_ML/churn/"}),
    training("SM2203", "a hyphen at the end", {_OUTPUT: "s3://acme-ml-/churn/"}, _IN_IRELAND),
    training("SM2203", "two dots in a row", {_OUTPUT: "s3://acme..ml/churn/"}, _IN_IRELAND),
    training("SM2203", "an IP address", {_OUTPUT: "s3://192.168.0.1/churn/"}, _IN_IRELAND),
    training("SM2203", "one that AWS keeps for its documentation", {_OUTPUT: "s3://amzn-s3-demo-bucket/churn/"}),
)

RESOURCES = (
    training("SM2501", "preferences beside InstanceType", {_TYPE: "ml.m5.xlarge"}, _CHOICE),
    training("SM2501", "preferences beside groups", {_PREFERRED: [{**_M5, "InstanceCount": 1}]}, _CLUSTER),
    training("SM2502", "the type", {_TYPE: REMOVED}),
    training("SM2502", "both", {_TYPE: REMOVED, _COUNT: REMOVED}),
    training("SM2502", "the number of preferences", {_COUNT: REMOVED}, _CHOICE),
    training("SM2502", "the number of some preferences", {f"{_PREFERRED}[1].InstanceCount": REMOVED}, _COUNTED),
    training("SM2502", "a number for all preferences beside one for each", {_COUNT: 1}, _COUNTED),
    training("SM2503", "of a group", {f"{_CLUSTERED}[0].InstanceCount": 0}, _CLUSTER),
    training("SM2503", "on an UltraServer", {f"{_PLACEMENT}.PlacementSpecifications[0].InstanceCount": 0}, _ULTRA),
    training("SM2509", "a size of 0", {_VOLUME: 0}),
    training("SM2510", "smaller than that storage", {_VOLUME: 100}, {_TYPE: "ml.g5.xlarge", _VOLUME: REMOVED}),
    training("SM2505", "with spot", {_KEEP_ALIVE: 1800}, _ON_SPOT),
    training(
        "SM2511",
        "one of a present generation",
        {_TYPE: "ml.p4de.24xlarge", _VOLUME: REMOVED, _VOLUME_KEY: REMOVED},
        _STOCKHOLM,
    ),
    training("SM2506", "SelectedInstanceCount", {"ResourceConfig.SelectedInstanceCount": 1}),
    training("SM2508", "spot", {_SPOT: True, _WAIT: 7200}, {**_CHOICE, **_CHECKPOINT_FOLDER}),
    training("SM2508", "a placement", {_PLACEMENT: {"EnableMultipleJobs": True}}, _CHOICE),
    training(
        "SM2508", "plans in both places", {_PLAN: _WINTER}, {**_CHOICE, f"{_PREFERRED}[0].TrainingPlanArns": [_WINTER]}
    ),
)

DEBUGGER = (
    training(
        "SM2601",
        "a debugger and a profiler rule",
        {f"{_PROFILER_RULES}[0].RuleConfigurationName": "loss"},
        {**_HOOKED, _DEBUG_RULES: [_LOSS_RULE], **_PROFILED_AND_JUDGED},
    ),
    training(
        "SM2601",
        "two collections",
        {f"{_COLLECTIONS}[1].CollectionName": "losses"},
        {**_HOOKED, _COLLECTIONS: [{"CollectionName": "losses"}, {"CollectionName": "weights"}]},
    ),
    training(
        "SM2608",
        "an unknown parameter",
        {f"{_PARAMETERS}.DetailedProfilerConfig": "{}"},
        {**_PROFILED, _PARAMETERS: _DETAILS},
    ),
    training(
        "SM2603",
        "the profiler",
        {_PROFILER_PATH: "s3://acme-ml/churn/profile/"},
        {_IMAGE: f"{_REGISTRY}/churn:1.4".replace("us-east-1", "me-central-1")},
        region="me-central-1",
    ),
    training(
        "SM2609", "profiling parameters", {"ProfilerConfig.DisableProfiler": True}, {**_PROFILED, _PARAMETERS: _DETAILS}
    ),
    training(
        "SM2610", "asked for by profiling parameters", {_PROFILER_PATH: REMOVED}, {**_PROFILED, _PARAMETERS: _DETAILS}
    ),
    training("SM2610", "asked for by profiler rules", {"ProfilerConfig": REMOVED}, _PROFILED_AND_JUDGED),
    training(
        "SM2605",
        "a volume without an instance type",
        {f"{_DEBUG_RULES}[0].VolumeSizeInGB": 30},
        {**_HOOKED, _DEBUG_RULES: [_LOSS_RULE]},
    ),
    training("SM2605", "a profiler rule", {f"{_PROFILER_RULES}[0].InstanceType": "ml.m5.xlarge"}, _PROFILED_AND_JUDGED),
    training("SM2606", "/tmp", {_BOARD_PATH: "/tmp/board"}, _BOARDED),
    training("SM2606", "/usr/local/nvidia", {_BOARD_PATH: "/usr/local/nvidia/board"}, _BOARDED),
)

OTHERS = (
    *(
        training("SM2801", member, {member: _OF_ONES_OWN[member]}, _SERVERLESS)
        for member in (*table("serverless")["excluded"], *table("serverless")["ignored"])
        if member != _ENVIRONMENT
    ),
    training("SM2804", "0K", {f"{_JOB}.SequenceLength": "0K"}, {**_SERVERLESS, f"{_JOB}.SequenceLength": "1K"}),
    training(
        "SM2903",
        "a trial",
        {"ExperimentConfig.ExperimentName": REMOVED},
        {"ExperimentConfig": {"ExperimentName": "churn", "TrialName": "baseline"}},
    ),
    training("SM2906", "one that the training toolkit sets", {f"{_ENVIRONMENT}.SM_MODEL_DIR": "/opt/ml/other"}),
)

IMAGES = (
    training(
        "SM3401",
        "an account for other images",
        {_IMAGE: f"{_DLC}/sagemaker-scikit-learn:1.2-1-cpu-py3"},
        {_IMAGE: _SKLEARN},
    ),
    training(
        "SM3401",
        "one digit wrong",
        {_IMAGE: _SKLEARN.replace("683313688378", "683313688379")},
        {_IMAGE: _SKLEARN},
    ),
    training("SM3403", "processing", {_IMAGE: _SPARK}, {_IMAGE: _SKLEARN}),
    training("SM3404", "GPUs' image on Trainium", _ON_TRAINIUM, {_IMAGE: _FOR_GPUS, **_ON_A100}),
    training(
        "SM3407",
        "too new for V100",
        {_TYPE: "ml.p3.16xlarge", _VOLUME: 30},
        {_IMAGE: _CUDA_13, _TYPE: "ml.g4dn.xlarge", _VOLUME: REMOVED},
    ),
    training("SM3409", "latest", {_IMAGE: _SKLEARN.replace("1.2-1-cpu-py3", "latest")}, {_IMAGE: _SKLEARN}),
    training(
        "SM3507", "MPI on Trainium", _ON_TRAINIUM, {f"{_HYPERPARAMETERS}.sagemaker_mpi_enabled": "true", **_ON_A100}
    ),
)

CONSTRAINTS: tuple[Constraint, ...] = (
    *ALGORITHM,
    *CHANNELS,
    *NETWORK_AND_STORAGE,
    *RESOURCES,
    *DEBUGGER,
    *OTHERS,
    *IMAGES,
)
