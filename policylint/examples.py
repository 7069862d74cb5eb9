"""The smallest valid requests: what each rule's `bad` and `good` example changes, in its page and in its test."""

from collections.abc import Mapping
from typing import Any

from policylint.job import AUTOML_V2, PROCESSING, TRAINING, TRAINING_SESSION, TRANSFORM, TUNING
from policylint.path import overlay

TRAINING_JOB: dict[str, Any] = {
    "TrainingJobName": "churn-2026-11-24",
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        "TrainingInputMode": "File",
    },
    "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/models/"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}

TUNING_JOB: dict[str, Any] = {
    "HyperParameterTuningJobName": "churn-tuning",
    "HyperParameterTuningJobConfig": {
        "Strategy": "Bayesian",
        "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "validation:loss"},
        "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 2},
        "ParameterRanges": {
            "ContinuousParameterRanges": [{"Name": "learning-rate", "MinValue": "0.0001", "MaxValue": "0.1"}]
        },
    },
    "TrainingJobDefinition": {
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
        "AlgorithmSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
            "TrainingInputMode": "File",
            "MetricDefinitions": [{"Name": "validation:loss", "Regex": "val_loss=([0-9.]+)"}],
        },
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/models/"},
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    },
}


_ROLE = "arn:aws:iam::123456789012:role/SageMakerTraining"
_INPUT = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/"}}
_BASE_MODEL = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/qwen-3/1.0.2"

SMALLEST: Mapping[str, dict[str, Any]] = {
    TRAINING: TRAINING_JOB,
    TUNING: TUNING_JOB,
    PROCESSING: {
        "ProcessingJobName": "churn-prepare",
        "RoleArn": _ROLE,
        "AppSpecification": {"ImageUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"},
        "ProcessingResources": {
            "ClusterConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    },
    TRANSFORM: {
        "TransformJobName": "churn-score",
        "ModelName": "churn",
        "TransformInput": {"DataSource": _INPUT},
        "TransformOutput": {"S3OutputPath": "s3://acme-ml/churn/scores/"},
        "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
    },
    AUTOML_V2: {
        "AutoMLJobName": "churn-auto",
        "RoleArn": _ROLE,
        "AutoMLJobInputDataConfig": [{"ChannelType": "training", "DataSource": _INPUT}],
        "AutoMLProblemTypeConfig": {"TabularJobConfig": {"TargetAttributeName": "churned"}},
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/auto/"},
    },
    TRAINING_SESSION: {
        "TrainingSessionName": "churn-session",
        "RoleArn": _ROLE,
        "LoraConfig": {"Rank": 8, "Alpha": 16},
        "ModelConfig": {"BaseModelArn": _BASE_MODEL},
        "OutputConfig": {"S3Location": {"Path": "s3://acme-ml/churn/session/"}},
    },
}
"""The smallest valid request of each operation that examples start from."""


def example(operation: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The smallest valid request of an operation with the value at each path replaced, added or `REMOVED`."""
    result: dict[str, Any] = overlay(SMALLEST[operation], dict(changes))
    return result
