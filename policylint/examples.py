"""The smallest valid requests: what each rule's `bad` and `good` example changes, in its page and in its test."""

from collections.abc import Mapping
from typing import Any

from policylint.job import TUNING
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


def example(operation: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The smallest valid request of an operation with the value at each path replaced, added or `REMOVED`."""
    result: dict[str, Any] = overlay(TUNING_JOB if operation == TUNING else TRAINING_JOB, dict(changes))
    return result
