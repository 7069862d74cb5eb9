from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint import check
from policylint.contract.image import ACCESS_MODE, CREDENTIALS, IMAGE_CONFIG, VPC
from policylint.contract.region import IMAGE
from policylint.path import REMOVED
from tests.requests import minimal_job, minimal_tuning_job

UNKNOWN = "{{ value }}"
ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
PRIVATE = "registry.acme.example:5000/team/churn:1.4"
SUBNETS = {VPC: {"SecurityGroupIds": ["sg-0123456789abcdef0"], "Subnets": ["subnet-0123456789abcdef0"]}}
LOGIN = {CREDENTIALS: {"TrainingRepositoryCredentialsProviderArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}}
KEY = "ResourceConfig.VolumeKmsKeyId"


@pytest.mark.parametrize(
    ("image", "fault"),
    [
        (f"{ECR}/churn", None),
        (f"{ECR}/churn:1.4", None),
        (f"{ECR}/team/churn_model__v2:latest-GPU.1_0", None),
        (f"{ECR}/churn@sha256:{'0f' * 32}", None),
        (f"{ECR}/churn:1.4@sha256:{'0f' * 32}", None),
        (PRIVATE, None),
        ("localhost:5000/churn", None),
        (UNKNOWN, None),
        (f"{ECR}/{UNKNOWN}", None),
        ("churn:1.4", "names no registry"),
        ("team/churn", "names no registry"),
        (ECR, "names a registry, but no repository"),
        (f"{ECR}/", "names a registry, but no repository"),
        (f"{ECR}/:1.4", "names a registry, but no repository"),
        (f"https://{ECR}/churn:1.4", "is a URL"),
        (f"{ECR}/churn: 1.4", "has a space"),
        (f"{ECR}/Churn:1.4", "'Churn': repositories are lower-case"),
        (f"{ECR}/churn//model:1.4", "'churn//model'"),
        (f"{ECR}/-churn:1.4", "'-churn'"),
        (f"{ECR[1:]}/churn:1.4", "an account of 11 digits: one has 12"),
        (f"{UNKNOWN}.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", None),
        (f"{ECR}/churn:", "no tag that can exist: ''"),
        (f"{ECR}/churn:1.4:5", "no tag that can exist: '1.4:5'"),
        (f"{ECR}/churn:{'t' * 129}", "no tag that can exist"),
        (f"{ECR}/churn@sha256:0f", "no digest that can exist"),
        (f"{ECR}/churn@", "no digest that can exist"),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/churn:1", None),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com/churn:1", "cn-north-1 are at amazonaws.com.cn"),
        (f"{ECR}.cn/churn:1", "us-east-1 are at amazonaws.com"),
        ("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/churn:1", None),
    ],
)
def test_paths_of_images(image: str, fault: str | None) -> None:
    findings = check(minimal_job({IMAGE: image}), select=["SM2006"]).findings
    assert [finding.path for finding in findings] == ([IMAGE] if fault else [])
    assert (fault or "") in "".join(finding.message for finding in findings)


def test_a_url_becomes_a_path_if_that_mends_it() -> None:
    (url,) = check(minimal_job({IMAGE: f"https://{ECR}/churn:1.4"}), select=["SM2006"]).findings
    assert url.fix is not None
    assert (url.fix.edits[0].value, url.fix.safe) == (f"{ECR}/churn:1.4", False)
    (hopeless,) = check(minimal_job({IMAGE: "https://churn"}), select=["SM2006"]).findings
    assert hopeless.fix is None


WORD = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
REPOSITORY = st.lists(st.lists(WORD, min_size=1, max_size=3), min_size=1, max_size=3)


@given(
    REPOSITORY, st.sampled_from(["-", "--", ".", "_", "__"]), st.from_regex(r"[A-Za-z0-9_][\w.-]{0,20}", fullmatch=True)
)
def test_no_path_that_can_exist_is_a_fault(words: list[list[str]], separator: str, tag: str) -> None:
    image = f"{ECR}/{'/'.join(map(separator.join, words))}"
    for path in (image, f"{image}:{tag}" if tag.isascii() else image, f"{image}@sha256:{'0' * 64}"):
        assert check(minimal_job({IMAGE: path}), select=["SM2006"]).findings == ()


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert not [f for f in check(minimal_job({IMAGE: text})).findings if f.rule == "LINT9999"]


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        pytest.param("SM2007", {IMAGE: PRIVATE}, [(IMAGE, "error")], id="a private registry without any configuration"),
        pytest.param("SM2007", {IMAGE: PRIVATE, **SUBNETS}, [(IMAGE, "error")], id="with a VPC alone"),
        pytest.param(
            "SM2007", {IMAGE: PRIVATE, ACCESS_MODE: "Platform", **SUBNETS}, [(IMAGE, "error")], id="by platform"
        ),
        pytest.param("SM2007", {IMAGE: PRIVATE, ACCESS_MODE: "Vpc"}, [(VPC, "error")], id="by a VPC that is not given"),
        pytest.param("SM2007", {IMAGE: PRIVATE, ACCESS_MODE: "Vpc", **SUBNETS}, [], id="by a VPC"),
        pytest.param("SM2007", {IMAGE: PRIVATE, ACCESS_MODE: "Vpc", VPC: UNKNOWN}, [], id="by an unknown VPC"),
        pytest.param("SM2007", {IMAGE: PRIVATE, ACCESS_MODE: UNKNOWN}, [], id="by an unknown mode"),
        pytest.param("SM2007", {IMAGE: PRIVATE, IMAGE_CONFIG: UNKNOWN}, [], id="an unknown configuration"),
        pytest.param("SM2007", {IMAGE: PRIVATE, ACCESS_MODE: "vpc"}, [], id="a mode that is none: left to the schema"),
        pytest.param("SM2007", {ACCESS_MODE: "Vpc"}, [(VPC, "error")], id="ECR by a VPC that is not given"),
        pytest.param("SM2007", {IMAGE: "public.ecr.aws/docker/churn:1"}, [(IMAGE, "error")], id="ECR's public gallery"),
        pytest.param("SM2007", {IMAGE: "churn:1.4"}, [], id="no registry: left to SM2006"),
        pytest.param("SM2007", {IMAGE: f"{ECR}/churn:1.4"}, [], id="ECR"),
        pytest.param("SM2007", {IMAGE: "123456789012.dkr-ecr.us-east-1.on.aws/churn:1.4"}, [], id="ECR, dual-stack"),
        pytest.param("SM2007", {IMAGE: UNKNOWN}, [], id="an unknown image"),
        pytest.param("SM2008", {ACCESS_MODE: "Platform", **LOGIN}, [(CREDENTIALS, "warning")], id="idle credentials"),
        pytest.param("SM2008", {ACCESS_MODE: "Platform"}, [(IMAGE_CONFIG, "note")], id="the mode that holds anyway"),
        pytest.param("SM2008", {ACCESS_MODE: "Platform", CREDENTIALS: UNKNOWN}, [(CREDENTIALS, "warning")], id="any"),
        pytest.param("SM2008", {ACCESS_MODE: "Vpc", **LOGIN}, [], id="credentials for a VPC"),
        pytest.param("SM2008", {ACCESS_MODE: UNKNOWN, **LOGIN}, [], id="credentials for an unknown mode"),
        pytest.param("SM2008", {IMAGE: PRIVATE, ACCESS_MODE: "Platform", **LOGIN}, [], id="left to SM2007"),
        pytest.param("SM2008", {IMAGE: UNKNOWN, ACCESS_MODE: "Platform"}, [], id="a mode for an unknown image"),
        pytest.param("SM2009", {KEY: "arn:aws:kms:eu-west-1:123456789012:key/k"}, [(IMAGE, "error")], id="two Regions"),
        pytest.param(
            "SM2009",
            {KEY: "arn:aws:kms:eu-west-1:123456789012:key/k", ACCESS_MODE: "Vpc", **SUBNETS},
            [(IMAGE, "warning")],
            id="two Regions, and a VPC that may lead to the other",
        ),
        pytest.param("SM2009", {KEY: "arn:aws:kms:us-east-1:123456789012:key/k"}, [], id="one Region"),
        pytest.param("SM2009", {KEY: "alias/k"}, [], id="the job's Region is not known"),
        pytest.param("SM2009", {KEY: UNKNOWN}, [], id="an unknown key"),
        pytest.param("SM2009", {IMAGE: PRIVATE, KEY: "arn:aws:kms:eu-west-1:1:key/k"}, [], id="an image of no Region"),
    ],
)
def test_a_training_job(rule: str, changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    findings = check(minimal_job(changes), select=[rule]).findings
    assert [(finding.path, finding.severity and finding.severity.value) for finding in findings] == expected


def test_the_stated_region_is_the_jobs() -> None:
    (finding,) = check(minimal_job(), select=["SM2009"], region="eu-west-1").findings
    assert finding.message == "the image is in us-east-1, the job in eu-west-1"
    assert finding.fix is None  # nothing says that the job's Region has it
    assert check(minimal_job(), select=["SM2009"], region="us-east-1").findings == ()


def test_awss_image_is_fixed_to_that_of_the_region() -> None:
    image = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.2.0-gpu-py310"
    (finding,) = check(minimal_job({IMAGE: image}), select=["SM2009"], region="cn-north-1").findings
    assert finding.fix is not None
    right = "727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/pytorch-training:2.2.0-gpu-py310"
    assert finding.fix.edits[0].value == right


def test_a_tuning_job_pulls_from_ecr_alone() -> None:
    path = f"TrainingJobDefinition.{IMAGE}"
    (finding,) = check(minimal_tuning_job({path: PRIVATE}), select=["SM2007"]).findings
    assert (finding.path, finding.fix) == (path, None)
    assert "tuning jobs pull from no other" in finding.message
    assert check(minimal_tuning_job({path: REMOVED}), select=["SM2006", "SM2007"]).findings == ()
