"""A real SageMaker to the eye of boto3: moto behind HTTP, with a record of every request that reached it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock, Thread
from typing import Any

import boto3
from botocore.config import Config as BotoConfig
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

REGION = "us-east-1"


_DENIED = (
    b'<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
    b"<Code>AccessDenied</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>"
)


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


class Server:
    """moto's server, which notes the operation and body of each request, and fails as it is told to."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, bytes]] = []
        self.failures: list[tuple[str, bytes]] = []
        self._lock = Lock()
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._http = make_server("127.0.0.1", 0, self._application, threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = Thread(target=self._http.serve_forever, daemon=True)

    def _application(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        queued = environ.get("PATH_INFO") == "/v1/submitservicejob"
        with self._lock:
            self.requests.append(("SubmitServiceJob" if queued else target.rpartition(".")[2], body))
            failure = self.failures.pop(0) if self.failures else None
        if b"Action=SimulatePrincipalPolicy" in body:  # which moto does not have, and few users may call
            failure = ("403 Forbidden", _DENIED)
        if failure is not None:
            status, text = failure
            start_response(status, [("Content-Type", "application/x-amz-json-1.1")])
            return [text]
        if queued:  # which moto does not have
            start_response("200 OK", [("Content-Type", "application/json")])
            return [b'{"jobArn": "arn:aws:batch:us-east-1:123456789012:service-job/1", "jobId": "1", "jobName": "q"}']
        answer: Iterable[bytes] = self._moto({**environ, "wsgi.input": BytesIO(body)}, start_response)
        return answer

    def reached(self, operation: str = "CreateTrainingJob") -> int:
        """How many requests for an operation reached the server."""
        with self._lock:
            return sum(name == operation for name, _ in self.requests)

    def session(self, **more: Any) -> boto3.Session:
        return boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name=REGION, **more)

    def client(self, session: boto3.Session | None = None, **config: Any) -> Any:
        return (session or self.session()).client(
            "sagemaker", endpoint_url=self.url, config=BotoConfig(**{"retries": {"max_attempts": 0}, **config})
        )

    @contextmanager
    def running(self) -> Iterator["Server"]:
        self._thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._thread.join()
            self._http.server_close()
