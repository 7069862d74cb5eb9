"""AWS's own names, read the same everywhere: held to botocore's own list of partitions and Regions."""

import json
from pathlib import Path
from typing import Any

import botocore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.aws import (
    PARTITIONS,
    Arn,
    arn_account,
    arn_partition,
    arn_region,
    ecr_image,
    instance_family,
    parse_arn,
    parse_image,
    partition_of,
    role_account,
    s3_location,
)

DATA = Path(botocore.__file__).parent / "data"
BOTOCORE: list[dict[str, Any]] = json.loads((DATA / "partitions.json").read_bytes())["partitions"]
REGIONS = [(one["id"], region) for one in BOTOCORE for region in one["regions"] if not region.endswith("-global")]
ACCOUNTS = st.from_regex(r"[0-9]{12}", fullmatch=True)
PART = st.text(st.characters(codec="utf-8", exclude_characters=":"), max_size=20)


def test_the_partitions_are_those_of_botocore() -> None:
    assert {one.name: one.domain for one in PARTITIONS} == {one["id"]: one["outputs"]["dnsSuffix"] for one in BOTOCORE}


@pytest.mark.parametrize(("partition", "region"), REGIONS)
def test_a_region_belongs_to_botocores_partition(partition: str, region: str) -> None:
    assert partition_of(region).name == partition


@given(
    st.sampled_from(REGIONS), ACCOUNTS, st.sampled_from(["ecr", "ecr-fips"]), st.sampled_from(["", ":1", "@sha256:0"])
)
def test_a_registry_at_the_domain_of_its_region_is_read(
    place: tuple[str, str], account: str, host: str, suffix: str
) -> None:
    own = partition_of(place[1])
    for registry, domain in ((f"dkr.{host}", own.domain), (f"dkr-{host}", own.dual_stack)):
        if domain:
            found = ecr_image(f"{account}.{registry}.{place[1]}.{domain}/team/churn{suffix}")
            assert found == (account, place[1], "team/churn", domain)


@pytest.mark.parametrize(
    "image",
    [
        "churn",
        "",
        "registry.acme.example/churn:1",
        pytest.param("12345678901.dkr.ecr.us-east-1.amazonaws.com/churn:1", id="an account of 11 digits"),
        pytest.param("123456789012.dkr.ecr.us-east-1.acme.example/churn:1", id="at a domain of no partition"),
        pytest.param("123456789012.dkr.ecr.us-east-1.on.aws/churn:1", id="a dual-stack domain under the other name"),
        pytest.param("123456789012.dkr.ecr.amazonaws.com/churn:1", id="without a Region"),
        pytest.param("public.ecr.aws/acme/churn:1", id="the public registry"),
    ],
)
def test_what_is_not_in_a_private_registry(image: str) -> None:
    assert ecr_image(image) is None


@given(PART, PART, PART, PART, st.text(max_size=20))
def test_an_arn_is_its_six_parts(partition: str, service: str, region: str, account: str, resource: str) -> None:
    text = f"arn:{partition}:{service}:{region}:{account}:{resource}"
    assert parse_arn(text) == Arn(partition, service, region, account, resource)
    assert (arn_partition(text), arn_region(text)) == (partition or None, region or None)
    assert arn_account(text) == (account or None)


@pytest.mark.parametrize(
    "text", ["", "arn:", "arn:aws", "arn:aws:kms:eu-west-1:123456789012", "alias/churn", "urn:a:b:c:d:e"]
)
def test_what_is_not_an_arn(text: str) -> None:
    assert parse_arn(text) is None
    assert (arn_partition(text), arn_region(text), arn_account(text)) == (None, None, None)


ROLE = "arn:aws:iam::123456789012:role/train"


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"RoleArn": ROLE}, "123456789012"),
        ({"TrainingJobDefinition": {"RoleArn": ROLE}}, "123456789012"),
        ({"TrainingJobDefinitions": [{"RoleArn": ROLE}, {}]}, "123456789012"),
        ({"RoleArn": "arn:aws:iam::acme:role/train"}, None),
        ({"RoleArn": 1}, None),
        ({}, None),
        (None, None),
    ],
)
def test_the_account_of_a_role(request_: Any, expected: str | None) -> None:
    assert role_account(request_) == expected


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("churn", (None, "churn", None, None)),
        ("acme/churn:1.4", (None, "acme/churn", "1.4", None)),
        ("localhost/churn", ("localhost", "churn", None, None)),
        ("registry.acme.example:5000/a/b:1@sha256:0", ("registry.acme.example:5000", "a/b", "1", "sha256:0")),
    ],
)
def test_the_parts_of_an_image(image: str, expected: tuple[str | None, ...]) -> None:
    assert parse_image(image) == expected


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://acme-ml", ("acme-ml", "")),
        ("s3://acme-ml/churn/\n1", ("acme-ml", "churn/\n1")),
        ("s3:///churn", None),
        ("https://acme-ml/churn", None),
        ("https://s3.eu-west-1.amazonaws.com/acme-ml/churn/", ("acme-ml", "churn/")),
        ("https://s3.amazonaws.com/acme-ml", ("acme-ml", "")),
        ("https://s3-us-west-2.amazonaws.com/acme-ml/a/b", ("acme-ml", "a/b")),
        ("https://s3.dualstack.us-east-1.amazonaws.com/acme-ml/a", ("acme-ml", "a")),
        ("https://s3-fips.us-gov-west-1.amazonaws.com/acme-ml/a", ("acme-ml", "a")),
        ("https://s3.cn-north-1.amazonaws.com.cn/acme-ml/a", ("acme-ml", "a")),
        ("https://s3.us-east-1.${AWS::URLSuffix}/acme-ml/a", ("acme-ml", "a")),
        ("https://acme-ml.s3.eu-west-1.amazonaws.com/churn/", ("acme-ml", "churn/")),
        ("https://acme.ml.s3.amazonaws.com/churn/", ("acme.ml", "churn/")),
        ("https://acme.s3.ml.s3.dualstack.eu-west-1.amazonaws.com/a", ("acme.s3.ml", "a")),
        ("https://acme-ml.s3-eu-west-1.amazonaws.com", ("acme-ml", "")),
        ("https://bucket.vpce-1a2b-3c.s3.us-east-1.vpce.amazonaws.com/acme-ml/a", ("acme-ml", "a")),
        ("https://acme-ml.bucket.vpce-1a2b-3c.s3.us-east-1.vpce.amazonaws.com/a", ("acme-ml", "a")),
        ("https://s3.us-east-1.amazonaws.com/", None),
        ("https://s3.us-east-1.amazonaws.com", None),
        ("https://models.acme.example/acme-ml/", None),
        ("https://train-123456789012.s3-accesspoint.us-east-1.amazonaws.com/a/b", None),
    ],
)
def test_an_s3_location(uri: str, expected: tuple[str, str] | None) -> None:
    assert s3_location(uri) == expected


@pytest.mark.parametrize(
    ("text", "family"), [("ml.p5.48xlarge", "p5"), ("ml.c7i-flex.large", "c7i-flex"), ("p5.48xlarge", None), ("", None)]
)
def test_the_family_of_an_instance_type(text: str, family: str | None) -> None:
    assert instance_family(text) == family
