"""Notebooks: their cells are one program, and a finding stands in its cell."""

import json
from pathlib import Path

import pytest

from tests.cli import policylint
from tests.requests import minimal_job
from tests.sources.python.extracting import extract, notebook

SEND = "client.create_training_job(TrainingJobName=NAME)\n"


def test_cells_are_one_program(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(
        notebook("import boto3\nclient = boto3.client('sagemaker')", ["NAME = 'a'\n", SEND])
    )
    [found] = extract(tmp_path)
    assert found["request"] == {"TrainingJobName": "a"}


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "!pip install -q \\\n  sagemaker",
        "client?",
        "?client",
        "files = !ls",
        "%time NAME = 'a'",
        "if True:\n    !ls\n    %cd x",
        "%%time\nNAME = 'a'",
    ],
)
def test_lines_for_ipython_alone_are_skipped(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.ipynb").write_text(notebook("NAME = 'a'", line, SEND))
    [found] = extract(tmp_path)
    assert found["request"] == {"TrainingJobName": "a"}


def test_what_another_notebook_may_set_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(notebook("NAME = 'a'", "%run setup.ipynb", SEND))
    [found] = extract(tmp_path)
    assert found["request"] == {"TrainingJobName": {"$unknown": "NAME"}}


@pytest.mark.parametrize("cell", ["%%bash\nls", "%%writefile train.py\nx = (", "x = ("])
def test_a_cell_that_is_something_else_loses_no_other(tmp_path: Path, cell: str) -> None:
    (tmp_path / "a.ipynb").write_text(notebook("NAME = 'a'", cell, SEND))
    assert [one["job"] for one in extract(tmp_path)] == ["a"]


def test_a_broken_cell_that_sends_is_a_fault_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(
        notebook("NAME = 'a'", SEND, ["client.create_training_job(\n", "  TrainingJobName=\n"])
    )
    outcome = policylint("check", "--isolated", "a.ipynb", cwd=tmp_path)
    assert outcome.code == 2
    assert "LINT1003" in outcome.out
    assert "cell 3 is not Python 3" in outcome.out


def test_a_notebook_in_another_language_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(notebook(SEND, language="R"))
    assert extract(tmp_path) == []


def test_a_finding_stands_in_its_cell(tmp_path: Path) -> None:
    request = minimal_job({"AlgorithmSpecification.TrainingInputMode": "Fyle"})
    cell = f"request = {json.dumps(request, indent=2)}\nclient.create_training_job(**request)\n"
    text = notebook("# first\n", cell.replace("true", "True").splitlines(keepends=True))
    (tmp_path / "a.ipynb").write_text(text)
    outcome = policylint("check", "--isolated", "--output-format", "json", "a.ipynb", cwd=tmp_path)
    [finding] = [one for one in json.loads(outcome.out)["findings"] if one["rule"] == "SM1004"]
    line = text.splitlines()[finding["position"]["line"] - 1]
    assert line[finding["position"]["column"] - 1 :].startswith('\\"Fyle\\"')
    number = cell.splitlines().index(next(one for one in cell.splitlines() if "Fyle" in one)) + 1
    assert f"this is cell 2, line {number}" in json.dumps(finding)


def test_the_format_before_2015_is_read(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "input": ["NAME = 'a'\n", SEND], "language": "python", "outputs": []}]
    (tmp_path / "a.ipynb").write_text(json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3, "metadata": {}}))
    assert [one["job"] for one in extract(tmp_path)] == ["a"]
