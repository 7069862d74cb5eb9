"""The requests that the benchmarks measure with: a typical one, with inputs, tags and an environment."""

import json
from typing import Any


def channel(name: str) -> dict[str, Any]:
    return {
        "ChannelName": name,
        "DataSource": {
            "S3DataSource": {
                "S3DataType": "S3Prefix",
                "S3Uri": f"s3://acme-ml/churn/{name}/",
                "S3DataDistributionType": "FullyReplicated",
            }
        },
        "ContentType": "text/csv",
        "InputMode": "File",
    }


def typical(number: int = 0) -> dict[str, Any]:
    """A valid request of about 1.5 KB, as teams write them."""
    return {
        "TrainingJobName": f"churn-xgboost-{number:07}",
        "RoleArn": "arn:aws:iam::123456789012:role/service-role/SageMakerTraining",
        "AlgorithmSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
            "TrainingInputMode": "File",
            "MetricDefinitions": [{"Name": "validation:auc", "Regex": "val_auc=([0-9.]+)"}],
        },
        "HyperParameters": {"num_round": "200", "max_depth": "6", "eta": "0.2", "objective": "binary:logistic"},
        "InputDataConfig": [channel("train"), channel("validation")],
        "OutputDataConfig": {
            "S3OutputPath": "s3://acme-ml/churn/models/",
            "KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        },
        "ResourceConfig": {"InstanceType": "ml.m5.2xlarge", "InstanceCount": 2, "VolumeSizeInGB": 100},
        "VpcConfig": {"SecurityGroupIds": ["sg-0123456789abcdef0"], "Subnets": ["subnet-0123456789abcdef0"]},
        "StoppingCondition": {"MaxRuntimeInSeconds": 7200, "MaxWaitTimeInSeconds": 10800},
        "EnableManagedSpotTraining": True,
        "EnableNetworkIsolation": True,
        "EnableInterContainerTrafficEncryption": True,
        "CheckpointConfig": {"S3Uri": f"s3://acme-ml/churn-checkpoints/{number:07}/"},
        "Environment": {"LOG_LEVEL": "info", "OMP_NUM_THREADS": "8"},
        "Tags": [{"Key": "owner", "Value": "churn-team"}, {"Key": "environment", "Value": "dev"}],
    }


def lines(count: int) -> Any:
    """JSON Lines of `count` requests."""
    return (json.dumps(typical(number)) + "\n" for number in range(count))


def without_property_classes(schema: Any) -> Any:
    """The schema as validators on Python's `re` can take it: without the patterns that hold `\\p{...}`."""
    if isinstance(schema, dict):
        kept = {key: item for key, item in schema.items() if not (key == "pattern" and "\\p" in item)}
        return {key: without_property_classes(item) for key, item in kept.items()}
    return [without_property_classes(item) for item in schema] if isinstance(schema, list) else schema
