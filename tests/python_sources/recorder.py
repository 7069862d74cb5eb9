"""Runs a script with the real libraries and no network, and writes what it would have sent to start training, as JSON.

`scripts/record-sdk` runs it in each library's own environment; it needs time-machine beside what is there.
Calls end in botocore's HTTP session, where canned answers take the network's place. Each script runs twice, in another
account, Region and year the second time: values that differ are made at run time, all others by the source.

    python recorder.py SCRIPT... # writes SCRIPT.json beside each
"""

import ast
import contextlib
import importlib
import io
import json
import os
import re
import runpy
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

import time_machine

STARTS = {
    "CreateTrainingJob",
    "CreateHyperParameterTuningJob",
    "CreatePipeline",
    "SubmitServiceJob",
    "CreateStateMachine",
}
WORLDS = (
    {"account": "111122223333", "region": "us-east-1", "now": 1_700_000_000.123},
    {"account": "444455556666", "region": "eu-west-1", "now": 1_766_666_666.789},
)
DISTRIBUTIONS = (
    "sagemaker",
    "sagemaker-core",
    "sagemaker-train",
    "sagemaker-mlops",
    "stepfunctions",
    "apache-airflow",
    "apache-airflow-providers-amazon",
    "aws-cdk-lib",
    "boto3",
    "botocore",
)
STATE_RESOURCES = {
    "sagemaker:createTrainingJob": "CreateTrainingJob",
    "sagemaker:createHyperParameterTuningJob": "CreateHyperParameterTuningJob",
}


class ScriptError(Exception):
    """A script cannot be recorded."""


class Answers:
    """What the services answer in one world, and what was sent to them to start something."""

    def __init__(self, world: dict[str, Any]) -> None:
        self.account: str = world["account"]
        self.region: str = world["region"]
        self.sent: list[tuple[str, Any]] = []

    def answer(self, request: Any) -> tuple[int, str, bytes]:
        """The status, content type and body of an answer to a prepared request."""
        url = urlsplit(request.url)
        body = request.body or b""
        if not isinstance(body, bytes | str):
            body = body.read() if hasattr(body, "read") else b""
        text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
        target = request.headers.get("X-Amz-Target") or b""
        operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        if operation:
            found = self._json(operation, json.loads(text or "{}"))
            missing = {"__type": "ValidationException", "message": "Requested resource not found."}
            said = missing if found is None else found
            return 400 if found is None else 200, "application/x-amz-json-1.1", json.dumps(said).encode()
        if url.path.endswith("/submitservicejob"):
            self.sent.append(("SubmitServiceJob", json.loads(text)))
            made = {"jobArn": self._arn("batch", "job/1"), "jobName": "j", "jobId": "1"}
            return 200, "application/json", json.dumps(made).encode()
        if ".s3" in url.netloc or url.netloc.startswith("s3"):
            return 200, "application/xml", self._s3(url)
        return 200, "text/xml", self._query(parse_qs(text)).encode()

    def _arn(self, service: str, rest: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def _json(self, operation: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to a call; None for that of something that does not exist."""
        if operation in STARTS:
            self.sent.append((operation, body))
        name = next(
            (
                body[key]
                for key in ("TrainingJobName", "HyperParameterTuningJobName", "PipelineName", "name")
                if key in body
            ),
            "x",
        )
        if operation.startswith("DescribeTrainingJob"):
            return self._described(name)
        if operation == "DescribeHyperParameterTuningJob":
            return self._tuning(name)
        return {
            "TrainingJobArn": self._arn("sagemaker", f"training-job/{name}"),
            "HyperParameterTuningJobArn": self._arn("sagemaker", f"hyper-parameter-tuning-job/{name}"),
            "PipelineArn": self._arn("sagemaker", f"pipeline/{name}"),
            "stateMachineArn": self._arn("states", f"stateMachine:{name}"),
            "creationDate": 1_700_000_000,
            "logStreams": [],
            "events": [],
            "SecretString": "{}",
        }

    def _described(self, name: str) -> dict[str, Any] | None:
        sent = next((body for _, body in reversed(self.sent) if body.get("TrainingJobName") == name), None)
        times = ("CreationTime", "TrainingStartTime", "TrainingEndTime", "LastModifiedTime")
        return sent and {
            **sent,
            **dict.fromkeys(times, 1_700_000_000),
            "TrainingJobArn": self._arn("sagemaker", f"training-job/{name}"),
            "TrainingJobStatus": "Completed",
            "SecondaryStatus": "Completed",
            "BillableTimeInSeconds": 60,
            "TrainingTimeInSeconds": 60,
            "ModelArtifacts": {"S3ModelArtifacts": f"s3://somewhere/{name}/output/model.tar.gz"},
        }

    def _tuning(self, name: str) -> dict[str, Any] | None:
        sent = next((body for _, body in reversed(self.sent) if body.get("HyperParameterTuningJobName") == name), None)
        best = {
            "TrainingJobName": f"{name}-001",
            "TrainingJobArn": self._arn("sagemaker", f"training-job/{name}-001"),
            "CreationTime": 1_700_000_000,
            "TrainingJobStatus": "Completed",
            "TunedHyperParameters": {},
        }
        return sent and {
            **sent,
            "HyperParameterTuningJobArn": self._arn("sagemaker", f"hyper-parameter-tuning-job/{name}"),
            "HyperParameterTuningJobStatus": "Completed",
            "CreationTime": 1_700_000_000,
            "TrainingJobStatusCounters": {},
            "ObjectiveStatusCounters": {},
            "BestTrainingJob": best,
        }

    def _s3(self, url: Any) -> bytes:
        if "list-type" in url.query:
            return b'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><KeyCount>0</KeyCount></ListBucketResult>'
        if "location" in url.query:
            return (
                b'<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">%s</LocationConstraint>'
                % self.region.encode()
            )
        if url.path in ("", "/"):
            return b"<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>"
        return b""

    def _query(self, form: dict[str, list[str]]) -> str:
        action = form.get("Action", ["Unknown"])[0]
        role = form.get("RoleName", ["ExecutionRole"])[0]
        statement = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        members = {
            "Account": self.account,
            "UserId": "AIDA",
            "Arn": f"arn:aws:sts::{self.account}:assumed-role/ExecutionRole/SageMaker",
            "EvaluationResults": "",
            "IsTruncated": "false",
            "Role": _xml(
                Path="/",
                RoleName=role,
                RoleId="AROA",
                Arn=f"arn:aws:iam::{self.account}:role/{role}",
                CreateDate="2024-01-01T00:00:00Z",
                AssumeRolePolicyDocument=trust,
            ),
        }
        metadata = {"ResponseMetadata": "<RequestId>1</RequestId>"}
        return _xml(**{f"{action}Response": _xml(**{f"{action}Result": _xml(**members)}, **metadata)})


def _xml(**members: str) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in members.items())


def run(script: Path, world: dict[str, Any]) -> list[tuple[str, Any]]:
    """What a script sends in a world, in order."""
    answers = Answers(world)
    with contextlib.suppress(ImportError):
        _without_network(answers)
    time.sleep = lambda _: None
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(world["now"]):
        for name, text in _files(script):
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        os.chdir(folder)
        sys.path.insert(0, folder)
        names = runpy.run_path(str(script), run_name="__main__")
        _operators(names, world["now"])
        answers.sent.extend(_synthesized())
        os.chdir("/")
    return list(_requests(answers.sent))


def _without_network(answers: Answers) -> None:
    import boto3
    from botocore import awsrequest, httpsession

    boto3.DEFAULT_SESSION = None

    def send(session: Any, request: Any) -> Any:
        status, kind, body = answers.answer(request)
        headers = {"Content-Type": kind, "x-amz-bucket-region": answers.region, "Content-Length": str(len(body))}
        raw = io.BytesIO(body)
        raw.stream = lambda *_, **__: iter([body])  # type: ignore[attr-defined]
        return awsrequest.AWSResponse(request.url, status, headers, raw)

    httpsession.URLLib3Session.send = send


def _files(script: Path) -> Iterator[tuple[str, str]]:
    """Files that a script names and a library looks for: programs, requirements, in the folders that it names."""
    texts = {
        node.value
        for node in ast.walk(ast.parse(script.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    folders = {
        text.removeprefix("./").rstrip("/") for text in texts if re.fullmatch(r"(\./)?[a-z_]+(/[a-z_]+)?/?", text)
    }
    names = {text.removeprefix("./") for text in texts if re.fullmatch(r"(\./)?[\w/-]+\.(py|sh|txt|yaml|csv)", text)}
    for name in names:
        yield name, "# empty\n"
        for folder in folders & _sources(script):
            yield f"{folder}/{name}", "# empty\n"


def _sources(script: Path) -> set[str]:
    """Names of folders that hold sources: `source_dir` in a call, or whatever is called so before."""
    found = re.findall(r"""source_dir["']?\s*[=:]\s*["'](?:\./)?([\w/]+)""", script.read_text(), re.IGNORECASE)
    return {name.rstrip("/") for name in found}


def _operators(names: dict[str, Any], now: float) -> None:
    """Run the tasks of Airflow's DAGs that a script leaves behind."""
    if "airflow" not in sys.modules:
        return
    from airflow.sdk import DAG

    day = time.strftime("%Y-%m-%d", time.gmtime(now))
    context = {"ds": day, "ds_nodash": day.replace("-", ""), "run_id": f"manual__{day}", "params": {}}
    dags = {id(value): value for value in names.values() if isinstance(value, DAG)}
    for dag in dags.values():
        for task in dag.tasks:
            if type(task).__name__.startswith("SageMaker"):
                task.render_template_fields(context)
                task.execute(context)


def _synthesized() -> Iterator[tuple[str, Any]]:
    """The state machines in what the CDK wrote."""
    folder = Path(os.environ["CDK_OUTDIR"])
    for template in sorted(folder.rglob("*.template.json")):
        for resource in json.loads(template.read_text()).get("Resources", {}).values():
            if resource["Type"] == "AWS::StepFunctions::StateMachine":
                yield "CreateStateMachine", {"definition": _joined(resource["Properties"]["DefinitionString"])}
    shutil.rmtree(folder, ignore_errors=True)


def _joined(value: Any) -> str:
    if isinstance(value, str):
        return value
    [(function, argument)] = value.items()
    if function == "Fn::Join":
        return str(argument[0]).join(_joined(part) for part in argument[1])
    return f"${{{json.dumps(value)}}}".replace('"', "'")


def _requests(sent: list[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The jobs in what was sent: of state machines and pipelines those of their steps."""
    for operation, body in sent:
        if operation == "CreateStateMachine":
            yield from _states(json.loads(body["definition"]))
        elif operation == "CreatePipeline":
            yield from _steps(json.loads(body["PipelineDefinition"])["Steps"])
        elif operation == "SubmitServiceJob":
            yield "CreateTrainingJob", json.loads(body["serviceRequestPayload"])
        else:
            yield operation, body


def _states(machine: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for state in machine["States"].values():
        for resource, operation in STATE_RESOURCES.items():
            if resource in str(state.get("Resource")):
                yield operation, state["Parameters"]
        for branch in state.get("Branches", ()):
            yield from _states(branch)
        for inner in ("Iterator", "ItemProcessor"):
            if inner in state:
                yield from _states(state[inner])


def _steps(steps: list[Any]) -> Iterator[tuple[str, Any]]:
    for step in steps:
        operation = {"Training": "CreateTrainingJob", "Tuning": "CreateHyperParameterTuningJob"}.get(step["Type"])
        if operation:
            yield operation, step["Arguments"]
        for branch in ("IfSteps", "ElseSteps"):
            yield from _steps(step.get("Arguments", {}).get(branch, []))


def compared(one: Any, other: Any) -> Any:
    """A value as both worlds have it, with None in place of whatever differs: what the source does not tell.

    In lists and texts of different length nothing is told. A step's expressions and paths are not told either.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        if set(one) in ({"Get"}, {"Std:Join"}):
            return None
        return {_plain(key): None if key.endswith(".$") else compared(one.get(key), other.get(key)) for key in one}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [compared(*pair) for pair in zip(one, other, strict=True)]
    return one if one == other and not (isinstance(one, str) and "${" in one) else None


def _plain(key: str) -> str:
    return key.removesuffix(".$")


def _versions() -> dict[str, str]:
    found = {}
    for name in DISTRIBUTIONS:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def _preload(scripts: list[Path]) -> None:
    """Import what the scripts import, once for all, but for the CDK, whose other half is a process of its own."""
    os.environ["AWS_DEFAULT_REGION"] = str(WORLDS[0]["region"])  # some modules make clients while they are imported
    for script in scripts:
        for node in ast.walk(ast.parse(script.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            for imported in names:
                if imported and not imported.startswith(("aws_cdk", "constructs")):
                    with contextlib.suppress(ImportError):
                        importlib.import_module(imported)


def _in_child(script: Path, world: dict[str, Any]) -> Any:
    """What a script sends in a world; it runs in a process of its own.

    Raises:
        ScriptError: it failed.
    """
    with tempfile.NamedTemporaryFile() as said, tempfile.TemporaryFile("w+") as printed:
        child = os.fork()
        if child == 0:
            _alone(script, world, said.name, printed.fileno())
        _, status = os.waitpid(child, 0)
        if status != 0:
            printed.seek(0)
            raise ScriptError(printed.read()[-3000:])
        return json.loads(Path(said.name).read_text())


def _alone(script: Path, world: dict[str, Any], said: str, printed: int) -> NoReturn:
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    os.environ["AWS_DEFAULT_REGION"] = world["region"]
    try:
        Path(said).write_text(json.dumps(run(script, world)))
    except BaseException:  # noqa: BLE001 - whatever it is, it is what became of the script
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    sys.stdout.flush()
    os._exit(0)


def recorded(script: Path) -> dict[str, Any]:
    """What a script sends, with the versions of the libraries that it was seen with.

    Raises:
        ScriptError: it failed, or sends other requests in another account and Region.
    """
    if "aws_cdk" in script.read_text():  # which writes what is decided later as such, and takes long to start
        one = other = run(script, WORLDS[0])
    else:
        one, other = (_in_child(script, world) for world in WORLDS)
    if [operation for operation, _ in one] != [operation for operation, _ in other]:
        raise ScriptError("other requests in another Region")
    requests = [
        {"operation": operation, "request": compared(request, twin)}
        for (operation, request), (_, twin) in zip(one, other, strict=True)
    ]
    return {"versions": _versions(), "requests": requests}


def _environment(home: str) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {
        "HOME": home,
        "AIRFLOW_HOME": home,
        "CDK_OUTDIR": f"{home}/cdk.out",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAGEMAKER_SUPPRESS_V2_WARNING": "1",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "TZ": "UTC",
    }


def main(scripts: list[str]) -> None:
    paths = [Path(script).resolve() for script in scripts]
    with tempfile.TemporaryDirectory() as home:
        _environment(home)
        _preload(paths)
        failed = False
        for path in paths:
            try:
                text = json.dumps(recorded(path), indent=2, sort_keys=True)
            except ScriptError as error:
                print(f"{path}: {error}", file=sys.stderr)
                failed = True
                continue
            path.with_suffix(".json").write_text(f"{text}\n")
        sys.exit(failed)


if __name__ == "__main__":
    main(sys.argv[1:])
