"""Bare requests: recognised by their members, with a typo too, and told from SageMaker's other requests."""

from functools import cache
from typing import Any

import pytest
from botocore.model import ServiceModel, StructureShape
from hypothesis import given
from hypothesis import strategies as st

from policylint.job import (
    AUTOML,
    AUTOML_V2,
    JOB,
    JOBS,
    PROCESSING,
    TRAINING,
    TRAINING_SESSION,
    TRANSFORM,
    TUNING,
    Facts,
)
from policylint.sources import kinds
from policylint.sources.kinds.recognition import UPDATED, operation_of
from tests.requests import minimal_job, minimal_tuning_job
from tests.sources.kinds import found, only, read, shown, written


@cache
def sagemaker() -> ServiceModel:
    from botocore.session import get_session

    return get_session().get_service_model("sagemaker")


def taken(operation: str) -> list[str]:
    shape = sagemaker().operation_model(operation).input_shape
    return list(shape.members) if isinstance(shape, StructureShape) else []


def answered(operation: str) -> list[str]:
    shape = sagemaker().operation_model(operation).output_shape
    return list(shape.members) if isinstance(shape, StructureShape) else []


@cache
def others() -> list[str]:
    """The operations of SageMaker that this is not about."""
    return [name for name in sagemaker().operation_names if name not in JOBS and taken(name)]


def test_a_training_job_with_its_sidecar() -> None:
    source = read("training.json")
    job, facts = only(source, "training")
    assert facts == Facts("production", "eu-west-1", "123456789012")
    assert job.request == {key: value for key, value in source.value.items() if key != "x-policylint"}
    assert (job.operation, job.origin.address, job.name) == (TRAINING, "", "churn-2026-11-24")


@pytest.mark.parametrize(
    ("sidecar", "left", "facts"),
    [
        pytest.param({}, None, Facts(), id="empty"),
        pytest.param(
            {"account": 12345678901}, None, Facts(account="012345678901"), id="an account that YAML made a number"
        ),
        pytest.param({"region": None, "environment": ""}, None, Facts(), id="nothing stated"),
        pytest.param({"region": "${REGION}"}, None, Facts(), id="a template's"),
        pytest.param({"regoin": "x", "account": "1"}, {"regoin": "x"}, Facts(account="1"), id="a misspelled fact"),
        pytest.param({"region": ["a"], "account": True}, {"region": ["a"], "account": True}, Facts(), id="no text"),
        pytest.param("production", "production", Facts(), id="no mapping"),
    ],
)
def test_what_a_sidecar_holds_beside_facts_is_left_to_be_reported(sidecar: Any, left: Any, facts: Facts) -> None:
    job, stated = only(written(minimal_job() | {"x-policylint": sidecar}), "training")
    assert stated == facts
    assert job.request == minimal_job() | ({} if left is None else {"x-policylint": left})


def test_a_tuning_job() -> None:
    job, facts = only(written(minimal_tuning_job()), "tuning")
    assert (job.operation, job.request, facts) == (TUNING, minimal_tuning_job(), Facts())


def test_a_list_of_requests_loses_no_item() -> None:
    source = read("requests.yaml")
    kind, jobs = found(source)
    assert kind == "requests"
    assert [(job.operation, dict(job.origin.routes)[()], facts.environment) for job, facts in jobs] == [
        (TRAINING, (0,), "development"),
        (TUNING, (1,), None),
        (TRAINING, (2,), None),
        (TRAINING, (3,), None),
        (TRAINING, (4,), None),
    ]
    first, second, note, stray, included = (job.request for job, _ in jobs)
    assert "x-policylint" not in first
    assert [second, note, stray] == [source.value[1], {}, {"Owner": "me"}]
    assert set(shown(included).values()) == {"?!include other.yaml"}
    assert "RoleArn" in included
    assert "ServerlessJobConfig" not in included


@pytest.mark.parametrize(
    ("members", "operation"),
    [
        (["TrainingJobName", "RoleArn", "OutputDataConfig"], TRAINING),
        (["TrainingJobName", "AlgoritmSpecification"], TRAINING),
        (["trainingJobName", "AlgorithmSpecification", "RoleArn"], TRAINING),
        (["TrainingJobName", "RoleArn", "ResourceConfg"], TRAINING),
        (["AlgorithmSpecification", "OutputDataConfig", "ResourceConfig"], TRAINING),
        (["RoleArn", "InputDataConfig", "OutputDataConfig", "ResourceConfig", "StoppingCondition"], TRAINING),
        (["TrainingJobName", "StaticHyperParameters", "AlgorithmSpecification"], TRAINING),
        (["TrainingJobName", "RoleArn", "OutputDataConfig", "TrainingJobStatus"], TRAINING),
        (["HyperParameterTuningJobConfig"], TUNING),
        (["HyperParameterTuningJobName", "TrainingJobDefinition"], TUNING),
        (["HyperParameterTuningJobName", "HyperParameterTuningJobConfg"], TUNING),
        (["HyperparameterTuningJobName", "TrainingJobDefinition"], TUNING),
        (["TrainingJobDefinition", "RoleArn", "InputDataConfig", "HyperParameterTuningJobConfig"], TUNING),
        (["ProcessingJobName", "RoleArn", "AppSpecification"], PROCESSING),
        (["ProcessingJobName", "RoleArn", "AppSpecificaton", "ProcessingResources"], PROCESSING),
        (["ProcessingJobNam", "RoleArn", "AppSpecification", "ProcessingResources"], PROCESSING),
        (["AppSpecification", "ProcessingResources", "RoleArn"], None),
        (["ProcessingJobName"], None),
        (["TransformJobName", "TransformInput", "TransformOutput"], TRANSFORM),
        (["TransformInput", "TransformOutput", "TransformResources"], None),
        (["AutoMLJobName", "InputDataConfig", "OutputDataConfig", "RoleArn"], AUTOML),
        (["AutoMLJobName", "AutoMLProblemTypeConfig", "RoleArn"], AUTOML_V2),
        (["TrainingSessionName", "LoraConfig"], TRAINING_SESSION),
        (["JobName", "RoleArn", "JobConfigDocument"], JOB),
        (["JobName", "RoleArn", "Tags"], None),
        (["TrainingJobName"], None),
        (["TrainingJobName", "Tags"], None),
        (["HyperParameterTuningJobName"], None),
        (["RoleArn", "Tags", "Environment"], None),
        (["trainingJobName", "hyperParameters", "roleArn"], None),
        ([], None),
    ],
)
def test_recognition_by_members(members: list[str], operation: str | None) -> None:
    assert operation_of(dict.fromkeys(members)) == operation


def test_a_map_of_many_keys_is_no_request() -> None:
    assert operation_of(minimal_job() | {str(number): number for number in range(100)}) is None


@given(data=st.data())
def test_a_request_with_a_typo_in_one_member_is_recognised(data: st.DataObject) -> None:
    request = data.draw(st.sampled_from([minimal_job(), minimal_tuning_job()]))
    operation = operation_of(request)
    key = data.draw(st.sampled_from(sorted(request)))
    place = data.draw(st.integers(0, len(key) - 2))
    head, letter, following, tail = key[:place], key[place], key[place + 1], key[place + 2 :]
    typo = data.draw(
        st.sampled_from(
            [head + following + tail, head + letter * 2 + following + tail, head + following + letter + tail,
             head + letter.swapcase() + following + tail, key.lower(), key[0].lower() + key[1:]]
        )
    )  # fmt: skip
    value = request.pop(key)
    assert operation_of(request | {typo: value}) == operation


def test_what_an_update_takes_is_botocores() -> None:
    assert set(taken("UpdateTrainingJob")) == UPDATED


def test_no_other_operations_request_or_answer_is_recognised() -> None:
    wrong = [name for name in others() if operation_of(dict.fromkeys(taken(name)))]
    wrong += [name for name in sagemaker().operation_names if operation_of(dict.fromkeys(answered(name)))]
    assert wrong == []


@given(data=st.data())
def test_no_part_of_another_operations_request_is_recognised(data: st.DataObject) -> None:
    members = taken(data.draw(st.sampled_from(others())))
    given_members = data.draw(st.sets(st.sampled_from(members)))
    assert kinds.jobs(written({name: {} for name in sorted(given_members)})) is None
