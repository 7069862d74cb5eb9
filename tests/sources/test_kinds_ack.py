"""Kubernetes custom resources: ACK's and the older operator's."""

from policylint.engine import Engine
from policylint.job import TRAINING, TUNING, Facts
from tests.sources.kinds import embedded, found, only, read, shown, written

CHANNEL = ("InputDataConfig", 0, "DataSource", "S3DataSource", "S3Uri")


def test_a_training_job_under_the_apis_names() -> None:
    job, facts = only(read("ack-training.yaml"), "ack")
    assert facts == Facts("production", account="123456789012", sent_to="eu-west-1")
    assert (job.operation, job.origin.address) == (TRAINING, "TrainingJob/churn")
    assert shown(job.request) == {
        "TrainingJobName": "?churn-$RUN",
        "RoleArn": "?roleRef",
        "HyperParameters": {"max_depth": "5", "roleARN": "kept", "type_": "kept"},
        "Environment": {"s3URI": "kept"},
        "AlgorithmSpecification": {"TrainingImage": "churn", "TrainingInputMode": "File"},
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/churn/train/"}},
            },
            {
                "ChannelName": "shared",
                "DataSource": {
                    "FileSystemDataSource": {
                        "FileSystemId": "fs-0123456789abcdef0",
                        "FileSystemType": "EFS",
                        "fileSystemAcessMode": "ro",
                    }
                },
            },
        ],
        "OutputDataConfig": {"KmsKeyId": "alias/churn", "S3OutputPath": "s3://acme-ml/churn/"},
        "ResourceConfig": {
            "InstanceType": "ml.m5.xlarge",
            "InstanceCount": 1,
            "VolumeSizeInGB": 30,
            "VolumeKmsKeyId": "churn",
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "VpcConfig": {"SecurityGroupIds": ["sg-0123456789abcdef0"], "Subnets": "?subnetRefs"},
        "Tags": [{"Key": "team", "Value": "churn"}],
    }
    route = job.origin.route
    assert route(CHANNEL) == ("spec", "inputDataConfig", 0, "dataSource", "s3DataSource", "s3URI")
    assert route(("HyperParameters", "roleARN")) == ("spec", "hyperParameters", "roleARN")
    assert route(("Tags", 0, "Key")) == ("spec", "tags", 0, "key")
    assert route(("VpcConfig", "Subnets")) == ("spec", "vpcConfig", "subnetRefs")
    assert route(("InputDataConfig", 1, "DataSource", "FileSystemDataSource", "fileSystemAcessMode"))[-1] == (
        "fileSystemAcessMode"
    )


def test_a_list_of_resources_of_both_operators() -> None:
    kind, [(tuning, _), (training, training_facts), (old_tuning, _)] = found(read("ack-list.yaml"))
    assert kind == "ack"
    assert (tuning.operation, tuning.origin.address) == (TUNING, "HyperParameterTuningJob/tuning-")
    assert tuning.request == {
        "HyperParameterTuningJobName": "churn-tuning",
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 2},
        },
        "TrainingJobDefinition": {
            "StaticHyperParameters": {"epochs": "3"},
            "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
            "roleArn": "given twice",
        },
    }
    assert (training.operation, training.origin.address, training_facts) == (
        TRAINING,
        "TrainingJob/churn-old",
        Facts(sent_to="us-east-1"),
    )
    assert shown(training.request) == {
        "HyperParameters": {"max_depth": "5", "eta": "0.2"},
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
        "Tags": [{"Key": "team", "Value": "churn"}],
        "TrainingJobName": "?TrainingJobName",
    }
    route = training.origin.route
    assert route(("HyperParameters", "eta")) == ("items", 2, "spec", "hyperParameters", 1, "value")
    assert route(("TrainingJobName",)) == ("items", 2, "metadata")
    assert old_tuning.request == {"HyperParameterTuningJobName": "churn-tuning"}


def test_a_pipeline_whose_definition_is_a_text_in_the_resource() -> None:
    job, facts = only(read("ack-pipeline.yaml"), "ack")
    assert facts == Facts(region="eu-west-1")
    assert job.origin.address == "Pipeline/churn/Train"
    assert shown(job.request) == {
        "RoleArn": "?Parameters.Role",
        "OutputDataConfig": {"S3OutputPath": "?s3://${BUCKET}/churn/"},
        "InputDataConfig": [{"ChannelName": "train"}],
        "TrainingJobName": "?TrainingJobName",
    }
    assert set(job.origin.routes.values()) == {("Steps", 0, "Name"), ("Steps", 0, "Arguments")}
    assert embedded(job) == ("spec", "pipelineDefinition")


def test_hyperparameters_that_are_no_pairs_stay_for_the_schema_to_report() -> None:
    resource = {
        "apiVersion": "sagemaker.aws.amazon.com/v1",
        "kind": "TrainingJob",
        "metadata": {"name": "a"},
        "spec": {"hyperParameters": [{"name": "a"}]},
    }
    job, _ = only(written(resource), "ack")
    assert job.request["HyperParameters"] == [{"name": "a"}]


def test_a_resource_without_a_specification_misses_every_member() -> None:
    job, facts = only(written({"apiVersion": "sagemaker.services.k8s.aws/v1alpha1", "kind": "TrainingJob"}), "ack")
    assert (job.request, job.origin.address, facts) == ({}, "TrainingJob/", Facts())


def test_what_a_reference_repeats_stays_for_the_schema_to_report() -> None:
    resource = {
        "apiVersion": "sagemaker.services.k8s.aws/v1alpha1",
        "kind": "TrainingJob",
        "spec": {"roleARN": "role", "roleRef": {"from": {"name": "trainer"}}, "unheardOfRef": {}},
    }
    job, _ = only(written(resource), "ack")
    assert job.request == {"RoleArn": "role", "roleRef": {"from": {"name": "trainer"}}, "unheardOfRef": {}}


def test_an_old_resource_with_a_map_is_translated_too() -> None:
    resource = {
        "apiVersion": "sagemaker.aws.amazon.com/v1",
        "kind": "TrainingJob",
        "spec": {"hyperParameters": {"epochs": "3"}, "trainingJobName": "churn"},
    }
    job, facts = only(written(resource), "ack")
    assert (job.request, facts) == ({"HyperParameters": {"epochs": "3"}, "TrainingJobName": "churn"}, Facts())


def test_advice_has_the_names_of_the_manifest() -> None:
    resource = {
        "apiVersion": "sagemaker.services.k8s.aws/v1alpha1",
        "kind": "TrainingJob",
        "spec": {
            "trainingJobName": "churn",
            "resourceConfig": {"instanceTyp": "ml.m5.xlarge"},
            "hyperParameters": {"b": 1},
        },
    }
    job, _ = only(written(resource), "ack")
    advice = {
        str(finding.path): finding.help.partition(" In this file it is called ")[2] for finding in Engine().judge(job)
    }
    assert advice["RoleArn"] == "roleARN."
    assert advice["OutputDataConfig"] == "outputDataConfig."
    assert advice["ResourceConfig.instanceTyp"] == "instanceType."
    assert advice["HyperParameters.b"] == ""
