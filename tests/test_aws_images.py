"""What the paths of AWS's own images say."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policylint.aws_images import AwsImage, account_of, aws_image, registry_of, table
from scripts.image_tables import PACKAGES, Sdk, news

ROOT = Path(__file__).parent.parent
ECR = "dkr.ecr.us-east-1.amazonaws.com"
DLC = f"763104351884.{ECR}"


def said(image: str) -> tuple[str | None, ...] | None:
    found = aws_image(image)
    return found and (found.family, found.version, found.base, found.python, found.processor, found.cuda)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (f"683313688378.{ECR}/sagemaker-xgboost:1.7-1", ("xgboost", "1.7-1", None, None, None, None)),
        (f"683313688378.{ECR}/sagemaker-xgboost:0.90-1-cpu-py3", ("xgboost", "0.90-1", None, "py3", "cpu", None)),
        (f"811284229777.{ECR}/xgboost:latest", ("xgboost", "latest", None, None, None, None)),
        (f"683313688378.{ECR}/sagemaker-scikit-learn:1.2-1-cpu-py3", ("sklearn", "1.2-1", None, "py3", "cpu", None)),
        (f"382416733822.{ECR}/kmeans:1", ("kmeans", "1", None, None, None, None)),
        (
            f"{DLC}/pytorch-training:2.5.1-cpu-py311-ubuntu22.04-sagemaker",
            ("pytorch", "2.5.1", None, "py311", "cpu", None),
        ),
        (
            f"{DLC}/pytorch-training:2.8.0-gpu-py312-cu129-ubuntu22.04-sagemaker-v1.2",
            ("pytorch", "2.8.0", None, "py312", "gpu", "12.9"),
        ),
        (f"{DLC}/tensorflow-training:1.15.2-gpu-py37-cu100-ubuntu18.04",
         ("tensorflow", "1.15.2", None, "py37", "gpu", "10.0")),
        (
            f"{DLC}/huggingface-pytorch-training:2.1.0-transformers4.36.0-gpu-py310-cu121-ubuntu20.04",
            ("huggingface", "4.36.0", "pytorch2.1.0", "py310", "gpu", "12.1"),
        ),
        (
            f"{DLC}/pytorch-training-neuronx:2.1.2-neuronx-py310-sdk2.20.2-ubuntu20.04",
            ("pytorch", "2.1.2", None, "py310", "neuron", None),
        ),
        (f"{DLC}/pytorch:2.11-cu130-amzn2023-sagemaker", ("pytorch", "2.11", None, None, "gpu", "13.0")),
        (f"{DLC}/djl-inference:0.29.0-lmi11.0.0-cu124", ("djl-lmi", "0.29.0", None, None, "gpu", "12.4")),
        (
            f"520713654638.{ECR}/sagemaker-tensorflow-scriptmode:1.12-gpu-py3",
            ("tensorflow", "1.12", None, "py3", "gpu", None),
        ),
        (
            f"462105765813.{ECR}/sagemaker-rl-ray-container:ray-0.8.5-tf-gpu-py36",
            ("ray", "0.8.5", None, "py36", "gpu", None),
        ),
        (f"{DLC}/pytorch-training@sha256:{'0' * 64}", ("pytorch", None, None, None, None, None)),
        (f"123456789012.{ECR}/pytorch-training:2.5.1-gpu-py311", None),  # a mirror in an account of one's own
        (f"{DLC}/churn:1", None),
        ("docker.io/library/pytorch-training:2.5.1", None),
        ("${image}", None),
    ],
)  # fmt: skip
def test_what_a_path_says(image: str, expected: tuple[str | None, ...] | None) -> None:
    assert said(image) == expected


@pytest.mark.parametrize(
    "registry",
    [
        "763104351884.dkr.ecr-fips.us-west-2.amazonaws.com",
        "763104351884.dkr-ecr.us-west-2.on.aws",
        "763104351884.dkr-ecr-fips.us-west-2.on.aws",
    ],
)
def test_all_names_of_a_registry_are_known(registry: str) -> None:
    found = aws_image(f"{registry}/pytorch-training:2.5.1-gpu-py311@sha256:{'0' * 64}")
    assert isinstance(found, AwsImage)
    assert (found.account, found.region, found.processor, found.trains) == ("763104351884", "us-west-2", "gpu", True)


def test_the_account_of_a_repository_by_region() -> None:
    asked = {
        ("sagemaker-xgboost", "eu-west-1"): "141502667606",
        ("pytorch-training", "cn-north-1"): "727897471807",
        ("pytorch-training", "us-gov-west-1"): "442386744353",
        ("kmeans", "us-iso-east-1"): "490574956308",
        ("kmeans", "eu-nowhere-1"): None,
        ("churn", "eu-west-1"): None,
    }
    assert {one: account_of(*one) for one in asked} == asked


def test_the_tables_are_of_the_versions_of_the_sdk_that_all_is_recorded_with() -> None:
    """Who raises a version of the SDK in one place is told of the tables, and of the comparison with it."""
    pinned = " and ".join(f"{name} {version}" for name, version in PACKAGES.items())
    for name in ("images", "frameworks"):
        assert table(name)["source"] == f"image_uri_config of the SageMaker Python SDK (PyPI, {pinned})"
    for script in ("record-sdk", "sdk-tests"):
        versions = re.findall(r"sagemaker==(2[\d.]+)", (ROOT / "scripts" / script).read_text(encoding="utf-8"))
        assert set(versions) == {PACKAGES["sagemaker"]}, script


def test_each_table_has_its_source_and_day() -> None:
    for name in ("images", "frameworks", "support"):
        assert len(table(name)["source"]) > 20
        assert date.fromisoformat(table(name)["as_of"]) >= date(2026, 11, 28)


def test_accounts_and_regions_are_of_their_form() -> None:
    for repository in table("images")["repositories"]:
        for region, account in registry_of(repository).items():
            assert re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d", region)
            assert re.fullmatch(r"\d{12}", account)


def test_versions_of_support_are_those_of_images_that_train() -> None:
    repositories = table("images")["repositories"]
    for part in ("end_of_patch", "cuda"):
        for repository in table("support")[part]:
            assert "training" in repositories[repository]["scopes"]
    assert not set(table("support")["further_repositories"]) & set(repositories)


def test_what_an_sdk_has_and_the_tables_lack_is_told() -> None:
    def config(repository: str, *versions: str) -> dict[str, Any]:
        entry = {"registries": {"us-east-1": "382416733822"}, "repository": repository}
        return {"scope": ["inference", "training"], "versions": dict.fromkeys(versions, entry)}

    newer = Sdk("newer", {"kmeans": config("kmeans", "1", "2"), "kmedoids": config("kmedoids", "1")}, {})
    assert news(newer) == [
        "kmedoids is new in repositories",
        "kmeans has the new versions 2 in frameworks",
        "kmedoids is new in frameworks",
    ]
    assert news(Sdk("other accounts", {"kmeans": config("kmeans", "1")}, {})) == ["accounts or Regions have changed"]
