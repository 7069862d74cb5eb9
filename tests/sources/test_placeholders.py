"""Blanks to fill in: unknown values with a note, in every kind of file, and nothing in free text."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import policylint
from tests.requests import minimal_job


def findings(folder: Path, name: str, text: str) -> list[tuple[str, str]]:
    """The rules and paths of what is found in a file, policies and advice aside."""
    (folder / name).write_text(text)
    done = policylint("check", "--output-format", "json", "--select", "SM1,SM3,LINT", name, cwd=folder)
    report: dict[str, Any] = json.loads(done.out)
    return [(finding["rule"], finding["path"]) for finding in report["findings"]]


@pytest.mark.parametrize(
    "blank", ["{NAME}", "$(name)", "#{name}#", "<<name>>", "<< MY NAME >>", "%NAME%", "a-{NAME}-b"]
)
@pytest.mark.parametrize("path", ["TrainingJobName", "RoleArn", "ResourceConfig.InstanceType"])
def test_a_placeholder_makes_the_value_unknown(tmp_path: Path, path: str, blank: str) -> None:
    assert findings(tmp_path, "job.json", json.dumps(minimal_job({path: blank}))) == [("SM3007", path)]


@pytest.mark.parametrize("blank", ["{COUNT}", "$(count)", "#{count}#", "<<count>>", "%COUNT%"])
def test_a_placeholder_where_no_quotes_are(tmp_path: Path, blank: str) -> None:
    text = json.dumps(minimal_job({"ResourceConfig.InstanceCount": "@"})).replace('"@"', blank)
    assert findings(tmp_path, "job.json", text) == [("SM3007", "ResourceConfig.InstanceCount")]


@pytest.mark.parametrize("written", ["{ROLE}", "{ROLE}-x", "'{ROLE}'", "$(ROLE)", "%ROLE%"])
def test_yaml_reads_braces_as_a_mapping_and_they_are_a_blank_all_the_same(tmp_path: Path, written: str) -> None:
    job = minimal_job()
    del job["RoleArn"]
    text = f"RoleArn: {written}\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in job.items())
    assert findings(tmp_path, "job.yaml", text) == [("SM3007", "RoleArn")]


def test_in_a_manifest_too(tmp_path: Path) -> None:
    spec = {key[0].lower() + key[1:]: value for key, value in minimal_job().items()}
    spec["roleARN"] = "@"
    del spec["roleArn"]
    head = "apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: TrainingJob\nmetadata: {name: a}\nspec:\n"
    text = head + "".join(f"  {key}: {json.dumps(value)}\n" for key, value in spec.items()).replace('"@"', "{ROLE}")
    assert findings(tmp_path, "job.yaml", text) == [("SM3007", "RoleArn")]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("HyperParameters", {"format": "{x}", "{y}": "%ABC%"}),
        ("Environment", {"FORMAT": "{x}"}),
        ("AlgorithmSpecification.ContainerArguments", ["--format", "{x}", "$(date)"]),
        ("AlgorithmSpecification.MetricDefinitions", [{"Name": "loss", "Regex": "loss{abc}=([0-9]+)"}]),
    ],
)
def test_free_text_is_meant_as_it_stands(tmp_path: Path, path: str, value: Any) -> None:
    assert findings(tmp_path, "job.json", json.dumps(minimal_job({path: value}))) == []


@pytest.mark.parametrize("text", ["${NAME}", "{{ name }}", "{% name %}"])
def test_template_expressions_are_no_blanks(tmp_path: Path, text: str) -> None:
    assert findings(tmp_path, "job.json", json.dumps(minimal_job({"RoleArn": text}))) == []


def test_an_escaped_address_is_no_blank(tmp_path: Path) -> None:
    job = minimal_job({"OutputDataConfig.S3OutputPath": "s3://acme-ml/a%20b%2Fc%20d/"})
    assert findings(tmp_path, "job.json", json.dumps(job)) == []


def test_placeholders_of_ones_own(tmp_path: Path) -> None:
    text = json.dumps(minimal_job({"RoleArn": "@@role@@"}))
    assert ("SM3007", "RoleArn") not in findings(tmp_path, "job.json", text)
    (tmp_path / "policylint.toml").write_text('placeholders = ["@@.*?@@"]\n')
    assert findings(tmp_path, "job.json", text) == [("SM3007", "RoleArn")]


@pytest.mark.parametrize(("pattern", "words"), [("x*", "matches the empty string"), ("(", "not a regular expression")])
def test_a_pattern_that_cannot_be_used_is_refused_at_its_place(tmp_path: Path, pattern: str, words: str) -> None:
    (tmp_path / "policylint.toml").write_text(f'fail-on = "note"\nplaceholders = ["@@", "{pattern}"]\n')
    done = policylint("check", ".", cwd=tmp_path)
    assert done.code == 2
    assert "policylint.toml:2:23: " in done.err
    assert words in done.err
