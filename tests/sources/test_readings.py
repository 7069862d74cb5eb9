"""YAML by its reader: what is judged and priced is what AWS gets, and where readers differ it is said."""

import json
from pathlib import Path

import pytest

from policylint.cli import main

OPTION = "# aws sagemaker create-training-job --cli-input-yaml file://job.yaml\n"
REQUEST = """\
TrainingJobName: churn
RoleArn: arn:aws:iam::123456789012:role/Train
AlgorithmSpecification: {TrainingImage: "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1", TrainingInputMode: File}
OutputDataConfig: {S3OutputPath: "s3://acme-ml/churn/"}
ResourceConfig: {InstanceType: ml.m5.xlarge, InstanceCount: COUNT, VolumeSizeInGB: 30}
StoppingCondition: {MaxRuntimeInSeconds: 3600}
Environment: {PIN: TEXT}
"""


def notes(capsys: pytest.CaptureFixture[str], file: Path, text: str) -> list[tuple[str, str]]:
    file.write_text(text)
    main(["check", "--isolated", "--output-format", "json", str(file)])
    findings = json.loads(capsys.readouterr().out)["findings"]
    return [(finding["severity"], finding["message"]) for finding in findings if finding["rule"] == "SM3008"]


@pytest.mark.parametrize(("comment", "instances"), [("", 8), (OPTION, 10)], ids=["PyYAML", "AWS CLI 2"])
def test_a_job_is_priced_by_the_value_that_its_reader_gives_it(
    comment: str, instances: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    totals = []
    for count in ("010", str(instances)):
        (tmp_path / "job.yaml").write_text(comment + REQUEST.replace("COUNT", count).replace("TEXT", '"1"'))
        main(["cost", "--isolated", "--format", "json", str(tmp_path / "job.yaml")])
        totals.append(json.loads(capsys.readouterr().out)["total"]["max_usd"])
    assert totals[0] == totals[1]


def test_a_bare_request_gets_a_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = REQUEST.replace("COUNT", "010").replace("TEXT", '"1"')
    expected = "PyYAML reads this as the number 8, AWS CLI 2 as the number 10"
    assert notes(capsys, tmp_path / "job.yaml", text) == [("note", expected)]


def test_the_option_in_a_comment_makes_it_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = OPTION + REQUEST.replace("COUNT", "010").replace("TEXT", '"1"')
    expected = "AWS CLI 2 reads this as the number 10, PyYAML as the number 8"
    assert notes(capsys, tmp_path / "job.yaml", text) == [("warning", expected)]


def test_a_number_where_text_belongs_may_be_a_secret_and_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = REQUEST.replace("COUNT", "1").replace("TEXT", "0123456701")
    expected = "PyYAML reads this as a number, AWS CLI 2 as another number"
    assert notes(capsys, tmp_path / "job.yaml", text) == [("note", expected)]


def test_a_value_at_an_alias_is_found_by_its_anchor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = REQUEST.replace("COUNT", "&n 010").replace("VolumeSizeInGB: 30", "VolumeSizeInGB: *n").replace("TEXT", '"1"')
    assert len(notes(capsys, tmp_path / "job.yaml", text)) == 2
