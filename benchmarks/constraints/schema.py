"""Constraints of the API's model that a rule has beside the one of its own failing example, each with a mutation."""

from typing import Any

from benchmarks.constraints.constraint import Constraint, training, tuning
from policylint.path import REMOVED

_OUTPUT, _ISOLATION = "OutputDataConfig.S3OutputPath", "EnableNetworkIsolation"
_TYPE, _COUNT = "ResourceConfig.InstanceType", "ResourceConfig.InstanceCount"
_RUN = "StoppingCondition.MaxRuntimeInSeconds"
_NOTES, _NOTE = "HyperParameters.notes", "Environment.NOTE"
_FIRST = "InputDataConfig[0]"
_S3 = f"{_FIRST}.DataSource.S3DataSource"
_SUBNETS, _GROUPS = "VpcConfig.Subnets", "VpcConfig.SecurityGroupIds"
_SUBNET = "subnet-0a1b2c3d4e5f60718"
_VPC = {_SUBNETS: [_SUBNET], _GROUPS: ["sg-0a1b2c3d4e5f60718"]}
_TRAINING: dict[str, Any] = {
    f"{_FIRST}.ChannelName": "train",
    _S3: {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train/"},
}
_COLLECTION = "DebugHookConfig.CollectionConfigurations[0].CollectionName"
_HOOKED = {"DebugHookConfig.S3OutputPath": "s3://acme-ml/churn/debug/"}
_KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

CONSTRAINTS: tuple[Constraint, ...] = (
    training("SM1001", "what only the description of a job has", {"SecondaryStatus": "Starting"}),
    training("SM1002", "one of a member: S3OutputPath", {_OUTPUT: REMOVED}, {"OutputDataConfig.KmsKeyId": _KEY}),
    training("SM1002", "one of a list's item: DataSource", {f"{_FIRST}.DataSource": REMOVED}, _TRAINING),
    training("SM1003", "an integer in quotes", {_COUNT: "1"}),
    training("SM1003", "a boolean in quotes", {_ISOLATION: "true"}, {_ISOLATION: True}),
    training("SM1003", "a fraction for an integer", {_RUN: 3600.5}),
    training("SM1003", "a string for a list", {_SUBNETS: _SUBNET}, _VPC),
    training("SM1003", "null", {"VpcConfig": None}, _VPC),
    training("SM1004", "of an instance type: nothing that looks like one", {_TYPE: "large"}),
    training("SM1004", "in a list's item: S3DataType", {f"{_S3}.S3DataType": "Prefix"}, _TRAINING),
    tuning("SM1004", "of a tuning job: Strategy", {"HyperParameterTuningJobConfig.Strategy": "Bayes"}),
    training("SM1005", "too short", {_COLLECTION: ""}, {**_HOOKED, _COLLECTION: "losses"}),
    training("SM1005", "a job's name of 64 characters", {"TrainingJobName": "c" * 64}),
    tuning("SM1005", "a tuning job's name of 33 characters", {"HyperParameterTuningJobName": "c" * 33}),
    training("SM1005", "a hyperparameter of 2,501 characters", {_NOTES: "a" * 2501}, {_NOTES: "a" * 2500}),
    training("SM1005", "an environment variable of 513 characters", {_NOTE: "a" * 513}, {_NOTE: "a" * 512}),
    training("SM1006", "of an ARN", {"RoleArn": "arn:aws:iam::1234567890:role/SageMakerTraining"}),
    training("SM1006", "of an S3 location", {_OUTPUT: "acme-ml/churn/models/"}),
    training("SM1006", "of an environment variable's name", {"Environment": {"LOG-LEVEL": "info"}}, {_NOTE: "info"}),
    training("SM1006", "of a tag's key", {"Tags[0].Key": "team#1"}, {"Tags": [{"Key": "team", "Value": "churn"}]}),
    training("SM1007", "too small", {_RUN: 0}),
    training("SM1008", "too many", {_GROUPS: [f"sg-{number:017}" for number in range(6)]}, _VPC),
    training("SM1009", "101 hyperparameters", {"HyperParameters": {f"p{number}": "1" for number in range(101)}}),
)
