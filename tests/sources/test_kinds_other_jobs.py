"""Requests for other jobs than training and tuning jobs, in each kind of file that has them."""

import json
from typing import Any

import pytest

from policylint.examples import SMALLEST
from policylint.job import AUTOML_V2, JOBS, PROCESSING, TRAINING, TRAINING_SESSION, TRANSFORM, Queued
from policylint.policies.building import kind_type
from policylint.schema.snapshot import snapshot
from policylint.sources import kinds
from policylint.sources.kinds.answers import TAGS
from policylint.sources.telltale import make_training_jobs, may_hold_requests, may_make_jobs, speaks_of_training
from policylint.unknown import Unknown
from tests.requests import minimal_job
from tests.sources.kinds import found, only, written

OTHERS = [operation for operation in SMALLEST if operation not in (TRAINING, "CreateHyperParameterTuningJob")]


def lower_camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: lower_camel(item) for key, item in value.items()}
    return [lower_camel(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("operation", OTHERS)
def test_a_bare_request(operation: str) -> None:
    job, _ = only(written(SMALLEST[operation]), "other")
    assert (job.operation, job.request) == (operation, SMALLEST[operation])
    assert type(job) is JOBS[operation]
    assert job.name.startswith("churn-")
    assert speaks_of_training(json.dumps(SMALLEST[operation]))


@pytest.mark.parametrize("operation", [PROCESSING, TRANSFORM])
def test_an_ack_manifest(operation: str) -> None:
    manifest = {
        "apiVersion": "sagemaker.services.k8s.aws/v1alpha1",
        "kind": operation.removeprefix("Create"),
        "metadata": {"name": "prepare"},
        "spec": lower_camel(SMALLEST[operation]),
    }
    job, _ = only(written(manifest), "ack")
    assert job.request == SMALLEST[operation]


@pytest.mark.parametrize("operation", [PROCESSING, TRANSFORM, AUTOML_V2, TRAINING_SESSION])
def test_an_answer_of_describe(operation: str) -> None:
    arn = f"{JOBS[operation].operation.removeprefix('Create').removesuffix('V2')}Arn"
    answer = {**SMALLEST[operation], arn: "arn:aws:sagemaker:eu-west-1:123456789012:job/a", "CreationTime": 1.5}
    job, facts = only(written(answer), "answer")
    assert (job.operation, job.request) == (operation, {"Tags": TAGS, **SMALLEST[operation]})
    assert (facts.sent_to, facts.account) == ("eu-west-1", "123456789012")


def test_a_template_names_a_job_that_has_no_name() -> None:
    properties = {name: value for name, value in SMALLEST[PROCESSING].items() if name != "ProcessingJobName"}
    template = {"Resources": {"Prepare": {"Type": "AWS::SageMaker::ProcessingJob", "Properties": properties}}}
    job, _ = only(written(template), "cloudformation")
    assert job.request == {**properties, "ProcessingJobName": Unknown("ProcessingJobName")}
    assert job.origin.route(("RoleArn",)) == ("Resources", "Prepare", "Properties", "RoleArn")


def test_the_profiles_of_an_algorithm() -> None:
    profile = {
        "ProfileName": "small",
        "TrainingJobDefinition": {"TrainingInputMode": "File", "ResourceConfig": {"InstanceCount": 1}},
        "TransformJobDefinition": {"TransformResources": {"InstanceCount": 0}},
    }
    value = {
        "AlgorithmName": "churn",
        "TrainingSpecification": {"TrainingImage": "image"},
        "ValidationSpecification": {"ValidationRole": "role", "ValidationProfiles": [profile]},
    }
    kind, jobs = found(written(value))
    assert kind == "call"
    (training, _), (transform, _) = jobs
    assert training.request["AlgorithmSpecification"] == {"TrainingImage": "image", "TrainingInputMode": "File"}
    assert (training.request["RoleArn"], training.name) == ("role", "churn/small")
    place = ("ValidationSpecification", "ValidationProfiles", 0)
    assert training.origin.route(("ResourceConfig", "InstanceCount")) == (
        *place, "TrainingJobDefinition", "ResourceConfig", "InstanceCount",
    )  # fmt: skip
    assert transform.operation == TRANSFORM
    assert transform.origin.route(("TransformResources",)) == (*place, "TransformJobDefinition", "TransformResources")


def test_what_batch_adds_is_a_fact() -> None:
    call = {
        "jobName": "train",
        "jobQueue": "gpus",
        "serviceJobType": "SAGEMAKER_TRAINING",
        "serviceRequestPayload": json.dumps(minimal_job()),
        "retryStrategy": {"attempts": 3},
        "timeoutConfig": {"attemptDurationSeconds": 7200},
        "schedulingPriority": 5,
        "shareIdentifier": "team-a",
        "quotaShareName": "research",
        "tags": {"team": "churn"},
    }
    _, facts = only(written(call), "call")
    assert facts.batch == Queued("train", "gpus", 3, 7200, 5, "team-a", "research", {"team": "churn"})
    del call["retryStrategy"]
    once = only(written(call), "call")[1].batch
    assert once is not None
    assert once.attempts == 1


@pytest.mark.parametrize("operation", JOBS)
def test_what_another_job_has_elsewhere_is_in_both_models(operation: str) -> None:
    kind = JOBS[operation]
    elsewhere = getattr(kind, "elsewhere", {})
    for path, own in elsewhere.items():
        assert snapshot().shape_at(TRAINING, path) is not None
        assert snapshot().shape_at(operation, own) is not None
    if elsewhere:
        members = kind_type(operation.removeprefix("Create")).members or {}
        assert {path.partition(".")[0] for path in elsewhere} <= members.keys()


@pytest.mark.parametrize(
    "text",
    [
        '{"ProcessingJobName": "a"}',
        "processingResources:",
        '{"Resources": {"A": {"Type": "AWS::SageMaker::ProcessingJob"}}}',
        "awscc_sagemaker_processing_job",
        '"JobConfigDocument": "{}"',
    ],
)
def test_a_file_with_such_a_request_is_looked_into(text: str) -> None:
    assert may_hold_requests(text.encode())


@pytest.mark.parametrize(
    "name", ["processing_job", "transform_job", "auto_ml_job", "auto_ml_job_v2", "training_session"]
)
def test_a_program_that_starts_such_a_job_is_looked_into(name: str) -> None:
    call = f"import boto3\nboto3.client('sagemaker').create_{name}(RoleArn='a')\n".encode()
    assert make_training_jobs(call)
    assert may_make_jobs(call)


@pytest.mark.parametrize("text", ["data preprocessing", "transform the data", "validation set", "image processing job"])
def test_other_files_are_not(text: str) -> None:
    assert not may_hold_requests(text.encode())


def test_a_part_of_a_model_package_is_no_transform_job() -> None:
    definition = {"TransformInput": {}, "TransformOutput": {}, "TransformResources": {}, "MaxPayloadInMB": 1}
    profile = {"ProfileName": "a", "TransformJobDefinition": definition}
    package = {"ModelPackageName": "a", "ValidationSpecification": {"ValidationProfiles": [profile]}}
    assert kinds.jobs(written(package)) is None
