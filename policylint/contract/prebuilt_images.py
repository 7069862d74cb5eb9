"""Contract rules for AWS's own images: where they are, what they are for, and which instances they fit.

A request whose image is not AWS's is looked at once, by `aws_image`.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from policylint.aws import EcrImage, ecr_image
from policylint.aws_images import (
    TRAINING,
    AwsImage,
    account_of,
    aws_image,
    is_aws_account,
    minor,
    regions_of,
    registry_of,
    repository_of,
    table,
    trains_from,
    version_key,
)
from policylint.contract.algorithm import ENTRYPOINT, SPECIFICATION
from policylint.contract.instances import Instances, groups
from policylint.contract.judged import check_of, judged
from policylint.contract.region import IMAGE, region_of
from policylint.documentation import GUIDE
from policylint.finding import Finding, Severity, set_value
from policylint.instance_types import Hardware, hardware
from policylint.job import TrainingJob
from policylint.nearest import nearest
from policylint.path import REMOVED
from policylint.rule import Rule
from policylint.schema.wording import quoted

TYPE = "ResourceConfig.InstanceType"
_VOLUME = "ResourceConfig.VolumeSizeInGB"
_PATHS = f"{GUIDE}sagemaker-algo-docker-registry-paths.html"
_SUPPORT = "https://aws.github.io/deep-learning-containers/reference/support_policy/"
_IMAGES = "https://aws.github.io/deep-learning-containers/reference/available_images/"
_ECR = "dkr.ecr.us-east-1.amazonaws.com"
_DLC = f"763104351884.{_ECR}"
_CPU = f"{_DLC}/autogluon-training:1.2.0-cpu-py311"
_GPU = f"{_DLC}/autogluon-training:1.2.0-gpu-py311"
_NEURON = f"{_DLC}/pytorch-training-neuronx:2.1.2-neuronx-py310-sdk2.20.2-ubuntu20.04"
_OLD_CUDA = f"{_DLC}/huggingface-pytorch-training:1.13.1-transformers4.26.0-gpu-py39-cu117-ubuntu20.04"
_NEW_CUDA = f"{_DLC}/huggingface-pytorch-training:2.1.0-transformers4.36.0-gpu-py310-cu121-ubuntu20.04"
_ON_GPU = {TYPE: "ml.g5.xlarge", _VOLUME: REMOVED}
_ON_H100 = {TYPE: "ml.p5.48xlarge", _VOLUME: REMOVED}
_ON_TRAINIUM = {TYPE: "ml.trn1.32xlarge", _VOLUME: REMOVED}
# Scopes of repositories whose images start something else than a training script; others (base images, SageMaker
# Distribution) are run as training jobs by the SDK itself.
_OTHER_SCOPES = {
    "debugger": "Debugger's rules",
    "detailed-profiler": "the profiler",
    "eia": "inference",
    "inference": "inference",
    "inference_graviton": "inference",
    "monitoring": "Model Monitor",
    "processing": "processing",
}
_RUNS_ANYTHING = ("sagemaker-base-python", "sagemaker-distribution")


@judged(
    Rule(
        "SM3401",
        "registry-of-another-region",
        Severity.ERROR,
        since="0.1.0",
        title="AWS's image is not in this account of the Region",
        why="AWS keeps its images in accounts of its own, others for each Region and kind of image. In the wrong one "
        "there is no such repository: the instances start, and the job fails, for it cannot pull its container.",
        fix="Take the account that AWS has for the image in the Region; image_uris.retrieve of the SageMaker Python "
        "SDK gives the whole path.",
        source=_PATHS,
        bad={IMAGE: f"683313688378.{_ECR.replace('us-east-1', 'eu-west-1')}/sagemaker-scikit-learn:1.2-1-cpu-py3"},
        good={IMAGE: f"141502667606.{_ECR.replace('us-east-1', 'eu-west-1')}/sagemaker-scikit-learn:1.2-1-cpu-py3"},
        shared=True,
    )
)
def registry_of_another_region(job: TrainingJob, named: EcrImage) -> Iterator[Finding]:
    right = account_of(named.repository, named.region)
    if right == named.account or not registry_of(named.repository):
        return
    twin = f"sagemaker-{named.repository}"
    if account_of(twin, named.region) == named.account:  # the old image's name with the new one's account
        message = f"{named.account} has no {named.repository}: there it is called {twin}"
        fix = set_value(IMAGE, (_path(job) or "").replace(f"/{named.repository}", f"/{twin}", 1), safe=False)
        yield Finding.at(IMAGE, message, fix=fix)
    elif right is not None and (is_aws_account(named.account) or _is_slip(named.account, right)):
        message = f"{_whose(named)}; in {named.region} {named.repository} is in {right}"
        fix = set_value(IMAGE, (_path(job) or "").replace(named.account, right, 1), safe=False)
        yield Finding.at(IMAGE, message, fix=fix)
    elif right is None and is_aws_account(named.account) and named.region not in regions_of(named.account):
        message = f"{_whose(named)}, and none that is known of in {named.region} (as of {table('images')['as_of']})"
        yield Finding.at(IMAGE, message, severity=Severity.WARNING)


def _whose(named: EcrImage) -> str:
    """Whose an account is, in words that begin a message."""
    regions = sorted(regions_of(named.account))
    if not regions:
        return f"{named.account} is not an account of AWS's"
    if named.region in regions:
        return f"{named.account} is an account of AWS's for other images"
    some = ", ".join(regions[:3]) + (f" and {len(regions) - 3} more" if len(regions) > 3 else "")
    return f"{named.account} is AWS's account of {some}"


def _is_slip(account: str, right: str) -> bool:
    """Whether one account is the other with one digit wrong, or two neighbours exchanged."""
    wrong = [index for index in range(len(right)) if account[index] != right[index]]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and (account[first], account[second]) == (right[second], right[first])
    return len(wrong) == 1


@judged(
    Rule(
        "SM3402",
        "unknown-aws-repository",
        Severity.WARNING,
        since="0.1.0",
        title="AWS's registry has no repository of this name",
        why="The account is AWS's own, where nobody else can put an image: a repository that AWS does not have cannot "
        "be pulled, and the job ends before it trains. AWS adds repositories, so one may be newer than policylint's "
        "list.",
        fix="Correct the repository's name; an image of your own is in your own account.",
        source=_IMAGES,
        bad={IMAGE: f"{_DLC}/pytorch-trainning:2.5.1-gpu-py311"},
        good={IMAGE: f"123456789012.{_ECR}/pytorch-trainning:2.5.1-gpu-py311"},
        shared=True,
    )
)
def unknown_aws_repository(job: TrainingJob, named: EcrImage) -> Iterator[Finding]:
    if not named.repository or named.repository != named.repository.lower() or not trains_from(named.account):
        return  # no repository, or one that cannot exist, is malformed-training-image's to tell
    known = table("images")["repositories"]
    if repository_of(named.repository) is None:
        message = f"{named.account} is AWS's, and has no repository {named.repository!r} that is known of"
        close = nearest(named.repository, known)
        hint = f": did you mean {close!r}?" if close else ""
        yield Finding.at(IMAGE, f"{message} (as of {table('images')['as_of']}){hint}")


@judged(
    Rule(
        "SM3403",
        "image-not-for-training",
        Severity.ERROR,
        since="0.1.0",
        title="AWS's image is for something else than training",
        why="An image for inference or processing does not know the command train: the container starts a server or "
        "fails, and the job is paid for until it ends. A warning where ContainerEntrypoint says what runs instead, "
        "and for images that AWS builds for EC2, ECS and EKS, without what SageMaker starts scripts with.",
        fix="Take the image for training: pytorch-training for pytorch-inference, a tag with sagemaker for one with "
        "ec2.",
        source=_PATHS,
        bad={IMAGE: f"{_DLC}/pytorch-inference:2.5.1-cpu-py311-ubuntu22.04-sagemaker"},
        good={IMAGE: _CPU},
    )
)
def image_not_for_training(job: TrainingJob, image: AwsImage) -> Iterator[Finding]:
    if image.family in _RUNS_ANYTHING:
        return
    if image.trains:
        if image.tag and "ec2" in image.tag.split("-") and not job.has(ENTRYPOINT):
            message = f"{quoted(image.tag)} is AWS's image for EC2, ECS and EKS, not for SageMaker"
            yield Finding.at(IMAGE, message, severity=Severity.WARNING)
        return
    purposes = sorted({_OTHER_SCOPES[scope] for scope in image.scopes if scope in _OTHER_SCOPES})
    if purposes:
        message = f"{image.repository} is AWS's image for {' and '.join(purposes)}"
        twin = image.repository.replace("inference", TRAINING)
        if twin != image.repository and registry_of(twin):
            message += f"; the one for training is {twin}"
        severity = Severity.WARNING if job.has(ENTRYPOINT) else None
        yield Finding.at(IMAGE, message, severity=severity)


@judged(
    Rule(
        "SM3404",
        "accelerators-without-use",
        Severity.WARNING,
        since="0.1.0",
        title="AWS's image cannot use the accelerators of the instances",
        why="An image for CPUs has no CUDA, and one for GPUs nothing for Trainium: the job trains on the CPUs, or "
        "fails, while the accelerators are paid for.",
        fix="Take the image for the accelerators (gpu or neuronx in its tag), or instances without.",
        source=_IMAGES,
        bad={IMAGE: _CPU, **_ON_GPU},
        good={IMAGE: _GPU, **_ON_GPU},
    )
)
def accelerators_without_use(job: TrainingJob, image: AwsImage) -> Iterator[Finding]:
    if image.trains and image.processor in ("cpu", "gpu"):
        for asked in groups(job):
            known = hardware(asked.type)
            if known and known.gpus and (image.processor == "cpu" or not known.nvidia_gpus):
                kind = "CPUs" if image.processor == "cpu" else "GPUs that run CUDA"
                message = f"the image is for {kind}: {_accelerators(known)} of {asked.type} would stand idle"
                yield Finding.at(asked.type_path, f"{message}{_rate(job, asked)}")


@judged(
    Rule(
        "SM3405",
        "gpu-image-without-gpus",
        Severity.WARNING,
        since="0.1.0",
        title="AWS's image for GPUs, on instances without any",
        why="The image is some gigabytes larger than the one for CPUs, takes longer to start, and lacks what makes "
        "the other quick on CPUs; a script that expects a GPU fails.",
        fix="Take the image for CPUs (cpu in its tag), or instances with GPUs.",
        source=_IMAGES,
        bad={IMAGE: _GPU},
        good={IMAGE: _CPU},
    )
)
def gpu_image_without_gpus(job: TrainingJob, image: AwsImage) -> Iterator[Finding]:
    if image.trains and image.processor == "gpu":
        yield from _without(job, "the image is for GPUs, and {type} has none", lambda known: bool(known.gpus))


@judged(
    Rule(
        "SM3406",
        "neuron-image-without-chips",
        Severity.WARNING,
        since="0.1.0",
        title="AWS's image for Trainium, on instances without it",
        why="The Neuron image drives the chips of Trainium and Inferentia and nothing else: on other instances it can "
        "compile a model, but not train it, and GPUs there are paid for in vain.",
        fix="Take instances of the families trn1 or trn2, or the image for GPUs or CPUs.",
        source=_IMAGES,
        bad={IMAGE: _NEURON, **_ON_GPU},
        good={IMAGE: _NEURON, **_ON_TRAINIUM},
    )
)
def neuron_image_without_chips(job: TrainingJob, image: AwsImage) -> Iterator[Finding]:
    if image.trains and image.processor == "neuron":
        message = "the image is for Trainium's chips, and {type} has none"
        yield from _without(job, message, lambda known: bool(known.gpus) and not known.nvidia_gpus)


@judged(
    Rule(
        "SM3407",
        "cuda-not-for-gpu",
        Severity.WARNING,
        since="0.1.0",
        title="The image's CUDA is too old, or too new, for the GPUs",
        why="CUDA builds code for the generations of GPUs that it knows: an older one has none for Hopper or "
        "Blackwell, a newer one none for Kepler or Volta. The script then stops at its first kernel, with the "
        "instances paid for.",
        fix="Take an image of a framework version whose CUDA knows the GPU, or instances with another GPU.",
        source="https://docs.nvidia.com/cuda/cuda-toolkit-release-notes/index.html",
        bad={IMAGE: _OLD_CUDA, **_ON_H100},
        good={IMAGE: _NEW_CUDA, **_ON_H100},
    )
)
def cuda_not_for_gpu(job: TrainingJob, image: AwsImage) -> Iterator[Finding]:
    cuda = _cuda(image) if image.trains else None
    if cuda:
        for asked in groups(job):
            known = hardware(asked.type)
            takes = table("support")["gpus"].get(known.gpu_model) if known else None
            if takes and known:
                gpu = f"the {known.gpu_model.removeprefix('NVIDIA ')} of {asked.type}"
                if version_key(cuda) < version_key(takes.get("from", "0")):
                    yield Finding.at(IMAGE, f"CUDA {cuda} is too old for {gpu}: it takes {takes['from']} or newer")
                elif "until" in takes and version_key(cuda) > version_key(takes["until"]):
                    yield Finding.at(IMAGE, f"CUDA {cuda} is too new for {gpu}: it takes {takes['until']} or older")


@judged(
    Rule(
        "SM3408",
        "image-past-its-support",
        Severity.WARNING,
        since="0.1.0",
        title="AWS has ended its support of the image's version",
        why="After the end of patch AWS mends nothing in the image, security faults included, and may take it away.",
        fix="Move to a version that is supported.",
        source=_SUPPORT,
        bad={IMAGE: f"{_DLC}/pytorch-training:2.5.1-cpu-py311-ubuntu22.04-sagemaker"},
        good={IMAGE: f"683313688378.{_ECR}/sagemaker-scikit-learn:1.2-1-cpu-py3"},
    )
)
def image_past_its_support(job: TrainingJob, image: AwsImage) -> Iterator[Finding]:
    ended = end_of_patch(image) if image.trains else None
    if ended and ended < _today():
        version = f" {image.version}" if image.version else ""
        yield Finding.at(IMAGE, f"AWS ended its support of {image.repository}{version} on {ended}")


def end_of_patch(image: AwsImage) -> str | None:
    """The last day on which AWS patches an image, by its policy, as 2027-01-21; None where that is not known."""
    days = table("support")["end_of_patch"].get(image.repository, {})
    version = image.version or ""
    day: str | None = days.get(version) or days.get(minor(version)) or days.get("")
    return day


def _today() -> str:
    from datetime import date

    return date.today().isoformat()


@judged(
    Rule(
        "SM3409",
        "unknown-image-version",
        Severity.WARNING,
        since="0.1.0",
        title="AWS has no image of this tag",
        why="A tag that the repository does not have cannot be pulled: the job ends before it trains. AWS adds "
        "versions: newer ones than policylint knows are not judged.",
        fix="Take a tag that AWS lists; image_uris.retrieve of the SageMaker Python SDK gives the whole path.",
        source=_PATHS,
        bad={IMAGE: f"683313688378.{_ECR}/sagemaker-xgboost:1.6-1"},
        good={IMAGE: f"683313688378.{_ECR}/sagemaker-scikit-learn:1.2-1-cpu-py3"},
    )
)
def unknown_image_version(job: TrainingJob, image: AwsImage) -> Iterator[Finding]:
    from policylint.contract.image_tags import fault

    is_there = account_of(image.repository, image.region) in (None, image.account)
    wrong = fault(image) if is_there and image.trains and not image.digest else None
    if wrong:
        yield Finding.at(IMAGE, f"{wrong} (as of {table('frameworks')['as_of']})")


@lru_cache(maxsize=1024)
def _theirs(image: str) -> EcrImage | None:
    """The parts of an image's path, where its repository has the name of one of AWS's, or its account is AWS's."""
    named = ecr_image(image)
    return named if named and (registry_of(named.repository) or is_aws_account(named.account)) else None


def _path(job: TrainingJob) -> str | None:
    specification = job.request.get(SPECIFICATION)
    image = specification.get("TrainingImage") if isinstance(specification, dict) else None
    return image if isinstance(image, str) else None


def _named(job: TrainingJob) -> EcrImage | None:
    image = _path(job)
    return _theirs(image) if image else None


def _image(job: TrainingJob) -> AwsImage | None:
    image = _path(job)
    return aws_image(image) if image else None


def _without(job: TrainingJob, message: str, has: Callable[[Hardware], bool]) -> Iterator[Finding]:
    """A finding at each instance type, where none of them has what the image is for."""
    asked = [(one, hardware(one.type)) for one in groups(job)]
    if not any(known is None or has(known) for _, known in asked):
        for one, _ in asked:
            yield Finding.at(one.type_path, message.format(type=one.type) + _rate_of_gpus(job, one))


def _accelerators(known: Hardware) -> str:
    """`8 x NVIDIA A100`."""
    return f"the {known.gpus} x {known.gpu_model}"


def _rate_of_gpus(job: TrainingJob, asked: Instances) -> str:
    """The rate, where the instances have accelerators that it is paid for."""
    known = hardware(asked.type)
    return _rate(job, asked) if known and known.gpus else ""


def _rate(job: TrainingJob, asked: Instances) -> str:
    """What the instances cost an hour by the list, in words that end a message; nothing where that is not known."""
    from policylint.cost.bounds import shipped_rates
    from policylint.counting import counted
    from policylint.money import money

    region = region_of(job)
    rate = shipped_rates(asked.type).get(region.name) if asked.type and region else None
    if not rate:
        return ""
    count = asked.count or 1
    many = f" for {counted(count, 'instance')}" if count > 1 else ""
    return f", while up to {money(rate * count)} an hour is paid{many}"


def _cuda(image: AwsImage) -> str | None:
    """The CUDA of an image: its tag's, else that of its version as far as it is known."""
    if image.cuda or image.processor != "gpu" or image.version is None:
        return image.cuda
    known: str | None = table("support")["cuda"].get(image.repository, {}).get(minor(image.version))
    return known


REGISTRIES = check_of(_named, (registry_of_another_region, unknown_aws_repository), (IMAGE,), shared=True)
"""The check of where AWS's images are, for all jobs that have an image."""

CHECK = check_of(
    _image,
    (
        image_not_for_training,
        accelerators_without_use,
        gpu_image_without_gpus,
        neuron_image_without_chips,
        cuda_not_for_gpu,
        image_past_its_support,
        unknown_image_version,
    ),
    (IMAGE,),
)
"""The check of what AWS's images are for, and on which instances."""
