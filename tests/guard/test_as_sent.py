"""What is sent is what was judged, or it is not sent: whatever other handlers do to a call on its way."""

import io
import json
from collections.abc import Callable
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse

import policylint
from policylint import Blocked
from policylint.guards.operations import BY_TARGET, OPERATIONS
from tests.guard.server import Server
from tests.guard.submitted_jobs import sound

GOOD, BAD = b'"TrainingJobName": "churn-', b'"TrainingJobName": "churn_'


class Recorder:
    """Notes all that is about to leave a client, and answers in the service's place."""

    def __init__(self, client: Any) -> None:
        self.left: list[bytes] = []
        client.meta.events.register("before-send", self._note)

    def _note(self, request: Any, **_: Any) -> AWSResponse:
        self.left.append(request.body if isinstance(request.body, bytes) else b"a stream")
        response = AWSResponse(request.url, 200, {}, None)
        response._content = b"{}"
        return response


def _in_dict(change: Callable[[bytes], Any]) -> Callable[..., None]:
    def handler(params: Any, **_: Any) -> None:
        params["body"] = change(params["body"])

    return handler


def _in_request(change: Callable[[bytes], Any]) -> Callable[..., None]:
    def handler(request: Any, **_: Any) -> None:
        request.data = change(request.data)

    return handler


def _in_prepared(change: Callable[[bytes], Any]) -> Callable[..., None]:
    def handler(request: Any, **_: Any) -> None:
        request.body = change(request.body)

    return handler


def spoilt(body: bytes) -> bytes:
    return body.replace(GOOD, BAD)


def spoilt_twice_over(body: bytes) -> bytes:
    """Both names, of which readers of JSON take the one or the other."""
    return body.replace(b"{", b'{"TrainingJobName": "churn_1", ', 1)


CHANGES: dict[str, tuple[str, Callable[[Callable[[bytes], Any]], Callable[..., None]], Callable[[bytes], Any]]] = {
    "before-call": ("before-call", _in_dict, spoilt),
    "request-created": ("request-created", _in_request, spoilt),
    "before-sign": ("before-sign", _in_request, spoilt),
    "before-send": ("before-send", _in_prepared, spoilt),
    "a stream": ("before-call", _in_dict, lambda body: io.BytesIO(spoilt(body))),
    "a stream made late": ("request-created", _in_request, lambda body: io.BytesIO(spoilt(body))),
    "a byte-order mark": ("before-call", _in_dict, lambda body: b"\xef\xbb\xbf" + spoilt(body)),
    "UTF-16": ("before-call", _in_dict, lambda body: spoilt(body).decode().encode("utf-16")),
    "a name twice": ("before-call", _in_dict, spoilt_twice_over),
    "a name twice, late": ("before-sign", _in_request, spoilt_twice_over),
    "true for 1": ("request-created", _in_request, lambda body: body.replace(b'Count": 1', b'Count": true')),
}


# At the root of before-send nothing can come after the handler that was registered last. What that changes is signed
# otherwise, and AWS refuses it.
CASES = [
    (change, named)
    for change, (event, *_) in CHANGES.items()
    for named in (True, False)
    if named or event != "before-send"
]


@pytest.mark.parametrize(("change", "named"), CASES)
def test_what_was_not_judged_does_not_leave(server: Server, change: str, named: bool) -> None:
    event, place, how = CHANGES[change]
    client = server.client()
    recorder = Recorder(client) if event != "before-send" else None
    policylint.guard(client)
    client.meta.events.register_last(f"{event}.sagemaker.CreateTrainingJob" if named else event, place(how))
    with pytest.raises(Blocked):
        client.create_training_job(**sound())
    assert (recorder.left if recorder else [], server.requests) == ([], [])


@pytest.mark.parametrize("mode", ["warn", "audit"])
def test_what_only_warns_lets_it_go_and_says_so(server: Server, mode: str, tmp_path: Any) -> None:
    client = server.client()
    recorder = Recorder(client)
    policylint.guard(client, mode=mode, audit=tmp_path / "audit.jsonl")
    client.meta.events.register_last("request-created", _in_request(spoilt))
    client.create_training_job(**sound())
    assert len(recorder.left) == 1
    records = [json.loads(line)["attributes"] for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [record["policylint.outcome"] for record in records] == ["passed", "objected"]
    assert "not what was judged" in records[1]["policylint.objections"][0]["reason"]


def into_training(headers: Any, name: str) -> None:
    headers["X-Amz-Target"] = f"SageMaker.{name}"


@pytest.mark.parametrize("event", ["before-call", "request-created", "before-sign"])
def test_another_call_does_not_become_a_submission(server: Server, event: str) -> None:
    client = server.client()
    recorder = Recorder(client)
    policylint.guard(client)
    body = json.dumps(sound()).encode()

    def turn(params: Any = None, request: Any = None, **_: Any) -> None:
        if params is not None:
            into_training(params["headers"], "CreateTrainingJob")
            params["body"] = body
        else:
            into_training(request.headers, "CreateTrainingJob")
            request.data = body

    client.meta.events.register_last(event, turn)
    with pytest.raises(Blocked, match="a call to ListTrainingJobs asks for CreateTrainingJob"):
        client.list_training_jobs()
    assert recorder.left == []


def test_a_submission_does_not_become_another_call(server: Server) -> None:
    client = server.client()
    policylint.guard(client)

    def turn(request: Any, **_: Any) -> None:
        into_training(request.headers, "CreateProcessingJob")

    client.meta.events.register_last("request-created", turn)
    with pytest.raises(Blocked):
        client.create_training_job(**sound())
    assert server.requests == []


def test_what_is_written_otherwise_but_says_the_same_leaves(server: Server) -> None:
    client = server.client()
    policylint.guard(client)

    def respaced(body: bytes) -> bytes:
        return json.dumps(dict(reversed(json.loads(body).items())), indent=1).encode()

    client.meta.events.register_last("before-call", _in_dict(respaced))
    client.create_training_job(**sound())
    assert server.reached() == 1


def test_a_retry_is_looked_at_again(server: Server) -> None:
    client = server.client(retries={"max_attempts": 2})
    policylint.guard(client)
    server.failures.append(("503 Service Unavailable", b"{}"))
    attempts: list[int] = []

    def spoil_second(request: Any, **_: Any) -> None:
        attempts.append(1)
        if len(attempts) == 2:
            request.data = spoilt(request.data)

    client.meta.events.register_last("request-created", spoil_second)
    with pytest.raises(Blocked, match="not what was judged"):
        client.create_training_job(**sound())
    assert server.reached() == 1


SAME_NAMES: dict[str, tuple[str, dict[str, Any]]] = {
    "glue": ("create_job", {"Name": "a", "Role": "r", "Command": {"Name": "glueetl"}}),
    "iot": ("create_job", {"jobId": "a", "targets": ["arn:aws:iot:us-east-1:123456789012:thing/a"]}),
    "apigateway": ("create_resource", {"restApiId": "a", "parentId": "b", "pathPart": "c"}),
    "mediaconvert": ("create_job", {"Role": "r", "Settings": {}}),
}


@pytest.mark.parametrize("service", SAME_NAMES)
def test_operations_of_other_services_that_have_a_guarded_name_are_let_alone(server: Server, service: str) -> None:
    client = server.session().client(service)
    recorder = Recorder(client)
    policylint.guard()
    name, parameters = SAME_NAMES[service]
    getattr(client, name)(**parameters)
    assert len(recorder.left) == 1


def test_the_targets_are_those_of_botocores_models() -> None:
    loader = botocore.session.Session().get_component("data_loader")
    by_target = set()
    for model in {operation.model.partition("/")[0] for operation in OPERATIONS.values()}:
        whole = loader.load_service_model(model, "service-2")
        if "targetPrefix" in whole["metadata"]:
            by_target |= {f"{whole['metadata']['targetPrefix']}.{name}" for name in whole["operations"]}
    assert set(BY_TARGET) == {target for target in by_target if target.partition(".")[2] in OPERATIONS}
