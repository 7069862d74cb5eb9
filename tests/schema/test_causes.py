"""The slips behind refused strings, named as a person would, each with the value that is meant."""

from datetime import date
from typing import Any

import pytest

from policylint.examples import example
from policylint.finding import Finding, quote_value, set_value
from policylint.job import TRAINING
from policylint.schema.faults import faults

OUTPUT = "OutputDataConfig.S3OutputPath"
ROLE = "RoleArn"
NAME = "TrainingJobName"
TYPE = "ResourceConfig.InstanceType"


def only(path: str, value: Any) -> Finding:
    (finding,) = faults(TRAINING, example(TRAINING, {path: value}))
    return finding


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("s3//acme-ml/out", "lacks the colon of s3://"),
        ("s3:/acme-ml/out", "has one slash after s3:, where two belong"),
        ("s3:acme-ml/out", "has no slash after s3:, where two belong"),
        ("s3:///acme-ml/out", "has 3 slashes after s3:, where two belong"),
        ("S3://acme-ml/out", "has an uppercase scheme; the API takes s3"),
        ("s3a://acme-ml/out", "has Hadoop's scheme s3a; the API takes s3"),
        ("s3n://acme-ml/out", "has Hadoop's scheme s3n; the API takes s3"),
        (" s3://acme-ml/out", "has spaces around it"),
        ("arn:aws:s3:::acme-ml/out", "is an ARN; S3 locations are written s3://BUCKET/PREFIX"),
        ("arn:aws-cn:s3:::acme-ml/out", "is an ARN; S3 locations are written s3://BUCKET/PREFIX"),
    ],
)
def test_an_s3_location_with_a_slip_is_fixed(text: str, says: str) -> None:
    finding = only(OUTPUT, text)
    assert finding.message == f"S3OutputPath {says}: write 's3://acme-ml/out'"
    assert finding.fix == set_value(OUTPUT, "s3://acme-ml/out")


def test_a_location_without_a_scheme_may_be_meant_otherwise() -> None:
    finding = only(OUTPUT, "acme-ml/out")
    assert finding.message == "S3OutputPath lacks the scheme s3://: write 's3://acme-ml/out'"
    assert finding.fix == set_value(OUTPUT, "s3://acme-ml/out", safe=False)


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        (OUTPUT, "gs://acme/out", "is in Google Cloud Storage, which a job cannot read; copy the data to S3"),
        (OUTPUT, "wasbs://acme/out", "is in Azure storage, which a job cannot read; copy the data to S3"),
        (OUTPUT, "./out", "is a local path, which a job cannot read; give an S3 location, s3://BUCKET/PREFIX"),
        (ROLE, "arn:aws:iam::12345678901:role/Train", "has an account ID of 11 digits; account IDs have 12"),
        (ROLE, "arn:aws:iam::role/T", "has no account ID; write arn:aws:iam::ACCOUNT:role/NAME"),
        (ROLE, "Train", "is a role's name; give its ARN, arn:aws:iam::ACCOUNT:role/NAME"),
        (
            ROLE,
            "arn:aws:iam::123456789012:user/jo",
            "is the ARN of a user; a job takes a role, arn:aws:iam::ACCOUNT:role/NAME",
        ),
    ],
)
def test_a_string_that_is_something_else_is_called_so(path: str, text: str, says: str) -> None:
    finding = only(path, text)
    assert finding.message == f"{path.rpartition('.')[2]} '{text}' {says}"
    assert finding.fix is None


@pytest.mark.parametrize(
    ("text", "says"), [("churn-", "end"), ("-churn", "start"), ("-churn-", "start or end"), ("-", "start or end")]
)
def test_a_hyphen_at_an_end_of_a_name_is_named(text: str, says: str) -> None:
    assert only(NAME, text).message == f"TrainingJobName '{text}' must not {says} with a hyphen"


def test_the_role_of_a_session_is_proposed() -> None:
    finding = only(ROLE, "arn:aws:sts::123456789012:assumed-role/Train/me")
    assert finding.fix == set_value(ROLE, "arn:aws:iam::123456789012:role/Train", safe=False)


def test_a_type_for_inference_is_an_error_without_a_guess() -> None:
    finding = only(TYPE, "ml.inf2.xlarge")
    assert (finding.rule, finding.severity) == ("SM1004", None)
    assert (
        finding.message == "InstanceType is 'ml.inf2.xlarge', a type for inference; for training use ml.trn1 or ml.trn2"
    )
    assert finding.help.startswith("`policylint schema show ResourceConfig.InstanceType` lists all ")


def test_a_beginning_of_a_word_is_a_hint() -> None:
    source = {"FileSystemId": "fs-0123456789abcdef0", "FileSystemType": "EFS", "DirectoryPath": "/a"}
    channel = {"ChannelName": "a", "DataSource": {"FileSystemDataSource": source | {"FileSystemAccessMode": "read"}}}
    assert only("InputDataConfig", [channel]).message.endswith("not 'read': did you mean 'ro'?")
    mode = "AlgorithmSpecification.TrainingInputMode"
    assert only(mode, "Fas").message.endswith("did you mean 'FastFile'?")


def test_a_date_is_text_that_lacks_its_quotes() -> None:
    finding = only(NAME, date(2026, 11, 24))
    assert "the date 2026-11-24 (YAML takes such text for a date: quote it)" in finding.message
    assert finding.fix == quote_value(NAME)
