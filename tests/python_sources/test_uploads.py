"""Secrets in what the SDK uploads beside a request: no request shows them, and no output does either."""

import json
from pathlib import Path

import pytest

from tests.cli import policylint

SECRET = "-".join(("Meadow", "Compass", "87"))
TRAINER = f"""from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, SourceCode

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/SageMakerTraining",
    source_code=SourceCode(command="export DB_PASSWORD={SECRET} && python train.py"),
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
)
trainer.train()
"""
REMOTE = f"""from sagemaker.remote_function import remote


@remote(
    instance_type="ml.m5.large",
    pre_execution_commands=["export DB_PASSWORD={SECRET}"],
)
def train(rows):
    return len(rows)


train([1, 2])
"""


@pytest.mark.parametrize(("text", "line"), [(TRAINER, 7), (REMOTE, 6)], ids=["trainer", "remote"])
def test_a_secret_in_an_uploaded_script_is_told(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "train.py").write_text(text)
    told = policylint("check", "--output-format", "json", "train.py", cwd=tmp_path)
    [finding] = [one for one in json.loads(told.out)["findings"] if one["rule"] == "SEC1004"]
    assert (finding["path"], finding["position"]["line"]) == ("", line)
    for form in ("text", "json", "sarif", "html", "markdown"):
        shown = policylint("check", "--output-format", form, "train.py", cwd=tmp_path)
        assert SECRET not in shown.out + shown.err


@pytest.mark.parametrize("text", [TRAINER, REMOTE], ids=["trainer", "remote"])
def test_a_command_without_one_is_not(tmp_path: Path, text: str) -> None:
    (tmp_path / "train.py").write_text(text.replace(SECRET, "$PASSWORD"))
    told = policylint("check", "--output-format", "json", "train.py", cwd=tmp_path)
    assert not [one for one in json.loads(told.out)["findings"] if one["rule"].startswith("SEC")]
