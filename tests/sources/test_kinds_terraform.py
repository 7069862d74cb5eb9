"""Terraform plans."""

from copy import deepcopy

from policylint.job import TRAINING, TUNING, Facts
from policylint.sources import kinds
from tests.sources.kinds import found, only, read, shown, written

AFTER = ("resource_changes", 1, "change", "after")
LATER = "?known after apply"


def test_a_training_job_under_the_apis_names() -> None:
    kind, [(job, facts), _] = found(read("terraform-plan.json"))
    assert (kind, facts) == ("terraform", Facts(sent_to="eu-west-1"))
    assert (job.operation, job.origin.address) == (TRAINING, "aws_sagemaker_training_job.churn")
    assert shown(job.request) == {
        "TrainingJobName": "churn-2026",
        "AlgorithmSpecification": {
            "ContainerEntrypoint": ["python", "train.py"],
            "EnableSageMakerMetricsTimeSeries": LATER,
            "MetricDefinitions": [
                {"Name": "loss", "Regex": "loss=([0-9.]+)"},
                {"Name": "auc", "Regex": "auc=([0-9.]+)"},
            ],
            "TrainingImage": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:1.4",
            "TrainingInputMode": "File",
        },
        "EnableManagedSpotTraining": LATER,
        "Environment": {"s3_uri": "kept", "region": "kept"},
        "InputDataConfig": [
            {"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": LATER}}},
            {"ChannelName": "test"},
        ],
        "OutputDataConfig": {"S3OutputPath": LATER},
        "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30},
        "RoleArn": LATER,
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "Tags": [
            {"Key": "cost-centre", "Value": "42"},
            {"Key": "team", "Value": "churn"},
            {"Key": "build", "Value": LATER},
        ],
        "VpcConfig": LATER,
    }
    route = job.origin.route
    assert route(("InputDataConfig", 0, "DataSource", "S3DataSource", "S3Uri")) == (
        *AFTER, "input_data_config", 0, "data_source", 0, "s3_data_source", 0, "s3_uri",
    )  # fmt: skip
    assert route(("ResourceConfig", "VolumeSizeInGB")) == (*AFTER, "resource_config", 0, "volume_size_in_gb")
    assert route(("Tags", 1, "Value")) == route(("Tags", 1)) == (*AFTER, "tags_all", "team")


def test_a_tuning_job_by_its_special_names() -> None:
    job, facts = found(read("terraform-plan.json"))[1][1]
    assert (job.operation, job.origin.address, facts) == (
        TUNING,
        "module.tuning.aws_sagemaker_hyper_parameter_tuning_job.this[0]",
        Facts(),
    )
    assert job.request == {
        "HyperParameterTuningJobName": "churn-tuning",
        "HyperParameterTuningJobConfig": {
            "Strategy": "Random",
            "HyperParameterTuningJobObjective": {"MetricName": "loss", "Type": "Minimize"},
            "ResourceLimits": {"MaxParallelTrainingJobs": 2},
        },
        "TrainingJobDefinition": {"RoleArn": "role", "StaticHyperParameters": {"max_depth": "3"}},
        "WarmStartConfig": {"ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": "churn-before"}]},
    }


def test_planned_values_alone() -> None:
    job, _ = only(read("terraform-values.json"), "terraform")
    assert job.origin.address == "module.churn.aws_sagemaker_training_job.this"
    assert job.request == {
        "TrainingJobName": "churn",
        "RoleArn": "role",
        "Tags": [{"Key": "team", "Value": "churn"}],
    }
    assert job.origin.route(("TrainingJobName",)) == (
        "planned_values", "root_module", "child_modules", 0, "resources", 0, "values", "training_job_name",
    )  # fmt: skip


def test_without_a_configuration_what_is_computed_is_unknown() -> None:
    plan = deepcopy(read("terraform-plan.json").value)
    del plan["configuration"]
    assert shown(found(written(plan))[1][0][0].request["EnableNetworkIsolation"]) == LATER


def test_tags_known_after_apply_are_unknown_as_a_whole() -> None:
    plan = deepcopy(read("terraform-plan.json").value)
    change = plan["resource_changes"][1]["change"]
    del change["after"]["tags_all"]
    change["after_unknown"]["tags_all"] = True
    job = found(written(plan))[1][0][0]
    assert shown(job.request["Tags"]) == LATER
    assert job.origin.route(("Tags",)) == (*AFTER, "tags_all")


def test_a_plan_that_only_destroys_holds_no_job() -> None:
    plan = deepcopy(read("terraform-plan.json").value)
    plan["resource_changes"] = plan["resource_changes"][3:]
    del plan["planned_values"]
    assert found(written(plan)) == ("terraform", [])


def test_what_a_provider_repeats_is_one_job() -> None:
    plan = deepcopy(read("../../corpus/tf-kubernetes.json").value)
    after = plan["resource_changes"][0]["change"]["after"]
    after["object"] = deepcopy(after["manifest"])
    assert len(found(written(plan))[1]) == 1


def test_a_plan_whose_state_machine_is_known_after_apply_holds_no_request() -> None:
    plan = deepcopy(read("../../corpus/tf-machine.json").value)
    change = plan["resource_changes"][0]["change"]
    change["after"].pop("definition")
    change["after_unknown"] = {"definition": True}
    plan.pop("planned_values", None)
    assert kinds.jobs(written(plan)) is None
