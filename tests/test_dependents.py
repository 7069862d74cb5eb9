"""`check --changed-since` checks files that have not changed, too, where one that did has a part in their requests."""

import json
from pathlib import Path

from tests.cli import policylint
from tests.repository import Repository
from tests.requests import minimal_job
from tests.sources.python.extracting import notebook

ROLE = "arn:aws:iam::123456789012:role/SageMakerTraining"
CALL = "import boto3\n{}\nboto3.client('sagemaker').create_training_job(TrainingJobName=NAME, RoleArn='x')\n"
MACHINE = json.dumps(
    {
        "StartAt": "Train",
        "States": {
            "Train": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
                "Parameters": minimal_job({"TrainingJobName": "${Name}", "RoleArn": "x"}),
                "End": True,
            }
        },
    }
)
HCL = 'resource "aws_sfn_state_machine" "train" {{\n name = "a"\n role_arn = "{}"\n definition = {}\n}}\n'
FILES = {
    "pyproject.toml": "",
    "programs/direct.py": CALL.format("from common.names import NAME"),
    "programs/far.py": CALL.format("import helpers.far as far\nNAME = far.NAME"),
    "programs/relative.py": CALL.format("from . import beside\nNAME = beside.NAME"),
    "programs/__init__.py": "",
    "programs/unrelated.py": CALL.format("import json, other.names\nNAME = 'a_b'"),
    "programs/beside.py": "from common import (\n    names,\n)\nNAME = names.NAME\n",
    "programs/book.ipynb": notebook(CALL.format("from common.names import NAME")),
    "common/__init__.py": "",
    "common/names.py": "NAME = 'a_b'\n",
    "helpers/far.py": "from common.names import NAME as NAME\n",
    "other/names.py": "NAME = 'c'\n",
    "tf/main.tf": HCL.format(ROLE, 'templatefile("${path.module}/machine.json.tpl", { Name = var.name })'),
    "tf/variables.tf": 'variable "name" {\n  default = "a_b"\n}\n',
    "tf/machine.json.tpl": MACHINE,
    "tf2/main.tf": HCL.format(ROLE, "jsonencode({ a = 1 })"),
    "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
    "chart/values.yaml": "name: a_b\n",
    "chart/templates/job.yaml": "apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: TrainingJob\n"
    "metadata:\n  name: a\nspec:\n  trainingJobName: '{{ .Values.name }}'\n  roleARN: x\n",
    "sam/template.yaml": "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n"
    "      DefinitionUri: machine.asl.json\n      DefinitionSubstitutions:\n        Name: a_b\n",
    "sam/machine.asl.json": MACHINE,
}


def checked(repository: Repository, changed: str, to: str) -> set[str]:
    """The files with findings, where one file has changed to a text."""
    (repository.folder / changed).write_text(to)
    outcome = policylint("check", "--output-format=json", "--changed-since=HEAD", cwd=repository.folder)
    repository.git("checkout", "--quiet", ".")
    assert outcome.code in (0, 1), outcome.err
    return {finding["file"] for finding in json.loads(outcome.out)["findings"] if finding["rule"] != "LINT1002"}


def test_what_a_change_has_a_part_in_is_checked_with_it(tmp_path: Path) -> None:
    repository = Repository.made(tmp_path / "repository")
    for name, text in FILES.items():
        file = repository.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    repository.commit()
    programs = {f"programs/{name}" for name in ("direct.py", "far.py", "relative.py", "book.ipynb")}
    assert checked(repository, "common/names.py", "NAME = 'b_c'\n") == programs
    assert checked(repository, "common/__init__.py", "X = 1\n") == programs
    assert checked(repository, "other/names.py", "NAME = 'd'\n") == {"programs/unrelated.py"}
    assert checked(repository, "pyproject.toml", "\n") == set()
    assert checked(repository, "tf/variables.tf", FILES["tf/variables.tf"] + "\n") == {"tf/main.tf"}
    assert checked(repository, "tf/machine.json.tpl", MACHINE + "\n") == {"tf/main.tf"}
    assert checked(repository, "chart/values.yaml", "name: b_c\n") == {"chart/templates/job.yaml"}
    with_name = FILES["sam/template.yaml"].replace("a_b", "b_c")
    assert checked(repository, "sam/template.yaml", with_name) == {"sam/machine.asl.json"}


def test_the_state_before_is_read_with_the_modules_of_then(tmp_path: Path) -> None:
    repository = Repository.made(tmp_path / "repository")
    for name in ("pyproject.toml", "programs/direct.py", "common/__init__.py", "common/names.py"):
        file = repository.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(FILES[name])
    repository.commit()
    (repository.folder / "common/names.py").write_text("NAME = 'c_d'\n")
    outcome = policylint("review", "--base=HEAD", "programs", cwd=repository.folder)
    assert "a_b" in outcome.out
    assert "c_d" in outcome.out
