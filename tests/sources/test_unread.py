"""What a walk makes of files that are not requests: those that have nothing to do with training fail no run, and those
that speak of it are named."""

import json
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from policylint.cli import main
from policylint.reports import FORMATS
from policylint.sources.telltale import (
    bytes_speak_of_training,
    make_training_jobs,
    may_hold_requests,
    speaks_of_training,
)
from tests.requests import minimal_job, minimal_tuning_job

JOB = json.dumps(minimal_job())
CHART = "{{- if .Values.web.enabled }}\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}-web\n{{- end }}\n"
UNRELATED = {
    "tsconfig.json": b'{\n  // strict\n  "compilerOptions": {"strict": true,},\n}\n',
    "chart.yaml": CHART.encode(),
    "empty.json": b"",
    "binary.json": b"\x89PNG\r\n\x1a\n\0\0\xff\xfe",
    "broken.yaml": b"steps: [\n  - lint: {\n",
    "latin.yaml": b"title: caf\xe9\n",
}
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`policylint check` in a folder of its own: exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["check", "--isolated", *arguments])
        return code, *capsys.readouterr()

    return run


def unread(command: Command, *arguments: str) -> dict[str, str]:
    """The files that the JSON report lists as not read, each with the reason."""
    report: dict[str, Any] = json.loads(command("--output-format", "json", *(arguments or (".",)))[1])
    assert report["summary"]["unread"] == len(report["unread"])
    assert all(item["advice"] for item in report["unread"])
    return {item["file"]: item["reason"] for item in report["unread"]}


@pytest.mark.parametrize("name", UNRELATED)
def test_what_has_nothing_to_do_with_training_fails_no_run_unless_it_is_named(
    command: Command, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(UNRELATED[name])
    (tmp_path / "job.json").write_text(JOB)
    assert command(".")[0] == 0
    assert command("--as-found", "job.json", name)[0] == 0
    assert unread(command) == {}
    assert command("job.json", name)[0] == 2


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("broken.yaml", b"TrainingJobName: [\n", "LINT1003"),
        ("broken.json", b'{"TrainingJobName": ', "LINT1003"),
        ("latin.yaml", b"TrainingJobName: caf\xe9\n", "LINT1002"),
        ("binary.json", b"\x89PNG\r\n\x1a\n\0\xffTrainingJobName", "LINT1002"),
        ("large.json", b'{"TrainingJobName": "' + b"x" * 3_000 + b'"}', "LINT1005"),
    ],
)
@pytest.mark.parametrize("how", [["."], ["--as-found"]])
def test_what_cannot_be_read_and_speaks_of_training_is_a_fault_wherever_it_is_met(
    command: Command,
    tmp_path: Path,
    how: list[str],
    name: str,
    content: bytes,
    rule: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POLICYLINT_MAX_FILE_SIZE", "2000")
    (tmp_path / name).write_bytes(content)
    code, out, _ = command("-q", *how, *([name] if how == ["--as-found"] else []))
    assert code == 2
    assert f"{rule} [error]" in out


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("train.py", 'print "create_training_job"\n', "line 1: this is not Python 3"),
        ("sdk.py", "from sagemaker.estimator import Estimator\n", "no call that sends a request"),
        ("train.ipynb", '{"cells": [{"source": ["sm.create_training_job()"]}]}', "no call that sends a request"),
        ("live.tfvars", 'training_job_name = "churn"', "read as Terraform source in .tf files alone"),
        ("run.sh", "aws sagemaker create-training-job --cli-input-json file://x.json", "this is a shell script"),
        ("launch.ts", "new CreateTrainingJobCommand({})", "this is TypeScript"),
        ("main.go", "client.CreateTrainingJob(ctx, &input)", "this is Go"),
        ("job.toml", 'TrainingJobName = "a"', "this is TOML"),
        ("job.json5", "{TrainingJobName: 'a'}", "this is JSON5"),
        (
            "ci.yml",
            "run: |\n  aws sagemaker create-training-job --role-arn x",
            "calls `aws sagemaker create-training-job`",
        ),
        ("jobs.json", '{"TrainingJobSummaries": [{"TrainingJobName": "a"}]}', "a list of jobs (TrainingJobSummaries)"),
        (
            "definition.json",
            '{"DefinitionName": "a", "AlgorithmSpecification": {"TrainingImage": "b"}}',
            "a training job definition (DefinitionName)",
        ),
        (
            "main.tf",
            'module "m" {\n  arn = "arn:aws:states:::sagemaker:createTrainingJob.sync"\n}\n',
            "module m is not",
        ),
        (
            "train.tf",
            'resource "aws_sfn_state_machine" "training_job" {\n  definition = data.template_file.x.rendered\n}\n',
            "what aws_sfn_state_machine.training_job has as definition is not known",
        ),
        ("camel.json", '{"trainingJobName": "a", "roleArn": "b", "resourceConfig": {}}', "written as trainingJobName"),
        ("snake.yaml", "training_job_name: a\nrole_arn: b\n", "written as training_job_name"),
        ("little.json", '{"TrainingJobName": "a", "RoleArn": "b"}', "too little for a CreateTrainingJob request"),
        ("mention.yaml", "a: CreateTrainingJob\ndocs: see TrainingJobName\n", "line 2 says TrainingJob"),
        ("task.yaml", "Resource: arn:aws:states:::sagemaker:createTrainingJob.sync\n", "line 1 says createTrainingJob"),
        ("job.json.j2", '{"TrainingJobName": {% for x in', "not JSON"),
    ],
)
def test_what_speaks_of_training_and_is_not_read_is_said(
    command: Command, tmp_path: Path, name: str, text: str, words: str
) -> None:
    (tmp_path / "job.json").write_text(JOB)
    (tmp_path / name).write_text(text)
    [(file, reason)] = unread(command).items()
    assert file == name
    assert words in reason
    code, out, err = command(".")
    assert code == 0
    assert name not in out
    assert err.startswith(f"1 file speaks of training jobs and was not read:\n  {name}: ")
    assert command("-q", ".")[2] == ""
    code, out, err = command("-q", "--strict-sources", ".")
    assert (code, err) == (2, "")
    assert f"{name}:1:1: LINT1012 [error]" in out
    log = json.loads(command("--output-format", "sarif", ".")[1])
    [notification] = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert words in notification["message"]["text"]
    [issue] = json.loads(command("--output-format", "gitlab", ".")[1])
    assert (issue["check_name"], issue["severity"], issue["location"]["path"]) == ("LINT1012", "info", name)
    assert words in issue["description"]
    line = json.loads(command("--output-format", "jsonl", ".")[1])
    assert (line["rule"], line["severity"], line["file"]) == ("LINT1012", "note", name)
    assert words in line["message"]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_has_the_list(command: Command, tmp_path: Path, format_: str) -> None:
    (tmp_path / "job.json").write_text(JOB)
    (tmp_path / "submit.sh").write_text("aws sagemaker create-training-job --cli-input-json file://job.json\n")
    code, out, err = command("--output-format", format_, ".")
    assert code == 0
    assert "a shell script" in (err if format_ == "text" else out)


@pytest.mark.parametrize(
    "text",
    [
        '{"Statement": [{"Effect": "Allow", "Action": ["sagemaker:CreateTrainingJob", "sagemaker:StopTrainingJob"]}]}',
        '{"calls": {"CreateTrainingJob": 3, "StopHyperParameterTuningJob": 1}}',
        '{"source": "sagemaker.amazonaws.com", "operations": ["ListTrainingJobsForHyperParameterTuningJob"]}',
        '{"retried": ["create_training_job", "api.sagemaker:createTrainingJob", "create-training-job"]}',
        '{"run": "aws sagemaker list-training-jobs && aws sagemaker stop-training-job --training-job-name x"}',
    ],
    ids=["a policy of IAM", "a count of calls", "an event pattern", "names in other spellings", "other commands"],
)
def test_the_mere_name_of_an_operation_is_nothing_unread(command: Command, tmp_path: Path, text: str) -> None:
    (tmp_path / "job.json").write_text(JOB)
    (tmp_path / "data.json").write_text(text)
    assert unread(command) == {}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("train.py", "import boto3\n", "policylint exec"),
        ("main.tf", 'variable "x" {}\n', "terraform show -json"),
        ("camel.json", '{"trainingJobName": "a", "roleArn": "b"}', "Write the members as the API does"),
    ],
)
def test_a_file_that_is_named_gets_the_same_words(
    command: Command, tmp_path: Path, name: str, text: str, words: str
) -> None:
    (tmp_path / name).write_text(text)
    code, out, _ = command(name)
    assert code == 2
    assert words in out


PYTHON = "import boto3\n\nboto3.client('sagemaker').create_training_job(\n    TrainingJobName='a: b',\n)\n"
HCL = 'resource "aws_sfn_state_machine" "a" {\n  definition = "sagemaker:createTrainingJob.sync"\n}\n'
NOTEBOOK = json.dumps({"cells": [{"source": ["create_training_job()"]}], "nbformat": 4})


@pytest.mark.parametrize("suffix", ["json", "yaml", "txt", ""])
@pytest.mark.parametrize(
    ("text", "words", "advice"),
    [(PYTHON, "is Python", ".py"), (HCL, "is Terraform source", ".tf"), (NOTEBOOK, "is a notebook", ".ipynb")],
    ids=["Python", "Terraform", "notebook"],
)
def test_another_language_is_said_for_what_it_is_whatever_its_name(
    command: Command, tmp_path: Path, suffix: str, text: str, words: str, advice: str
) -> None:
    (tmp_path / f"job.{suffix}").write_text(text)
    code, out, _ = command("--output-format", "json", f"job.{suffix}")
    [finding] = json.loads(out)["findings"]
    assert code == 2
    assert words in f"{finding['message']} {finding['help']}"
    assert advice in finding["help"]


@pytest.mark.parametrize(
    ("text", "advice"),
    [("import boto3\n", "policylint exec"), (HCL, "terraform show"), (NOTEBOOK, "policylint.guard()")],
    ids=["Python", "Terraform", "notebook"],
)
def test_standard_input_goes_by_the_language_of_its_text(
    command: Command, text: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text.encode())))
    code, out, _ = command("-q", "--output-format", "jsonl", "-")
    [finding] = map(json.loads, out.splitlines())
    assert (code, finding["rule"]) == (2, "LINT1008")
    assert advice in finding["help"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("serve.py", "# no training job here\nimport sagemaker\n"),
        ("readme.txt", "create_training_job"),
        ("deploy.sh", "# no training job here\naws s3 sync . s3://acme-ml/training-jobs/\n"),
        ("app.ts", "export const title = 'training jobs';\n"),
        ("labels.json", '{"training": true, "images": "training images", "note": "trained on the job"}'),
        ("model.yaml", "training:\n  data: s3://bucket/training-data\n  algorithm: adam\n"),
    ],
)
def test_what_only_sounds_like_it_is_not_named(command: Command, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "job.json").write_text(JOB)
    (tmp_path / name).write_text(text)
    assert unread(command) == {}


def test_a_folder_that_is_skipped_by_default_is_named_if_it_holds_requests(command: Command, tmp_path: Path) -> None:
    for folder in ("cdk.out/asset", "node_modules/left-pad", ".git", "vendored"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "job.json").write_text(JOB if folder != "node_modules/left-pad" else "{}")
    assert list(unread(command)) == ["cdk.out"]
    assert command("--strict-sources", ".")[0] == 2
    assert unread(command, "--exclude", "cdk.out", ".") == {}, "who excludes it means it"


def test_a_template_of_a_format_is_read_by_its_content(command: Command, tmp_path: Path) -> None:
    for name in ("job.json.j2", "job.yaml.tpl", "job.template", "job.jsonc"):
        (tmp_path / name).write_text(JOB)
    assert json.loads(command("--output-format", "json", ".")[1])["summary"]["requests"] == 4


def test_only_the_first_are_named_unless_more_is_asked_for(command: Command, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"train{number:02}.py").write_text("create_training_job")
    assert command(".")[2].endswith("  and 2 more; `-v` names them all\n")
    assert "train11.py" in command("-v", ".")[2]


def test_a_large_file_is_looked_at_in_pieces(command: Command, tmp_path: Path) -> None:
    for at in (4 * 1024 * 1024 - 7, 70_000, 9_000_000):
        (tmp_path / "large.json").write_bytes(b" " * at + b'{"TrainingJobName": ')
        assert command("-q", ".")[0] == 2


@pytest.mark.parametrize("request_", [minimal_job(), minimal_tuning_job()])
def test_no_request_is_missed_at_a_glance(request_: dict[str, Any]) -> None:
    text = json.dumps(request_)
    assert speaks_of_training(text)
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert may_hold_requests(text.encode(encoding))
        assert bytes_speak_of_training(text.upper().encode(encoding))
    assert may_hold_requests(b'{"RoleArn": 1, "ResourceConfig": {}, "StoppingCondition": {}, "OutputDataConfig": {}}')


@pytest.mark.parametrize(
    "word", ["training", "training data", "job training", "tuning", "hyperparameters", "constraint"]
)
def test_words_that_say_nothing(word: str) -> None:
    assert not speaks_of_training(word)
    assert not bytes_speak_of_training(word.encode())
    assert not make_training_jobs(word.encode())


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Makefile", "train:\n\taws sagemaker create-training-job --training-job-name x\n", "a makefile"),
        ("rules.mk", "train:\n\taws sagemaker create-training-job --training-job-name x\n", "a makefile"),
        ("Jenkinsfile", "sh 'aws sagemaker create-training-job --cli-input-json file://x'\n", "a Jenkinsfile"),
        ("terraform.tfstate", '{"resources": [{"definition": "CreateTrainingJob"}]}', "Terraform's state"),
        (
            "event.json",
            json.dumps({
                "eventSource": "sagemaker.amazonaws.com",
                "eventName": "CreateTrainingJob",
                "requestParameters": {"trainingJobName": "x", "roleArn": "y", "resourceConfig": {}},
            }),
            "a record of CloudTrail (CreateTrainingJob)",
        ),
    ],
)  # fmt: skip
def test_what_is_not_read_is_said_for_what_it_is(
    command: Command, tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "notes-makefile").write_text(text)
    assert [said in reason for reason in unread(command).values()] == [True]
    (tmp_path / name).write_text("all:\n\techo {}\n" if name != "event.json" else "{}")
    assert unread(command) == {}


def test_folders_are_counted_as_folders(command: Command, tmp_path: Path) -> None:
    for name in ("cdk.out", "node_modules"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "job.json").write_text(JOB)
    (tmp_path / "job.json").write_text(JOB)
    assert "2 folders speak of training jobs and were not read:" in command(".")[2]
    (tmp_path / "run.sh").write_text("aws sagemaker create-training-job --training-job-name x\n")
    assert "1 file and 2 folders speak of training jobs and were not read:" in command(".")[2]
