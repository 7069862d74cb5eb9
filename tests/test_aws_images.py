"""What the paths of AWS's own images say."""

import pytest

from policylint.aws_images import AwsImage, account_of, aws_image

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
