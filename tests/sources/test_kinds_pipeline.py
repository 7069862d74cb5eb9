"""SageMaker Pipelines definitions."""

from policylint.job import PROCESSING, TRAINING, TUNING, Facts
from tests.sources.kinds import found, read, shown, written


def test_steps_that_make_jobs_at_any_depth() -> None:
    kind, jobs = found(read("pipeline.json"))
    assert kind == "pipeline"
    assert [(job.operation, job.origin.address) for job, _ in jobs] == [
        (PROCESSING, "Prepare"),
        (TRAINING, "Train"),
        (TUNING, "Tune"),
        (TRAINING, "Retrain"),
        (TRAINING, "Forgotten"),
    ]
    assert {facts for _, facts in jobs} == {Facts(account="123456789012")}


def test_expressions_are_unknown_and_the_name_is_the_pipelines() -> None:
    _, (train, _), (tune, _), (retrain, _), (forgotten, _) = found(read("pipeline.json"))[1]
    assert shown(train.request) == {
        "RoleArn": "?Parameters.Role",
        "HyperParameters": {
            "epochs": "3",
            "warmup": '?{"Std:Join": {"On": "", "Values": [{"Get": "Parameters.Warmup"}]}}',
        },
        "Environment": {"Get": "a variable of this name"},
        "AlgorithmSpecification": {"TrainingImage": "churn", "TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/"},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "TrainingJobName": "?TrainingJobName",
    }
    assert train.origin.routes == {(): ("Steps", 1, "Arguments"), ("TrainingJobName",): ("Steps", 1, "Name")}
    assert shown(tune.request) == {
        "HyperParameterTuningJobConfig": {"Strategy": "Random"},
        "HyperParameterTuningJobName": "?HyperParameterTuningJobName",
    }
    nested = ("Steps", 2, "Arguments", "ElseSteps", 0, "Arguments", "IfSteps", 0)
    assert tune.origin.route(("HyperParameterTuningJobConfig",)) == (
        *nested,
        "Arguments",
        "HyperParameterTuningJobConfig",
    )
    assert retrain.request["TrainingJobName"] == "churn"
    assert shown(retrain.request["RoleArn"]).startswith('?{"Std:JsonGet"')
    assert shown(forgotten.request) == {"TrainingJobName": "?TrainingJobName"}


def test_steps_that_are_none_are_passed_over() -> None:
    steps = ["Train", None, {"Name": "Train", "Type": "Training", "Arguments": {"Get": "Parameters.All"}}]
    [(job, _)] = found(written({"Steps": steps}))[1]
    assert set(shown(job.request).values()) == {"?Parameters.All"}
    assert job.origin.route(("RoleArn",)) == ("Steps", 2, "Arguments")
