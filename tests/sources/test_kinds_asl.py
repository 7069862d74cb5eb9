"""Step Functions state machines."""

import pytest

from policylint.job import AUTOML, AUTOML_V2, PROCESSING, TRAINING, TRANSFORM, TUNING, Facts
from policylint.sources import kinds
from tests.sources.kinds import found, read, shown, written

TRAIN = ("States", "Both", "Branches", 0, "States", "Train", "Parameters")
TUNE = ("States", "Both", "Branches", 1, "States", "Each", "ItemProcessor", "States", "Tune", "Parameters")


def test_tasks_at_any_depth_with_jsonpath_parameters() -> None:
    kind, [(train, facts), (tune, _)] = found(read("asl-jsonpath.json"))
    assert (kind, facts) == ("asl", Facts())
    assert (train.operation, train.origin.address) == (TRAINING, "Train")
    assert shown(train.request) == {
        "TrainingJobName": "?States.Format('churn-{}', $$.Execution.Name)",
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
        "AlgorithmSpecification": {"TrainingImage": "?$.image", "TrainingInputMode": "File"},
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "?$.data[0].uri"}},
            }
        ],
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/"},
        "ResourceConfig": "?$.resources",
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    }
    s3 = ("InputDataConfig", 0, "DataSource", "S3DataSource")
    assert train.origin.routes == {
        (): TRAIN,
        ("TrainingJobName",): (*TRAIN, "TrainingJobName.$"),
        ("AlgorithmSpecification", "TrainingImage"): (*TRAIN, "AlgorithmSpecification", "TrainingImage.$"),
        (*s3, "S3Uri"): (*TRAIN, *s3, "S3Uri.$"),
        ("ResourceConfig",): (*TRAIN, "ResourceConfig.$"),
    }
    assert (tune.operation, tune.origin.address, tune.origin.routes) == (TUNING, "Tune", {(): TUNE})
    assert tune.request == {
        "HyperParameterTuningJobName": "churn-tuning",
        "HyperParameterTuningJobConfig": {"Strategy": "Random"},
    }


def test_jsonata_arguments_and_payloads_that_only_the_execution_knows() -> None:
    [(train, _), (asked, _), (whole, _)] = found(read("asl-jsonata.yaml"))[1]
    assert shown(train.request) == {
        "TrainingJobName": "?{% 'churn-' & $states.context.Execution.Name %}",
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
        "AlgorithmSpecification": {"TrainingImage": "churn", "TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/"},
        "StoppingCondition": "?{% $states.input.limits %}",
    }
    assert train.origin.routes == {(): ("States", "Train", "Arguments")}
    assert set(shown(asked.request).values()) == {"?{% $states.input.job %}"}
    assert asked.origin.route(("RoleArn",)) == ("States", "Train what the input asks for", "Arguments")
    assert set(shown(whole.request).values()) == {"?the state's input"}
    assert whole.origin.route(("RoleArn",)) == ("States", "Train the input itself")


@pytest.mark.parametrize(
    ("resource", "operation"),
    [
        ("arn:aws:states:::sagemaker:createTrainingJob", TRAINING),
        ("arn:aws:states:::sagemaker:createTrainingJob.sync:2", TRAINING),
        ("arn:aws-us-gov:states:::aws-sdk:sagemaker:createTrainingJob", TRAINING),
        ("arn:${AWS::Partition}:states:::sagemaker:createHyperParameterTuningJob.sync", TUNING),
        ("arn:aws:states:::sagemaker:createTrainingJobs", None),
        ("arn:aws:states:::sagemaker:createTransformJob.sync", TRANSFORM),
        ("arn:aws:states:::sagemaker:createProcessingJob", PROCESSING),
        ("arn:aws:states:::aws-sdk:sagemaker:createAutoMlJob", AUTOML),
        ("arn:aws:states:::aws-sdk:sagemaker:createAutoMLJobV2", AUTOML_V2),
        ("arn:aws:states:::sagemaker:createModel", None),
        ("arn:aws:states:::aws-sdk:sagemaker:describeTrainingJob", None),
        (None, None),
    ],
)
def test_resources(resource: str | None, operation: str | None) -> None:
    machine = {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": resource, "Parameters": {}, "End": True}}}
    recognised = kinds.jobs(written(machine))
    assert [job.operation for job, _ in recognised[1]] == [operation] if recognised else operation is None


def test_a_payload_that_is_no_structure_misses_every_member() -> None:
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob", "Parameters": ["a"]}
    [(job, _)] = found(written({"States": {"A": task}}))[1]
    assert job.request == {}
    assert job.origin.route(()) == ("States", "A", "Parameters")


def test_branches_that_are_none_are_passed_over() -> None:
    task = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob", "Parameters": {"RoleArn": "a"}}
    states = {"A": {"Type": "Parallel", "Branches": ["B", {"States": []}, {"States": {"B": task, "C": "note"}}]}}
    [(job, _)] = found(written({"States": states}))[1]
    assert job.request == {"RoleArn": "a"}
