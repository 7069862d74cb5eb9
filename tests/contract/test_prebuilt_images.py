"""AWS's own images: the account, the purpose, the instances, the version."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint import check
from policylint.aws_images import aws_image, registry_of, table
from policylint.contract.algorithm import ENTRYPOINT
from policylint.contract.prebuilt_images import end_of_patch
from policylint.contract.region import IMAGE
from policylint.instance_types import hardware, known_types
from policylint.path import REMOVED
from tests.requests import minimal_job

TYPE, COUNT, GROUPS = "ResourceConfig.InstanceType", "ResourceConfig.InstanceCount", "ResourceConfig.InstanceGroups"
UNKNOWN = "${value}"
RULES = [f"SM340{number}" for number in range(1, 10)]
ECR = "dkr.ecr.us-east-1.amazonaws.com"
DLC = f"763104351884.{ECR}"
XGBOOST = f"683313688378.{ECR}/sagemaker-xgboost"
SKLEARN = f"683313688378.{ECR}/sagemaker-scikit-learn"
NEURON = f"{DLC}/pytorch-training-neuronx:2.1.2-neuronx-py310-sdk2.20.2-ubuntu20.04"
DIGEST = f"sha256:{'0' * 64}"


def found(image: str, type_: Any = "ml.m5.xlarge", changes: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    request = minimal_job({IMAGE: image, TYPE: type_, **(changes or {})})
    return [
        (finding.rule, finding.severity.value if finding.severity else "")
        for finding in check(request, select=RULES).findings
    ]


def told(image: str, type_: str = "ml.m5.xlarge", changes: dict[str, Any] | None = None) -> str:
    (finding,) = check(minimal_job({IMAGE: image, TYPE: type_, **(changes or {})}), select=RULES).findings
    return finding.message


@pytest.mark.parametrize(
    ("image", "right"),
    [
        ("683313688378.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:1.7-1", "141502667606"),
        ("382416733822.dkr.ecr.eu-west-1.amazonaws.com/kmeans:1", "438346466558"),
        (f"{DLC}/sagemaker-xgboost:1.7-1", "683313688378"),
        (f"520713654638.{ECR}/pytorch-training:2.10.0-cpu-py313", "763104351884"),
        (f"382416733822.{ECR}/blazingtext:1", "811284229777"),
        ("763104351884.dkr.ecr.cn-north-1.amazonaws.com.cn/pytorch-training:2.10.0-cpu-py313", "727897471807"),
        ("763104351884.dkr.ecr.us-gov-east-1.amazonaws.com/pytorch-training:2.10.0-cpu-py313", "446045086412"),
        ("763104351884.dkr.ecr-fips.us-gov-west-1.amazonaws.com/pytorch-training:2.10.0-cpu-py313", "442386744353"),
        ("763104351884.dkr.ecr.us-iso-east-1.c2s.ic.gov/pytorch-training:2.10.0-cpu-py313", "886529160074"),
        (f"763104351884.dkr-ecr.eu-south-2.on.aws/pytorch-training@{DIGEST}", "503227376785"),
        (f"763104351885.{ECR}/pytorch-training:2.10.0-cpu-py313", "763104351884"),  # one digit wrong
        (f"763104351848.{ECR}/pytorch-training:2.10.0-cpu-py313", "763104351884"),  # two digits exchanged
        ("422961961927.dkr.ecr.us-east-1.amazonaws.com/sagemaker-mxnet:1.4.1-cpu-py3", "520713654638"),
    ],
)
def test_a_wrong_account_is_an_error_that_names_the_right_one(image: str, right: str) -> None:
    (finding,) = check(minimal_job({IMAGE: image}), select=RULES).findings
    assert (finding.rule, finding.path) == ("SM3401", IMAGE)
    assert finding.message.endswith(f"is in {right}")
    assert finding.fix is not None
    assert (finding.fix.edits[0].value, finding.fix.safe) == (right + image[12:], False)


def test_the_new_images_account_has_the_repository_under_its_new_name() -> None:
    (finding,) = check(minimal_job({IMAGE: f"683313688378.{ECR}/xgboost:1.7-1"}), select=RULES).findings
    assert finding.message == "683313688378 has no xgboost: there it is called sagemaker-xgboost"
    assert finding.fix is not None
    assert finding.fix.edits[0].value == f"{XGBOOST}:1.7-1"


def test_every_account_of_every_repository_is_taken_and_none_of_another_region() -> None:
    """The tables against themselves: each repository in each Region, and with the account of another Region."""
    request = minimal_job()
    by_registry = {known["registries"]: name for name, known in table("images")["repositories"].items()}
    for repository in by_registry.values():
        registry = registry_of(repository)
        for region, account in registry.items():
            for other in {account, registry["us-west-2"]} if "us-west-2" in registry else {account}:
                request["AlgorithmSpecification"]["TrainingImage"] = (
                    f"{other}.dkr.ecr.{region}.amazonaws.com/{repository}:1"
                )
                wrong = [finding.message for finding in check(request, select=["SM3401"]).findings]
                assert len(wrong) == (other != account), (repository, region, other)


NEAR_MISSES = [
    (f"123456789012.{ECR}/pytorch-training:2.5.1-gpu-py311", "ml.p4d.24xlarge"),  # a mirror of one's own
    (f"123456789012.{ECR}/kmeans:7", "ml.m5.xlarge"),
    (f"520713654638.{ECR}/sagemaker-pytorch:1.0.0-cpu-py3", "ml.m5.xlarge"),
    ("763104351884.dkr.ecr.xx-new-9.amazonaws.com", "ml.m5.xlarge"),
    (f"{DLC}/PyTorch-Training:2.10.0-cpu-py313", "ml.m5.xlarge"),  # malformed, which is another rule's
    (f"{DLC}/base:12.8.1-gpu-py312", "ml.m5.xlarge"),  # known to be there, and not what it holds
    (f"081325390199.{ECR}/sagemaker-data-science-310:1.0", "ml.m5.xlarge"),  # of an account with other images
    (f"885854791233.{ECR}/sagemaker-distribution-prod:3.2.0-gpu", "ml.m5.xlarge"),
    (f"081325390199.{ECR}/sagemaker-base-python:1.0", "ml.m5.xlarge"),
    (f"{DLC}/autogluon-training:1.2.0-cpu-py311", "ml.m5.xlarge"),
    (f"{DLC}/autogluon-training:1.2.0-gpu-py311", "ml.g5.xlarge"),
    (f"{DLC}/autogluon-training:1.2.0-gpu-py311", UNKNOWN),
    (f"{DLC}/autogluon-training:1.2.0-gpu-py311", "ml.x9.large"),  # a type that is not known
    (f"{DLC}/pytorch-training@{DIGEST}", "ml.m5.xlarge"),  # a digest says nothing of the processor
    (f"{DLC}/pytorch:2.99-cu140-amzn2023-sagemaker", "ml.p6-b300.48xlarge"),  # newer than all that is known
    (f"{DLC}/pytorch-training:2.99.0-gpu-py399", "ml.g5.xlarge"),
    (f"{DLC}/tensorflow-training:2.1.0-gpu-py36-cu101-ubuntu18.04", "ml.g4dn.xlarge"),  # the SDK says py3 for it
    (f"{DLC}/pytorch-training:1.6.0-gpu-py36-cu110-ubuntu18.04-v3", "ml.p4d.24xlarge"),  # as the SDK writes it there
    (f"{DLC}/tensorflow-training:2.12.0-gpu-py310", "ml.p5.48xlarge"),
    (f"{XGBOOST}:1.7-1", "ml.g5.xlarge"),  # one image for CPUs and GPUs
    (f"{XGBOOST}:1.5-1-cpu-py3", "ml.g5.xlarge"),
    (f"{XGBOOST}:0.90-2-cpu-py3", "ml.m5.xlarge"),
    (f"{XGBOOST}:9.0-1", "ml.m5.xlarge"),
    (f"{XGBOOST}@{DIGEST}", "ml.m5.xlarge"),
    (f"811284229777.{ECR}/xgboost:latest", "ml.m5.xlarge"),
    (f"382416733822.{ECR}/kmeans", "ml.g5.xlarge"),
    (f"382416733822.{ECR}/kmeans:latest", "ml.m5.xlarge"),
    (f"{SKLEARN}:1.2-1-cpu-py3", "ml.m5.xlarge"),
    (NEURON, "ml.trn1.32xlarge"),
    (NEURON, "ml.trn2.48xlarge"),
    (f"{DLC}/huggingface-pytorch-training:2.1.0-transformers4.36.0-gpu-py310-cu121-ubuntu20.04", "ml.p5.48xlarge"),
    (f"{DLC}/huggingface-pytorch-training:1.13.1-transformers4.26.0-gpu-py39-cu117-ubuntu20.04", "ml.p4d.24xlarge"),
    (f"{DLC}/huggingface-pytorch-training:1.13.1-transformers4.26.0-gpu-py39-cu117-ubuntu20.04", "ml.p3.16xlarge"),
]


def test_near_misses_are_silent() -> None:
    assert {one: found(*one) for one in NEAR_MISSES} == {one: [] for one in NEAR_MISSES}


WRONG = [
    (f"{DLC}/pytorch-trainning:2.10.0-cpu-py313", "ml.m5.xlarge", "SM3402"),
    (f"{DLC}/churn:1", "ml.m5.xlarge", "SM3402"),
    (f"{DLC}/autogluon-training:1.2.0-cpu-py311", "ml.p4d.24xlarge", "SM3404"),
    (f"{DLC}/autogluon-training:1.2.0-gpu-py311", "ml.trn1.32xlarge", "SM3404"),
    (f"{SKLEARN}:1.2-1-cpu-py3", "ml.g5.xlarge", "SM3404"),
    (f"{XGBOOST}:1.0-1-cpu-py3", "ml.g5.xlarge", "SM3404"),
    (f"{DLC}/autogluon-training:1.2.0-gpu-py311", "ml.m5.xlarge", "SM3405"),
    (NEURON, "ml.m5.xlarge", "SM3406"),
    (NEURON, "ml.p4d.24xlarge", "SM3406"),
    (f"{DLC}/huggingface-pytorch-training:1.13.1-transformers4.26.0-gpu-py39-cu117-ubuntu20.04", "ml.p5.48xlarge",
     "SM3407"),
    (f"{DLC}/huggingface-pytorch-training:1.6.0-transformers4.4.2-gpu-py36-cu102-ubuntu18.04", "ml.p4d.24xlarge",
     "SM3407"),
    (f"{DLC}/huggingface-pytorch-training:2.1.0-transformers4.36.0-gpu-py310-cu121-ubuntu20.04",
     "ml.p6-b200.48xlarge", "SM3407"),
    (f"{DLC}/huggingface-pytorch-training:2.9.0-transformers5.3.0-gpu-py312-cu130-ubuntu22.04", "ml.p3.2xlarge",
     "SM3407"),
    (f"{DLC}/pytorch:2.11-cu130-amzn2023-sagemaker", "ml.p3.2xlarge", "SM3407"),
    (f"{DLC}/pytorch-training:1.6.0-gpu-py36", "ml.p4d.24xlarge", "SM3407"),  # its tag does not name CUDA
    (f"{DLC}/tensorflow-training:2.12.0-gpu-py310", "ml.p6-b200.48xlarge", "SM3407"),
    (f"{DLC}/pytorch-training:2.8.0-cpu-py312", "ml.m5.xlarge", "SM3408"),
    (f"{DLC}/mxnet-training:1.9.0-cpu-py38", "ml.m5.xlarge", "SM3408"),
    (f"{XGBOOST}:3.0-5", "ml.m5.xlarge", "SM3408"),
    (f"{XGBOOST}:1.6-1", "ml.m5.xlarge", "SM3409"),
    (f"{XGBOOST}:latest", "ml.m5.xlarge", "SM3409"),
    (f"{XGBOOST}:0.90-1", "ml.m5.xlarge", "SM3409"),  # without -cpu-py3
    (XGBOOST, "ml.m5.xlarge", "SM3409"),
    (f"{SKLEARN}:1.1-1-cpu-py3", "ml.m5.xlarge", "SM3409"),
    (f"382416733822.{ECR}/kmeans:2", "ml.m5.xlarge", "SM3409"),
    (f"{DLC}/pytorch-training:latest", "ml.g5.xlarge", "SM3409"),
    (f"{DLC}/pytorch-training:gpu-py311", "ml.g5.xlarge", "SM3409"),
    (f"{DLC}/autogluon-training:0.9.1-gpu-py310", "ml.g5.xlarge", "SM3409"),
    (f"{DLC}/autogluon-training:1.2.0-gpu-py39", "ml.g5.xlarge", "SM3409"),
]  # fmt: skip


def test_each_fault_is_a_warning_of_its_rule() -> None:
    assert {one: found(*one[:2]) for one in WRONG} == {one: [(one[2], "warning")] for one in WRONG}


@pytest.mark.parametrize(
    ("image", "purpose"),
    [
        (f"{DLC}/pytorch-inference:2.5.1-cpu-py311-ubuntu22.04-sagemaker", "inference; the one for training is"),
        (f"{DLC}/huggingface-pytorch-inference:2.1.0-transformers4.37.0-cpu-py310-ubuntu22.04", "inference; the one"),
        (f"{DLC}/djl-inference:0.29.0-lmi11.0.0-cu124", "inference"),
        (f"{DLC}/pytorch-inference-graviton:2.3.0-cpu-py311", "inference"),
        (f"{DLC}/sagemaker-tritonserver:24.09-py3", "inference"),
        (f"{DLC}/vllm:0.11.0-gpu-py312", "inference"),
        (f"{DLC}/pytorch-inference-neuronx:2.1.2-neuronx-py310-sdk2.20.2-ubuntu20.04", "inference"),
        (f"173754725891.{ECR}/sagemaker-spark-processing:3.3-cpu-py39-v1", "processing"),
        (f"205585389593.{ECR}/sagemaker-clarify-processing:1.0", "processing"),
        (f"503895931360.{ECR}/sagemaker-debugger-rules:latest", "Debugger's rules"),
        (f"156813124566.{ECR}/sagemaker-model-monitor-analyzer:latest", "Model Monitor"),
    ],
)
def test_an_image_for_something_else_is_an_error_and_no_more_is_said_of_it(image: str, purpose: str) -> None:
    assert found(image, "ml.g5.xlarge") == [("SM3403", "error")]
    assert f"is AWS's image for {purpose}" in told(image)
    assert found(image, changes={ENTRYPOINT: ["python", "train.py"]}) == [("SM3403", "warning")]


def test_an_image_for_ec2_is_not_for_sagemaker() -> None:
    image = f"{DLC}/pytorch:2.14-cu133-amzn2023-ec2"
    assert ("SM3403", "warning") in found(image, "ml.g5.xlarge")
    assert ("SM3403", "warning") not in found(image, "ml.g5.xlarge", {ENTRYPOINT: ["python", "train.py"]})


def cluster(*types: str) -> dict[str, Any]:
    groups = [
        {"InstanceGroupName": f"group-{index}", "InstanceType": type_, "InstanceCount": 1}
        for index, type_ in enumerate(types)
    ]
    return {COUNT: REMOVED, "ResourceConfig.VolumeSizeInGB": 30, GROUPS: groups}


def test_a_cluster_may_have_instances_that_the_image_is_not_for() -> None:
    gpu, cpu = f"{DLC}/autogluon-training:1.2.0-gpu-py311", f"{DLC}/autogluon-training:1.2.0-cpu-py311"
    assert found(gpu, REMOVED, cluster("ml.g5.xlarge", "ml.c5.xlarge")) == []
    assert found(gpu, REMOVED, cluster("ml.m5.xlarge", "ml.c5.xlarge")) == [("SM3405", "warning")] * 2
    assert found(cpu, REMOVED, cluster("ml.g5.xlarge", "ml.c5.xlarge")) == [("SM3404", "warning")]


def test_the_money_is_told_for_all_instances_where_a_price_is_known() -> None:
    image = f"{DLC}/autogluon-training:1.2.0-cpu-py311"
    one, four = told(image, "ml.p4d.24xlarge"), told(image, "ml.p4d.24xlarge", {COUNT: 4})
    assert one.endswith("would stand idle, while up to $37.69 an hour is paid")
    assert four.endswith("would stand idle, while up to $150.75 an hour is paid for 4 instances")
    priceless = image.replace("us-east-1", "eu-north-1")
    assert told(priceless, "ml.trn1.32xlarge").endswith("would stand idle")


def test_support_ends_after_the_day_of_the_policy() -> None:
    days = {
        "pytorch-training:2.8.0-gpu-py312": "2026-08-06",
        "pytorch-training:2.8-gpu-py312": "2026-08-06",
        "pytorch:2.14-cu133-amzn2023-sagemaker": "2027-09-28",
        "mxnet-training:1.9.0-cpu-py38": "2023-10-01",
        "pytorch-training:1.4.0-cpu-py3": None,
        "huggingface-pytorch-training:2.1.0-transformers4.36.0-gpu-py310-cu121-ubuntu20.04": None,
    }
    images = {path: aws_image(f"{DLC}/{path}") for path in days}
    assert {path: end_of_patch(image) for path, image in images.items() if image} == days


def test_what_gpus_take_is_known_of_every_gpu() -> None:
    models = {known.gpu_model for type_ in known_types() if (known := hardware(type_)) and known.nvidia_gpus}
    assert models == set(table("support")["gpus"])


TAG = st.one_of(
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True),
    st.lists(
        st.sampled_from(
            ["1.7", "2.5.1", "1", "cpu", "gpu", "neuronx", "py311", "py3", "cu124", "latest", "transformers4.36"]
        )
    ).map("-".join),
)


@given(st.sampled_from(sorted(table("images")["repositories"])), TAG, st.sampled_from(["ml.m5.xlarge", "ml.g5.xlarge"]))
def test_every_tag_of_every_repository_is_judged(repository: str, tag: str, type_: str) -> None:
    """None is too odd to be read; what is found is of these rules and says where."""
    region, account = next(iter(registry_of(repository).items()))
    path = f"{account}.dkr.ecr.{region}.amazonaws.com/{repository}:{tag}"
    report = check(minimal_job({IMAGE: path, TYPE: type_}), select=RULES)
    assert {finding.path for finding in report.findings} <= {IMAGE, TYPE}
    assert {finding.rule for finding in report.findings} <= set(RULES)
