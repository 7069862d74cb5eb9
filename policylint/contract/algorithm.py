"""Contract rules for what a job trains: an image or an algorithm resource, on which instances, on what terms."""

from collections.abc import Iterator

from policylint.aws import arn_account
from policylint.aws_images import aws_image
from policylint.contract.data import table
from policylint.contract.image import IMAGE_CONFIG
from policylint.contract.instances import MEMBERS, groups
from policylint.contract.region import ALGORITHM, IMAGE
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity, remove, set_value
from policylint.instance_types import hardware
from policylint.job import TrainingJob
from policylint.path import REMOVED
from policylint.rule import rule
from policylint.schema.wording import quoted

SPECIFICATION = "AlgorithmSpecification"
ENTRYPOINT = f"{SPECIFICATION}.ContainerEntrypoint"
ARGUMENTS = f"{SPECIFICATION}.ContainerArguments"
SERVERLESS = "ServerlessJobConfig"
ISOLATION = "EnableNetworkIsolation"
NEEDED = (SPECIFICATION, "ResourceConfig", "StoppingCondition")

_SPECIFICATION_PAGE = f"{API}API_AlgorithmSpecification.html"
_OWN_ALGORITHM = {IMAGE: REMOVED, ALGORITHM: "churn-algorithm"}
_SOLD = {IMAGE: REMOVED, ALGORITHM: "arn:aws:sagemaker:us-east-1:210987654321:algorithm/churn-by-vendor"}
_CLASSIFICATION = {
    IMAGE: "811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1",
    "HyperParameters": {"num_classes": "2", "num_training_samples": "1000"},
    "InputDataConfig": [
        {
            "ChannelName": name,
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://acme-ml/churn/{name}/"}},
        }
        for name in ("train", "validation")
    ],
}


@rule(
    "SM2001",
    "algorithm-not-stated-once",
    Severity.ERROR,
    since="0.1.0",
    title="Not exactly one of TrainingImage and AlgorithmName",
    why="With both, the service's documentation says, the job might break; with neither it raises a null error: "
    "nothing says what to run.",
    fix="Give TrainingImage for a container, or AlgorithmName for an algorithm resource, and not the other.",
    source=_SPECIFICATION_PAGE,
    members=(SPECIFICATION,),
    bad={ALGORITHM: "churn-algorithm"},
    good=_OWN_ALGORITHM,
)
def algorithm_not_stated_once(job: TrainingJob) -> Iterator[Finding]:
    specification = job.request[SPECIFICATION]
    if isinstance(specification, dict):
        image, algorithm = specification.get("TrainingImage"), specification.get("AlgorithmName")
        if not image and not algorithm:
            yield Finding.at(
                SPECIFICATION, "neither TrainingImage nor AlgorithmName is given: nothing says what to run"
            )
        elif isinstance(image, str) and isinstance(algorithm, str) and image and algorithm:
            yield Finding.at(
                ALGORITHM, f"{quoted(algorithm)} is given beside TrainingImage: only one of them can be trained"
            )


@rule(
    "SM2002",
    "missing-without-serverless",
    Severity.ERROR,
    since="0.1.0",
    title="A member is missing that only serverless jobs can do without",
    why="The API model marks AlgorithmSpecification, ResourceConfig and StoppingCondition as optional for the sake of "
    "serverless jobs. A job without ServerlessJobConfig still needs all three: what to run, on what, and for how long.",
    fix="Add the member, or describe a serverless job in ServerlessJobConfig.",
    source=f"{API}API_CreateTrainingJob.html",
    bad={"StoppingCondition": REMOVED},
    good={},
)
def missing_without_serverless(job: TrainingJob) -> Iterator[Finding]:
    request = job.request
    if job.tuning is None and request.get(SERVERLESS) is None:
        for member in NEEDED:
            if request.get(member) is None:
                yield Finding.at(member, f"{member} is missing: only a job with ServerlessJobConfig needs none")


@rule(
    "SM2003",
    "container-settings-beside-algorithm",
    Severity.WARNING,
    since="0.1.0",
    title="Settings of a container beside AlgorithmName",
    why="An algorithm resource brings its own image, entrypoint and registry: what the request says of a container is "
    "not for it, and the job runs other than these settings suggest.",
    fix="Remove the settings, or name the container itself in TrainingImage instead of AlgorithmName.",
    source=_SPECIFICATION_PAGE,
    members=(ALGORITHM,),
    bad={**_OWN_ALGORITHM, ENTRYPOINT: ["python", "train.py"]},
    good=_OWN_ALGORITHM,
)
def container_settings_beside_algorithm(job: TrainingJob) -> Iterator[Finding]:
    if job.string(ALGORITHM) and not job.has(IMAGE):
        for path in (ENTRYPOINT, ARGUMENTS, IMAGE_CONFIG):
            if job.get(path):
                member = path.rpartition(".")[2]
                message = f"{member} is for a TrainingImage; the job trains an algorithm resource, which has its own"
                yield Finding.at(path, message, fix=remove(path, safe=False))


@rule(
    "SM2004",
    "gpu-algorithm-on-cpu",
    Severity.ERROR,
    since="0.1.0",
    title="A built-in algorithm that needs GPUs, on instances without any",
    why="Image classification, object detection, semantic segmentation and sequence-to-sequence train on GPU instances "
    "only; the service rejects any other type for them.",
    fix="Choose a GPU instance type, such as ml.g5.xlarge.",
    source=f"{GUIDE}common-info-all-im-models.html",
    members=MEMBERS,
    bad=_CLASSIFICATION,
    good={**_CLASSIFICATION, "ResourceConfig.InstanceType": "ml.g5.xlarge", "ResourceConfig.VolumeSizeInGB": REMOVED},
)
def gpu_algorithm_on_cpu(job: TrainingJob) -> Iterator[Finding]:
    algorithm = _gpu_algorithm(job)
    if algorithm:
        for asked in groups(job):
            known = hardware(asked.type)
            if known and not known.nvidia_gpus:
                message = f"{asked.type} has no GPU, and {algorithm} trains on GPU instances only"
                yield Finding.at(asked.type_path, message)


def _gpu_algorithm(job: TrainingJob) -> str | None:
    """The built-in algorithm that the job trains, where it is one that needs GPUs: an image of AWS's own."""
    path = job.string(IMAGE)
    image = aws_image(path) if path else None
    return image.repository if image and image.repository in table("built_in_algorithms")["gpu_only"] else None


@rule(
    "SM2005",
    "marketplace-algorithm-without-isolation",
    Severity.ERROR,
    since="0.1.0",
    title="An algorithm of AWS Marketplace without EnableNetworkIsolation",
    why="The seller's code sees your data, so it must run where it can send it nowhere: the service rejects a job with "
    "an algorithm of another account (a subscription to AWS Marketplace) that isn't isolated. A warning where the "
    "request doesn't say whose the algorithm is. Whether you have subscribed to it, only the account knows.",
    fix="Set EnableNetworkIsolation to true.",
    source=f"{GUIDE}mkt-algo-model-internet-free.html",
    members=(ALGORITHM,),
    bad=_SOLD,
    good={**_SOLD, ISOLATION: True},
)
def marketplace_algorithm_without_isolation(job: TrainingJob) -> Iterator[Finding]:
    owner = arn_account(job.string(ALGORITHM) or "")
    if owner is None or job.look(ISOLATION) not in (None, False):
        return
    account = arn_account(job.string("RoleArn") or "") or job.facts.account
    if owner != account:
        severity = Severity.ERROR if account else Severity.WARNING
        whose = f"of account {owner}, not of {account}" if account else f"of account {owner}, if that is not the job's"
        message = f"an algorithm {whose}, is from AWS Marketplace and needs EnableNetworkIsolation"
        yield Finding.at(ALGORITHM, message, severity=severity, fix=set_value(ISOLATION, True, safe=False))
