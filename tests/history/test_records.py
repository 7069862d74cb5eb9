"""Records of every kind become the request that was sent, with what the record knows beside it."""

import json
from datetime import datetime
from typing import Any

import boto3
import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from policylint.examples import SMALLEST, example
from policylint.history.recognition import may_hold, records
from policylint.history.record import Fault, Record, utc
from policylint.job import JOBS, TRAINING, TUNING
from policylint.sources.kinds.answers import ANSWERS, UNTAGGED
from policylint.unknown import Unknown
from tests.history.past import ONE, answer_of, event_of, family, lower_camel, of, request_of

REQUEST = request_of()


def found(value: Any) -> list[Record | Fault]:
    assert may_hold(json.dumps(value, default=str).encode())
    return list(records(value))


def one(value: Any) -> Record:
    [record] = found(value)
    assert isinstance(record, Record), record
    return record


def snake(value: Any, *, keys: bool = True) -> Any:
    """As inventories export them: `training_job_name`, the keys of maps as they are."""
    if isinstance(value, dict):
        return {
            ("".join(f"_{c.lower()}" if c.isupper() else c for c in key).lstrip("_") if keys else key): snake(
                item, keys=key not in ("HyperParameters", "Environment")
            )
            for key, item in value.items()
        }
    return [snake(item) for item in value] if isinstance(value, list) else value


def columns(value: dict[str, Any]) -> dict[str, Any]:
    """As the lake's columns hold it: members in lowercase, parameters a map of texts, as Arrow gives maps."""
    parameters = value["requestParameters"]
    told = [(key, item if isinstance(item, str) else json.dumps(item)) for key, item in parameters.items()]
    return {**{key.lower(): item for key, item in value.items()}, "requestparameters": told}


EVENT = event_of(REQUEST)
WRAPPED = {
    "a file of S3": {"Records": [EVENT]},
    "the event alone": EVENT,
    "LookupEvents": {
        "Events": [{"EventName": "CreateTrainingJob", "EventSource": "x", "CloudTrailEvent": json.dumps(EVENT)}]
    },
    "EventBridge": {"detail-type": "AWS API Call via CloudTrail", "source": "aws.sagemaker", "detail": EVENT},
    "the lake": columns(EVENT),
    "Athena": {
        **{key.lower(): item for key, item in EVENT.items()},
        "requestparameters": json.dumps(EVENT["requestParameters"]),
    },
    "rows as text": [{"_raw": json.dumps(EVENT)}],
}


@pytest.mark.parametrize("value", WRAPPED.values(), ids=WRAPPED.keys())
def test_an_event_is_the_request_that_was_sent(value: Any) -> None:
    record = one(value)
    assert dict(record.job.request) == REQUEST
    assert (record.kind, record.operation, record.time) == ("call", TRAINING, "2026-09-24T10:15:00Z")
    assert (record.job.facts.region, record.job.facts.account) == (ONE["region"], ONE["account"])
    assert record.principal == f"arn:aws:sts::{ONE['account']}:assumed-role/{ONE['team']}/person-1"
    assert record.id == EVENT["eventID"]
    assert record.starts


def test_keys_that_are_the_users_own_stay() -> None:
    request = request_of(
        HyperParameters={"learningRate": "1", "TrainingJobName": "x", "lr_": ""},
        Environment={"trainingImage": "y", "ROLE_ARN": ""},
        Tags=[{"Key": "roleArn", "Value": ""}],
    )
    assert dict(one(event_of(request)).job.request) == request
    assert dict(one(answer_of(request)).job.request) == {**request, "Tags": Unknown("what tags the job has")}


@pytest.mark.parametrize("operation", sorted(SMALLEST))
def test_events_of_all_operations_that_start_jobs(operation: str) -> None:
    request = example(operation, {})
    record = one(of(operation, lower_camel(request)))
    assert (type(record.job), dict(record.job.request)) == (JOBS[operation], request)


def test_a_call_that_failed_started_nothing() -> None:
    refused = event_of(REQUEST, errorCode="AccessDenied", requestParameters=None)
    assert (one(refused).error, one(refused).starts, one(refused).identity()) == ("AccessDenied", False, None)
    failed = event_of(REQUEST, errorCode="ResourceLimitExceeded")
    assert (dict(one(failed).job.request), one(failed).starts) == (REQUEST, False)


@pytest.mark.parametrize("parameters", [None, {"omitted": True, "originalSize": 300_000, "reason": "x"}])
def test_a_request_that_cloudtrail_leaves_out_cannot_be_judged(parameters: Any) -> None:
    [fault] = found(event_of(REQUEST, requestParameters=parameters))
    assert isinstance(fault, Fault)
    assert fault.rule == "LINT1601"


def test_what_cloudtrail_hides_is_unknown() -> None:
    hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"
    parameters = {**lower_camel(REQUEST), "environment": hidden, "hyperParameters": {"key": hidden, "lr": "1"}}
    request = one(event_of(REQUEST, requestParameters=parameters)).job.request
    assert isinstance(request["Environment"], Unknown)
    assert isinstance(request["HyperParameters"]["key"], Unknown)
    assert request["HyperParameters"]["lr"] == "1"


def test_no_model_of_these_requests_marks_a_member_as_sensitive() -> None:
    """The ground on which hyperparameters and environments are expected in clear."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    seen: set[str] = set()

    def walk(shape: Any) -> None:
        if shape.name in seen:
            return
        seen.add(shape.name)
        assert not shape.metadata.get("sensitive"), shape.name
        for inner in getattr(shape, "members", {}).values() if shape.type_name == "structure" else ():
            walk(inner)
        if shape.type_name == "list":
            walk(shape.member)
        if shape.type_name == "map":
            walk(shape.value)

    for operation in (TRAINING, TUNING, "UpdateTrainingJob"):
        walk(model.operation_model(operation).input_shape)


def test_only_answers_about_agents_have_tags() -> None:
    model = botocore.session.get_session().get_service_model("sagemaker")
    for operation in ANSWERS:
        answers = model.operation_model(operation.replace("Create", "Describe")).output_shape.members
        assert ("Tags" not in answers) is (operation in UNTAGGED)


def test_a_pipeline_and_a_batch_job_hold_their_requests_as_text() -> None:
    step = {"Name": "Train", "Type": "Training", "Arguments": {**REQUEST}}
    definition = {"Version": "2020-12-01", "Steps": [step]}
    record = one(of("CreatePipeline", {"pipelineName": "p", "pipelineDefinition": json.dumps(definition)}))
    assert (record.job.name, dict(record.job.request), record.starts) == ("Train", REQUEST, False)
    submitted = {"jobName": "q", "jobQueue": "fast", "serviceRequestPayload": json.dumps(REQUEST)}
    record = one(of("SubmitServiceJob", submitted))
    assert (dict(record.job.request), record.starts) == (REQUEST, True)
    assert record.job.facts.batch is not None
    assert record.job.facts.batch.queue == "fast"
    for operation, broken in (("SubmitServiceJob", {"jobName": "q"}), ("CreatePipeline", {"pipelineName": "p"})):
        [fault] = found(of(operation, broken))
        assert isinstance(fault, Fault)


def test_an_update_knows_what_it_changes_and_no_more() -> None:
    record = one(
        of("UpdateTrainingJob", {"trainingJobName": "churn", "resourceConfig": {"keepAlivePeriodInSeconds": 60}})
    )
    assert record.job.request["TrainingJobName"] == "churn"
    assert record.job.request["ResourceConfig"]["KeepAlivePeriodInSeconds"] == 60
    assert isinstance(record.job.request["RoleArn"], Unknown)
    assert not record.starts


def test_events_of_other_calls_are_none() -> None:
    for name, source in (
        ("DescribeTrainingJob", "sagemaker.amazonaws.com"),
        ("CreateTrainingJob", "elsewhere.example.com"),
    ):
        assert list(records({"Records": [{**EVENT, "eventName": name, "eventSource": source}]})) == []


ANSWER = answer_of(REQUEST)
EXPORTS = {
    "one": ANSWER,
    "a list": [ANSWER],
    "under a name": {"TrainingJobs": [ANSWER]},
    "lowerCamel": lower_camel(ANSWER),
    "snake_case": snake(ANSWER),
    "AWS Config": {"resourceType": "AWS::SageMaker::TrainingJob", "configuration": json.dumps(ANSWER)},
    "seconds": {**ANSWER, "CreationTime": 1790244900.0},
    "empty texts": {**ANSWER, "OutputDataConfig": {**ANSWER["OutputDataConfig"], "KmsKeyId": ""}, "Environment": None},
}


@pytest.mark.parametrize("value", EXPORTS.values(), ids=EXPORTS.keys())
def test_an_answer_is_the_request_that_it_describes(value: Any) -> None:
    record = one(value)
    request = {**REQUEST, "Tags": Unknown("what tags the job has")}
    if "Environment" in value and not value["Environment"]:
        del request["Environment"]
        request["OutputDataConfig"] = {"S3OutputPath": REQUEST["OutputDataConfig"]["S3OutputPath"]}
    assert dict(record.job.request) == request
    assert (record.kind, record.status, record.time) == ("answer", "Completed", "2026-09-24T10:15:00Z")
    assert record.billable_seconds == ANSWER["BillableTimeInSeconds"]
    assert (record.job.facts.region, record.job.facts.account) == (ONE["region"], ONE["account"])


def test_records_of_one_job_have_one_identity() -> None:
    call, answer = one(EVENT), one(ANSWER)
    assert call.identity() == answer.identity() is not None
    assert one(event_of(request_of("churn-2"))).identity() != call.identity()
    assert one(REQUEST).identity() is None


@mock_aws
def test_what_moto_answers_is_the_request_that_made_the_job() -> None:
    client = boto3.client("sagemaker", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y")
    for number in range(12):
        request = {"TrainingJobName": f"job-{number}", **family(number)["request"]}
        client.create_training_job(**request)
        described = client.describe_training_job(TrainingJobName=request["TrainingJobName"])
        record = one(json.loads(json.dumps(described, default=str)))
        again = dict(record.job.request)
        assert isinstance(again.pop("Tags", None), Unknown | list)
        answered = {name for name in request if name in described}  # moto forgets the environment
        assert answered >= request.keys() - {"Tags", "Environment"}
        specification = request["AlgorithmSpecification"]
        again["AlgorithmSpecification"].pop("MetricDefinitions")  # for which moto has its own
        wanted = {name: request[name] for name in answered}
        wanted["AlgorithmSpecification"] = {k: v for k, v in specification.items() if k != "MetricDefinitions"}
        assert {name: again[name] for name in answered} == wanted


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_holds_no_record_gives_none(value: Any) -> None:
    assert [item for item in records(value) if isinstance(item, Record)] == []


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes(), st.none(), st.booleans()))
def test_a_time_is_utc_or_nothing(value: Any) -> None:
    told = utc(value)
    assert told == "" or datetime.fromisoformat(told).utcoffset() is not None


def test_times_as_they_are_written() -> None:
    written = {
        "2026-09-24T10:15:00Z": "2026-09-24T10:15:00Z",
        "2026-09-24T12:15:00+02:00": "2026-09-24T10:15:00Z",
        "2026-09-24 10:15:00.123": "2026-09-24T10:15:00Z",
        1790244900: "2026-09-24T10:15:00Z",
        1790244900123: "2026-09-24T10:15:00Z",
        "soon": "",
        True: "",
    }
    assert {value: utc(value) for value in written} == written
