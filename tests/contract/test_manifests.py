from typing import Any

import pytest

from policylint import check
from tests.contract.channel import UNKNOWN, disk, s3
from tests.requests import minimal_job

SOURCE = "InputDataConfig[0].DataSource.S3DataSource"
NAMES = ["source-ref", "churn"]
FILE, FOLDER = "s3://acme-ml/churn/train.manifest", "s3://acme-ml/churn/train/"
AUGMENTED = "AugmentedManifestFile"


@pytest.mark.parametrize(
    ("rule", "channel", "expected"),
    [
        pytest.param("SM2104", s3("train", FILE, kind=AUGMENTED), [f"{SOURCE}.AttributeNames"], id="no list"),
        pytest.param(
            "SM2104",
            s3("train", FILE, kind=AUGMENTED, AttributeNames=[]),
            [f"{SOURCE}.AttributeNames"],
            id="empty list",
        ),
        pytest.param("SM2104", s3("train", FILE, kind=AUGMENTED, AttributeNames=NAMES), [], id="a list"),
        pytest.param("SM2104", s3("train", FILE, kind=AUGMENTED, AttributeNames=UNKNOWN), [], id="an unknown list"),
        pytest.param("SM2104", s3("train", FILE, kind="ManifestFile"), [], id="a plain manifest"),
        pytest.param("SM2104", s3("train", FILE, kind=UNKNOWN), [], id="an unknown kind"),
        pytest.param("SM2105", s3("train", AttributeNames=NAMES), [f"{SOURCE}.AttributeNames"], id="of a prefix"),
        pytest.param(
            "SM2105",
            s3("train", FILE, kind="ManifestFile", AttributeNames=NAMES),
            [f"{SOURCE}.AttributeNames"],
            id="of a plain manifest",
        ),
        pytest.param("SM2105", s3("train", AttributeNames=[]), [], id="of none"),
        pytest.param("SM2105", s3("train", AttributeNames=UNKNOWN), [], id="unknown names"),
        pytest.param("SM2105", s3("train", FILE, kind=UNKNOWN, AttributeNames=NAMES), [], id="of an unknown kind"),
        pytest.param("SM2117", s3("train", FOLDER, kind="ManifestFile"), [f"{SOURCE}.S3Uri"], id="a folder"),
        pytest.param("SM2117", s3("train", FOLDER, kind=AUGMENTED), [f"{SOURCE}.S3Uri"], id="an augmented folder"),
        pytest.param("SM2117", s3("train", FILE, kind="ManifestFile"), [], id="an object"),
        pytest.param("SM2117", s3("train", FOLDER), [], id="a prefix"),
        pytest.param("SM2117", s3("train", UNKNOWN, kind="ManifestFile"), [], id="an unknown object"),
        pytest.param("SM2117", disk("train"), [], id="a file system"),
    ],
)
def test_manifests(rule: str, channel: dict[str, Any], expected: list[str]) -> None:
    report = check(minimal_job({"InputDataConfig": [channel]}), select=[rule])
    assert [finding.path for finding in report.findings] == expected
