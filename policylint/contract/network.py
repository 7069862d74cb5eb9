"""Contract rules for VpcConfig, network isolation and traffic encryption: what a job can reach, and who it talks to."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from policylint.contract.data import table
from policylint.contract.instances import most_instances
from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity, remove
from policylint.job import TrainingJob
from policylint.path import format_path
from policylint.rule import rule

ENCRYPTION = "EnableInterContainerTrafficEncryption"
ISOLATION = "EnableNetworkIsolation"
SUBNETS = "VpcConfig.Subnets"
SECURITY_GROUPS = "VpcConfig.SecurityGroupIds"
REMOTE_DEBUG = "RemoteDebugConfig.EnableRemoteDebug"
ENVIRONMENT = "Environment"

_ISOLATION_PAGE = f"{GUIDE}mkt-algo-model-internet-free.html"
_VPC_PAGE = f"{API}API_VpcConfig.html"
_VPC = {SUBNETS: ["subnet-0a1b2c3d4e5f60718"], SECURITY_GROUPS: ["sg-0a1b2c3d4e5f60718"]}
_IDS = ((SUBNETS, "subnet-", "subnet"), (SECURITY_GROUPS, "sg-", "security group"))


@rule(
    "SM2301",
    "traffic-encryption-on-one-instance",
    Severity.NOTE,
    since="0.1.0",
    title="Traffic between containers is encrypted, but there is one instance",
    why="Inter-container encryption protects what instances send each other; on a single instance there is no such "
    "traffic, so it neither protects nor costs anything.",
    fix="Leave it if a policy asks for it on every job; else remove it, or check that one instance was meant.",
    source=f"{GUIDE}train-encrypt.html",
    members=(ENCRYPTION,),
    bad={ENCRYPTION: True, "ResourceConfig.InstanceCount": 1},
    good={ENCRYPTION: True, "ResourceConfig.InstanceCount": 2},
    shared=True,
)
def traffic_encryption_on_one_instance(job: TrainingJob) -> Iterator[Finding]:
    if job.boolean(ENCRYPTION) and most_instances(job) == 1:
        yield Finding.at(ENCRYPTION, "encryption between instances has no effect: the job has one instance")


@rule(
    "SM2302",
    "vpc-id-of-another-kind",
    Severity.ERROR,
    since="0.1.0",
    title="An id in VpcConfig is not of the kind that the list takes",
    why="Subnets takes ids of subnets, SecurityGroupIds those of security groups; no other is found there.",
    fix="Give ids that begin with subnet- in Subnets and sg- in SecurityGroupIds; names and ARNs are not accepted.",
    source=_VPC_PAGE,
    members=("VpcConfig",),
    bad={**_VPC, SUBNETS: ["sg-0a1b2c3d4e5f60718"]},
    good=_VPC,
    shared=True,
)
def vpc_id_of_another_kind(job: TrainingJob) -> Iterator[Finding]:
    for path, prefix, noun in _IDS:
        for index, id_ in enumerate(job.sequence(path)):
            if isinstance(id_, str) and id_ and not id_.startswith(prefix):
                other = next((kind for _, start, kind in _IDS if id_.startswith(start)), None)
                given = f"is a {other} id" if other else f"is no {noun} id"
                yield Finding.at(f"{path}[{index}]", f"{id_!r} {given}; {noun} ids begin with {prefix!r}")


@rule(
    "SM2303",
    "repeated-vpc-id",
    Severity.WARNING,
    since="0.1.0",
    title="A subnet or security group is listed twice",
    why="The second mention adds nothing: the job has fewer subnets to find capacity and addresses in than are listed.",
    fix="Remove the repeated id, or replace it with the one that was meant.",
    source=_VPC_PAGE,
    members=("VpcConfig",),
    bad={**_VPC, SUBNETS: ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60718"]},
    good={**_VPC, SUBNETS: ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"]},
    shared=True,
)
def repeated_vpc_id(job: TrainingJob) -> Iterator[Finding]:
    for path, _, _ in _IDS:
        first: dict[str, int] = {}
        for index, id_ in enumerate(job.sequence(path)):
            if isinstance(id_, str) and first.setdefault(id_, index) != index:
                place = f"{path}[{index}]"
                yield Finding.at(place, f"{id_!r} is {path}[{first[id_]}] already", fix=remove(place))


@rule(
    "SM2304",
    "isolated-job-pointed-at-the-network",
    Severity.WARNING,
    since="0.1.0",
    title="A setting points a network-isolated container at the network",
    why="With EnableNetworkIsolation the container can make no outbound call, not even to AWS, and has no credentials: "
    "what a token, a tracking server or a URL is meant for cannot be reached, and the job fails, or runs untracked, on "
    "instances that are paid for.",
    fix="Bring what the job needs as an input channel and remove the setting, or train without network isolation in "
    "subnets whose traffic you control.",
    source=_ISOLATION_PAGE,
    members=(ISOLATION,),
    bad={ISOLATION: True, "Environment.MLFLOW_TRACKING_URI": "https://mlflow.example.com"},
    good={ISOLATION: True, "Environment.MLFLOW_TRACKING_URI": "file:///opt/ml/output/mlruns"},
    shared=True,
)
def isolated_job_pointed_at_the_network(job: TrainingJob) -> Iterator[Finding]:
    if job.boolean(ISOLATION):
        for member in (ENVIRONMENT, job.hyperparameters):
            for name, value in _outbound(job.mapping(member)):
                destination = _destination(name, value, job.mapping(ENVIRONMENT))
                if destination:
                    message = f"{name} is for {destination}, which an isolated container cannot reach"
                    yield Finding.at(format_path((member, name)), message)


@rule(
    "SM2305",
    "remote-debugging-of-isolated-job",
    Severity.ERROR,
    since="0.1.0",
    title="Remote debugging of a network-isolated container",
    why="Remote debugging is an SSM session, for which the container calls out; network isolation prevents that, so no "
    "session can ever be started.",
    fix="Turn one of the two off.",
    source=f"{GUIDE}train-remote-debugging.html",
    members=("RemoteDebugConfig",),
    bad={ISOLATION: True, REMOTE_DEBUG: True},
    good={ISOLATION: False, REMOTE_DEBUG: True},
)
def remote_debugging_of_isolated_job(job: TrainingJob) -> Iterator[Finding]:
    if job.boolean(REMOTE_DEBUG) and job.boolean(ISOLATION):
        yield Finding.at(
            REMOTE_DEBUG, "remote debugging cannot work: EnableNetworkIsolation is true, which shuts SSM out"
        )


def _outbound(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The settings that may be for something on the network, by their names or since they hold an address."""
    names, prefixes = _names()
    for name, value in settings.items():
        if isinstance(name, str):  # else it is the schema's fault
            is_address = isinstance(value, str) and "://" in value
            if is_address or name in names or name.startswith(prefixes):
                yield name, value


def _destination(name: str, value: Any, environment: Mapping[str, Any]) -> str | None:
    """What outside the container a setting is for, in words without its value; None where it is for nothing there."""
    known = table("network_settings")
    text = value.strip('"').lower() if isinstance(value, str) else ""  # the SageMaker SDK quotes hyperparameters
    for service in known["services"]:
        if name in service["names"] or (service["prefix"] and name.startswith(service["prefix"])):
            return str(service["purpose"]) if _is_on(service, name, text, environment) else None
    scheme, _, host = text.partition("://")
    if scheme in ("http", "https") and host and not host.startswith(tuple(known["local"])):
        return "an address on the network"
    return None


@cache
def _names() -> tuple[frozenset[str], tuple[str, ...]]:
    """The names, and beginnings of names, of settings that are for some service on the network."""
    services = table("network_settings")["services"]
    names = frozenset(name for service in services for name in service["names"])
    return names, tuple(service["prefix"] for service in services if service["prefix"])


def _is_on(service: Mapping[str, Any], name: str, text: str, environment: Mapping[str, Any]) -> bool:
    offline: Mapping[str, list[str]] = service["offline"]
    if name in offline or not text.startswith(tuple(service["values"])):
        return False
    switches = [(environment[switch], values) for switch, values in offline.items() if switch in environment]
    return not any(not isinstance(given, str) or given.lower() in values for given, values in switches)
