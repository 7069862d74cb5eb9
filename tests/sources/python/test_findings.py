"""What is found in programs: its place, who accepts it, what it costs, what an edit fixes."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import policylint
from tests.requests import minimal_job
from tests.sources.python.extracting import extract, notebook

WRONG = minimal_job({"AlgorithmSpecification.TrainingInputMode": "Fyle"})
BASE = f"import boto3\nclient = boto3.client('sagemaker')\nREQUEST = {WRONG!r}\n"
CALL = "client.create_training_job(**REQUEST)"


def findings(folder: Path, name: str = "train.py", *more: str) -> list[dict[str, Any]]:
    outcome = policylint("check", "--isolated", "--output-format", "json", *more, name, cwd=folder)
    found: list[dict[str, Any]] = json.loads(outcome.out)["findings"]
    return found


def test_a_finding_stands_at_the_value_in_the_source(tmp_path: Path) -> None:
    text = f"# caf\xe9\n{BASE}{CALL}\n".replace("'Fyle'", "f'Fy' 'le'")
    (tmp_path / "train.py").write_text(text)
    [finding] = findings(tmp_path)
    position = finding["position"]
    assert text.splitlines()[position["line"] - 1][position["column"] - 1 : position["end_column"] - 1] == "f'Fy' 'le'"
    assert finding["rule"] == "SM1004"


@pytest.mark.parametrize(
    "program",
    [
        f"{BASE.rstrip()}  # policylint: ignore[SM1004] tried out\n{CALL}\n",
        f"{BASE}{CALL}  # policylint: ignore[SM1004] tried out\n",
        f"{BASE}# policylint: ignore[SM1004] tried out\n# and more\n\n{CALL}\n",
    ],
)
def test_a_comment_on_the_line_or_at_the_call_accepts_it(tmp_path: Path, program: str) -> None:
    (tmp_path / "train.py").write_text(program)
    assert findings(tmp_path) == []
    (tmp_path / "train.ipynb").write_text(notebook("x = 1\n", program.splitlines(keepends=True)))
    assert findings(tmp_path, "train.ipynb") == []


def test_a_comment_inside_a_text_is_none(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(f"{BASE}x = '''\n# policylint: ignore[SM1004] tried out\n'''\n{CALL}\n")
    assert [one["rule"] for one in findings(tmp_path)] == ["SM1004"]


def test_a_secret_in_a_call_is_found_and_never_shown(tmp_path: Path) -> None:
    token = "ghp_" + "x7Kq2mZ9vB4nL6wR" + "8tY1cD3fG5hJ0pSa" + "4321"
    program = f"{BASE.replace('Fyle', 'File')}REQUEST['HyperParameters'] = {{'token': '{token}'}}\n{CALL}\n"
    (tmp_path / "train.py").write_text(program)
    (tmp_path / "train.ipynb").write_text(notebook(program.splitlines(keepends=True)))
    for name in ("train.py", "train.ipynb"):
        for command in (["check"], ["extract"], ["check", "--output-format", "json"]):
            outcome = policylint(*command, "--isolated", name, cwd=tmp_path)
            assert token not in outcome.out + outcome.err
        assert any(one["rule"].startswith("SEC") for one in findings(tmp_path, name))


def test_what_it_costs_is_said(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(f"{BASE}{CALL}\n".replace("Fyle", "File"))
    (tmp_path / "job.json").write_text(json.dumps(minimal_job()))
    costs = [
        policylint("cost", "--isolated", "--as-of", "2026-11-24", name, cwd=tmp_path)
        for name in ("train.py", "job.json")
    ]
    assert costs[0].code == 0
    assert costs[0].out.replace("train.py", "job.json") == costs[1].out


@pytest.mark.parametrize(("written", "fixed"), [("'Fyle'", "'File'"), ('"Fyle"', '"File"')])
def test_a_literal_is_fixed_where_it_stands(tmp_path: Path, written: str, fixed: str) -> None:
    text = f"{BASE}{CALL}  # as it is\n".replace("'Fyle'", written)
    (tmp_path / "train.py").write_text(text)
    policylint("check", "--isolated", "--fix", "--unsafe-fixes", "train.py", cwd=tmp_path)
    assert (tmp_path / "train.py").read_text() == text.replace(written, fixed)


def test_what_is_made_of_parts_or_shared_is_left_as_it_is(tmp_path: Path) -> None:
    for program in (
        f"{BASE}{CALL}\n".replace("'Fyle'", "'Fy' + 'le'"),
        f"{BASE}{CALL}\n".replace("'Fyle'", "'Fy' 'le'"),
        f"{BASE}{CALL}\nclient.create_training_job(**{{**REQUEST, 'TrainingJobName': 'other'}})\n",
    ):
        (tmp_path / "train.py").write_text(program)
        policylint("check", "--isolated", "--fix", "--unsafe-fixes", "train.py", cwd=tmp_path)
        assert (tmp_path / "train.py").read_text() == program


def test_policies_are_silent_about_what_a_run_fills_in(tmp_path: Path) -> None:
    program = "def send(client, request, role):\n    client.create_training_job(**request, RoleArn=role)\n"
    (tmp_path / "train.py").write_text(program)
    assert findings(tmp_path, "train.py", "--policies", "baseline", "--ignore", "LINT12") == []


@pytest.mark.parametrize(("argument", "rules"), [("", []), ("volume_size=30, ", ["SM2510"])])
def test_no_note_is_about_what_a_library_adds_by_itself(tmp_path: Path, argument: str, rules: list[str]) -> None:
    (tmp_path / "train.py").write_text(
        "from sagemaker.estimator import Estimator\n"
        "estimator = Estimator(\n"
        "    image_uri='123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4',\n"
        "    role='arn:aws:iam::123456789012:role/SageMakerTraining',\n"
        f"    {argument}instance_type='ml.p4d.24xlarge', instance_count=1, max_run=3600,\n"
        "    output_path='s3://acme-ml/churn/models/',\n"
        ")\n"
        "estimator.fit(job_name='churn-1')\n"
    )
    assert [one["rule"] for one in findings(tmp_path)] == rules


def test_nothing_extracted_says_why(tmp_path: Path) -> None:
    outcome = policylint("extract", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "[]\n")
    assert "no request was found" in outcome.err


FIXABLE = minimal_job(
    {
        "AlgorithmSpecification.TrainingInputMode": "Fyle",
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 7200},
        "DebugHookConfig": None,
        "Tags": [{"Key": "a", "Value": "b"}, {"Key": "a", "Value": "b"}],
    }
)
WRITTEN = "".join(f"    {name}={value!r},\n" for name, value in FIXABLE.items())
SENT = f"import boto3\nclient = boto3.client('sagemaker')\nclient.create_training_job(  # caf\xe9\n{WRITTEN})\n"
FIXED = (
    SENT.replace("'Fyle'", "'File'")
    .replace(", 'MaxWaitTimeInSeconds': 7200", "")
    .replace("    DebugHookConfig=None,\n", "")
    .replace(", {'Key': 'a', 'Value': 'b'}]", "]")
)


def test_an_entry_or_an_argument_is_taken_out(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SENT)
    policylint("check", "--isolated", "--fix", "--unsafe-fixes", "train.py", cwd=tmp_path)
    assert (tmp_path / "train.py").read_text() == FIXED


def test_a_notebook_is_fixed_in_the_strings_of_its_cell_alone(tmp_path: Path) -> None:
    cells: list[str | list[str]] = ["%pip install x\n", "# \xfc\n", SENT.splitlines(keepends=True), "!ls"]
    before = notebook(*cells)
    (tmp_path / "train.ipynb").write_text(before)
    policylint("check", "--isolated", "--fix", "--unsafe-fixes", "train.ipynb", cwd=tmp_path)
    after = (tmp_path / "train.ipynb").read_text()
    fixed = json.loads(after)
    assert ["".join(cell["source"]) for cell in fixed["cells"]] == [*cells[:2], FIXED, cells[3]]
    changed = [one for one, other in zip(before.splitlines(), after.splitlines(), strict=True) if one != other]
    assert len(changed) == 4


def test_an_argument_that_two_requests_have_is_left(tmp_path: Path) -> None:
    text = SENT.replace("client.create_training_job(", "request = dict(") + (
        "client.create_training_job(**request)\nclient.create_training_job(**{**request, 'TrainingJobName': 'other'})\n"
    )
    (tmp_path / "train.py").write_text(text)
    policylint("check", "--isolated", "--fix", "--unsafe-fixes", "train.py", cwd=tmp_path)
    assert (tmp_path / "train.py").read_text() == text


@pytest.mark.parametrize("line", ["    max_wait=7200,\n", "    max_wait=7200,  # so long\n"])
def test_an_argument_of_the_sdk_is_taken_out_where_no_comment_is_lost(tmp_path: Path, line: str) -> None:
    text = (
        "from sagemaker.estimator import Estimator\n"
        "estimator = Estimator(\n"
        "    image_uri='123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4',\n"
        "    role='arn:aws:iam::123456789012:role/SageMakerTraining',\n"
        f"{line}"
        "    instance_type='ml.m5.large', instance_count=1, max_run=3600,\n"
        ")\n"
        "estimator.fit(job_name='churn-1')\n"
    )
    (tmp_path / "train.py").write_text(text)
    policylint("check", "--isolated", "--fix", "--unsafe-fixes", "train.py", cwd=tmp_path)
    assert (tmp_path / "train.py").read_text() == (text if "#" in line else text.replace(line, ""))


@pytest.mark.parametrize(
    "client",
    [
        "boto3.client('sagemaker', region_name='eu-west-3')",
        "boto3.Session(region_name='eu-west-3').client('sagemaker')",
    ],
)
def test_the_region_of_the_client_is_the_jobs(tmp_path: Path, client: str) -> None:
    job = minimal_job({"ResourceConfig.InstanceType": "ml.p5.48xlarge"})
    (tmp_path / "train.py").write_text(f"import boto3\n{client}.create_training_job(**{job!r})\n")
    told = policylint("cost", "--isolated", "train.py", cwd=tmp_path)
    assert "no training rate of ml.p5.48xlarge in eu-west-3 is known" in told.out + told.err


def test_a_job_without_a_name_is_called_by_what_is_called(tmp_path: Path) -> None:
    call = "client.create_training_job(TrainingJobName=str(x))\n"
    (tmp_path / "train.py").write_text(
        f"import boto3\nclient = boto3.client('sagemaker')\n{call}{call}\ndef start():\n    {call}"
    )
    assert [one["job"] for one in extract(tmp_path)] == [
        "client.create_training_job",
        "client.create_training_job 2",
        "start",
    ]
