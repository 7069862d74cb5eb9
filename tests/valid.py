"""Requests that keep every documented constraint, from anywhere in the API model.

They are drawn from the model (`tests.strategies`), whose members do not know of each other, and then mended: each
function here states what the documentation says about one part of a request a second time, as the least change that
keeps it, without asking the rules that these requests try.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis.strategies import SearchStrategy

from policylint.aws import Arn, parse_arn
from policylint.instance_types import hardware
from policylint.job import TRAINING
from policylint.members import LARGEST_VOLUME
from tests.strategies import requests

ACCOUNT, REGION = "123456789012", "us-east-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/SageMakerTraining"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/churn:1.4"
KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
VPC = {"SecurityGroupIds": ["sg-0123456789abcdef0"], "Subnets": ["subnet-0123456789abcdef0"]}
INSTANCES = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 2, "VolumeSizeInGB": 50}
_GROUPS = ("InstanceGroups", "InstancePreferences")
_S3 = ("S3Uri", "S3OutputPath")


def valid_requests(operation: str) -> SearchStrategy[dict[str, Any]]:
    """Requests of an operation that the service has no documented reason to refuse."""
    return requests(operation).map(mended_training if operation == TRAINING else mended_tuning)


def mended_training(request: dict[str, Any]) -> dict[str, Any]:
    """A CreateTrainingJob request of the model, made to keep what is documented across members."""
    request = deepcopy(request)
    if "ServerlessJobConfig" in request:
        _serverless(request)
    else:
        request.pop("ModelPackageConfig", None)  # only for serverless jobs
        _job(request)
        _debugger(request)
        _profiler(request)
    _tags(request)
    _texts(request, "request")
    return request


def mended_tuning(request: dict[str, Any]) -> dict[str, Any]:
    """A CreateHyperParameterTuningJob request of the model, made to keep what is documented across members."""
    request = deepcopy(request)
    listed = request.get("TrainingJobDefinitions")
    if listed:
        request.pop("TrainingJobDefinition", None)
    else:
        request.pop("TrainingJobDefinitions", None)
        request.setdefault("TrainingJobDefinition", _definition())
    for number, definition in enumerate(listed or [request["TrainingJobDefinition"]]):
        if listed:
            definition["DefinitionName"] = f"definition-{number}"
        _job(definition, tuned=True)
    _search(request, listed or [])
    _tags(request)
    _texts(request, "request")
    return request


def _definition() -> dict[str, Any]:
    return {
        "RoleArn": ROLE,
        "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": ""},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    }


def _job(job: dict[str, Any], *, tuned: bool = False) -> None:
    """What training jobs and the definitions of tuning jobs share."""
    algorithm = job.setdefault("AlgorithmSpecification", {"TrainingImage": IMAGE, "TrainingInputMode": "File"})
    _algorithm(algorithm)
    image_config = algorithm.get("TrainingImageConfig")
    if image_config is not None and image_config["TrainingRepositoryAccessMode"] == "Vpc":
        job.setdefault("VpcConfig", {})
    _network(job)
    _resources(job, tuned=tuned)
    _stopping(job)
    _channels(job, algorithm["TrainingInputMode"])
    _folding_apart(job.get("StaticHyperParameters" if tuned else "HyperParameters", {}))


def _algorithm(algorithm: dict[str, Any]) -> None:
    """One of image and name; expressions that compile, with a group, under names of their own."""
    if algorithm.get("TrainingImage") is not None or "AlgorithmName" not in algorithm:
        algorithm.pop("AlgorithmName", None)
        algorithm["TrainingImage"] = IMAGE
    for number, metric in enumerate(algorithm.get("MetricDefinitions", [])):
        metric |= {"Name": f"metric-{number}", "Regex": f"metric-{number}=([0-9.]+)"}


def _network(job: dict[str, Any]) -> None:
    if job.get("RemoteDebugConfig", {}).get("EnableRemoteDebug"):
        job.pop("EnableNetworkIsolation", None)
    if "VpcConfig" in job:
        job["VpcConfig"] = deepcopy(VPC)


def _resources(job: dict[str, Any], *, tuned: bool) -> None:
    """One way to ask for instances, whole, with nothing that the way excludes."""
    own = job.get("HyperParameterTuningResourceConfig") if tuned else None
    if own is not None:
        job.pop("ResourceConfig", None)
        _tuning_resources(own)
        return
    asked = job.setdefault("ResourceConfig", {})
    for name in ("SelectedInstanceType", "SelectedInstanceCount"):
        asked.pop(name, None)
    lists = [name for name in _GROUPS if asked.get(name)]
    for name in _GROUPS:
        if name not in lists[:1]:
            asked.pop(name, None)
    if not lists:
        asked.setdefault("InstanceType", INSTANCES["InstanceType"])
        asked["InstanceCount"] = max(1, asked.get("InstanceCount", 1))
    elif lists[0] == "InstanceGroups":
        asked.pop("InstanceType", None)
        asked.pop("InstanceCount", None)
        asked.pop("KeepAlivePeriodInSeconds", None)
        for number, group in enumerate(asked["InstanceGroups"]):
            group |= {"InstanceGroupName": f"group-{number}", "InstanceCount": max(1, group["InstanceCount"])}
    else:
        _preferences(job, asked)
    if job.get("EnableManagedSpotTraining") or tuned:
        asked.pop("KeepAlivePeriodInSeconds", None)
    for placement in asked.get("InstancePlacementConfig", {}).get("PlacementSpecifications", []):
        placement["InstanceCount"] = max(1, placement["InstanceCount"])
    _volumes(asked, [asked, *asked.get("InstanceGroups", []), *asked.get("InstancePreferences", [])])


def _preferences(job: dict[str, Any], asked: dict[str, Any]) -> None:
    """Types apart, a count for each or one for all, no spot, no placement, plans in one place."""
    for name in ("InstanceType", "InstanceCount", "InstancePlacementConfig", "TrainingPlanArn"):
        asked.pop(name, None)
    job.pop("EnableManagedSpotTraining", None)
    asked["InstancePreferences"] = list({each["InstanceType"]: each for each in asked["InstancePreferences"]}.values())
    for preference in asked["InstancePreferences"]:
        preference["InstanceCount"] = max(1, preference.get("InstanceCount", 1))


def _volumes(asked: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """A volume of some size; a key for it only where no type brings its own disks."""
    asked["VolumeSizeInGB"] = min(max(1, asked.get("VolumeSizeInGB", 50)), LARGEST_VOLUME)
    known = [hardware(entry["InstanceType"]) for entry in entries if "InstanceType" in entry]
    if "VolumeKmsKeyId" in asked:
        asked["VolumeKmsKeyId"] = KEY
        if any(has is not None and has.local_storage_gb for has in known):
            del asked["VolumeKmsKeyId"]


def _tuning_resources(asked: dict[str, Any]) -> None:
    if asked.get("InstanceConfigs"):
        for name in ("InstanceType", "InstanceCount", "VolumeSizeInGB"):
            asked.pop(name, None)
        for entry in asked["InstanceConfigs"]:
            entry["InstanceCount"] = max(1, entry["InstanceCount"])
            entry["VolumeSizeInGB"] = min(50, max(1, entry["VolumeSizeInGB"]))  # no more than the least disk of a type
        types = [hardware(entry["InstanceType"]) for entry in asked["InstanceConfigs"]]
    else:
        asked.pop("InstanceConfigs", None)
        asked.pop("AllocationStrategy", None)
        asked.setdefault("InstanceType", INSTANCES["InstanceType"])
        asked["InstanceCount"] = max(1, asked.get("InstanceCount", 1))
        asked["VolumeSizeInGB"] = min(50, max(1, asked.get("VolumeSizeInGB", 50)))
        types = [hardware(asked["InstanceType"])]
    if "VolumeKmsKeyId" in asked:
        asked["VolumeKmsKeyId"] = KEY
        if any(has is not None and has.local_storage_gb for has in types):
            del asked["VolumeKmsKeyId"]


def _stopping(job: dict[str, Any]) -> None:
    """A run of at most 28 days; with spot a wait that holds the run, else none."""
    stopping = job.setdefault("StoppingCondition", {})
    if stopping.get("MaxRuntimeInSeconds") is not None:
        stopping["MaxRuntimeInSeconds"] = min(stopping["MaxRuntimeInSeconds"], 28 * 86_400)
    stopping.pop("MaxWaitTimeInSeconds", None)
    if job.get("EnableManagedSpotTraining"):
        stopping["MaxWaitTimeInSeconds"] = stopping.get("MaxRuntimeInSeconds", 86_400)


def _channels(job: dict[str, Any], mode: str) -> None:
    """Names apart, one source each, and for each source what its effective input mode allows."""
    groups = [group["InstanceGroupName"] for group in job.get("ResourceConfig", {}).get("InstanceGroups", [])]
    for number, channel in enumerate(job.get("InputDataConfig", [])):
        channel["ChannelName"] = f"channel-{number}"
        source = channel["DataSource"]
        kind = next(iter(source), "S3DataSource")
        given = source.get(kind) or {"S3DataType": "S3Prefix", "S3Uri": ""}
        channel["DataSource"] = {kind: given}
        if kind == "FileSystemDataSource":
            job["VpcConfig"] = deepcopy(VPC)
            channel["InputMode"] = "File"
            given["DirectoryPath"] = "/fsx/data" if given["FileSystemType"] == "FSxLustre" else "/data"
        effective = channel.get("InputMode", mode)
        if effective != "Pipe":
            for name in ("CompressionType", "RecordWrapperType"):
                channel.pop(name, None)
        if kind == "S3DataSource":
            _s3_source(given, effective, groups)


def _s3_source(given: dict[str, Any], mode: str, groups: list[str]) -> None:
    if given["S3DataType"] == "AugmentedManifestFile" and mode != "Pipe":
        given["S3DataType"] = "ManifestFile"
    if given["S3DataType"] == "AugmentedManifestFile":
        given["AttributeNames"] = given.get("AttributeNames") or ["source-ref"]
    given.pop("InstanceGroupNames", None)
    if groups:
        given["InstanceGroupNames"] = groups[:5]


def _folding_apart(parameters: dict[str, str]) -> None:
    folded = {name.casefold(): name for name in parameters}
    for name in [name for name in parameters if folded[name.casefold()] != name]:
        del parameters[name]


def _debugger(job: dict[str, Any]) -> None:
    """Names apart, and tensors for the rules to judge."""
    hook = job.get("DebugHookConfig")
    if job.get("DebugRuleConfigurations") and hook is None:
        hook = job["DebugHookConfig"] = {"S3OutputPath": ""}
    for number, collection in enumerate((hook or {}).get("CollectionConfigurations", [])):
        collection["CollectionName"] = f"collection-{number}"
    rules = [*job.get("DebugRuleConfigurations", []), *job.get("ProfilerRuleConfigurations", [])]
    for number, rule in enumerate(rules):
        rule["RuleConfigurationName"] = f"rule-{number}"
        if "VolumeSizeInGB" in rule:
            rule["VolumeSizeInGB"] = min(rule["VolumeSizeInGB"], LARGEST_VOLUME)
    board = job.get("TensorBoardOutputConfig")
    if board is not None:
        board.pop("LocalPath", None)


def _profiler(job: dict[str, Any]) -> None:
    """Somewhere to write to, at an interval that there is, and rules only for what is not disabled."""
    profiler = job.get("ProfilerConfig")
    if job.get("ProfilerRuleConfigurations") and profiler is None:
        profiler = job["ProfilerConfig"] = {}
    if profiler is not None:
        profiler["S3OutputPath"] = ""
        if "ProfilingIntervalInMilliseconds" in profiler:
            profiler["ProfilingIntervalInMilliseconds"] = 500
        if job.get("ProfilerRuleConfigurations"):
            profiler.pop("DisableProfiler", None)


def _serverless(request: dict[str, Any]) -> None:
    """Only the members that a serverless job takes."""
    taken = ("TrainingJobName", "RoleArn", "OutputDataConfig", "ServerlessJobConfig", "ModelPackageConfig", "Tags")
    for name in [*request]:
        if name not in (*taken, "InputDataConfig", "HyperParameters", "StoppingCondition", "MlflowConfig", "VpcConfig"):
            del request[name]
    config = request["ServerlessJobConfig"]
    if config["JobType"] == "Evaluation":
        config.setdefault("EvaluationType", "BenchmarkEvaluation")
    if "SequenceLength" in config:
        config["SequenceLength"] = "4K"
    _network(request)
    if "StoppingCondition" in request:
        _stopping(request)
    _channels(request, "File")
    _folding_apart(request.get("HyperParameters", {}))


def _search(request: dict[str, Any], listed: list[dict[str, Any]]) -> None:
    """Limits that fit each other, ranges that the strategy can search, an objective that is defined."""
    config = request["HyperParameterTuningJobConfig"]
    objective = {"Type": "Minimize", "MetricName": "loss"}
    own = config.pop("ParameterRanges", {})
    config.pop("HyperParameterTuningJobObjective", None)
    for definition in listed or [request["TrainingJobDefinition"]]:
        definition["AlgorithmSpecification"]["MetricDefinitions"] = [{"Name": "loss", "Regex": "loss=([0-9.]+)"}]
        ranges = definition.pop("HyperParameterRanges", {})
        definition.pop("TuningObjective", None)
        if listed:
            definition |= {"HyperParameterRanges": _ranges(ranges, config["Strategy"]), "TuningObjective": objective}
    if not listed:
        automatic = own.get("AutoParameters", []) if "Autotune" in request else []
        config |= {"ParameterRanges": _ranges(own, config["Strategy"]), "HyperParameterTuningJobObjective": objective}
        for number, each in enumerate(automatic):
            config["ParameterRanges"].setdefault("AutoParameters", []).append(each | {"Name": f"auto-{number}"})
    _strategy(config)
    if len(listed) > 1:
        config.pop("TrainingJobEarlyStoppingType", None)
    if request.get("WarmStartConfig"):
        parents = request["WarmStartConfig"]["ParentHyperParameterTuningJobs"]
        for number, parent in enumerate(parents):
            parent["HyperParameterTuningJobName"] = f"parent-{number}"
        if listed or config["Strategy"] not in ("Bayesian", "Random"):
            del request["WarmStartConfig"]


def _ranges(drawn: dict[str, Any], strategy: str) -> dict[str, Any]:
    """The drawn ranges under names of their own, each between two ends; one at least, and categories for a grid."""
    found: dict[str, Any] = {"CategoricalParameterRanges": [{"Name": "optimizer", "Values": ["adam", "sgd"]}]}
    for number, each in enumerate(drawn.get("CategoricalParameterRanges", [])):
        values = [f"value-{index}" for index in range(max(2, len(each["Values"])))]
        found["CategoricalParameterRanges"].append({"Name": f"category-{number}", "Values": values})
    if strategy == "Grid":
        return found
    found["ContinuousParameterRanges"] = [{"Name": "rate", "MinValue": "0.1", "MaxValue": "0.9"}]
    for number, each in enumerate(drawn.get("ContinuousParameterRanges", [])):
        found["ContinuousParameterRanges"].append(
            each | {"Name": f"real-{number}", "MinValue": "0.1", "MaxValue": "0.9"}
        )
    for number, each in enumerate(drawn.get("IntegerParameterRanges", [])):
        mended = each | {"Name": f"whole-{number}", "MinValue": "1", "MaxValue": "100"}
        if mended.get("ScalingType") == "ReverseLogarithmic":
            del mended["ScalingType"]
        found.setdefault("IntegerParameterRanges", []).append(mended)
    return found


def _strategy(config: dict[str, Any]) -> None:
    """What each strategy wants of the limits, of early stopping and of its own settings."""
    config.pop("StrategyConfig", None)
    limits = config["ResourceLimits"]
    limits["MaxParallelTrainingJobs"] = 2
    limits["MaxNumberOfTrainingJobs"] = 20
    limits.pop("MaxRuntimeInSeconds", None)
    criteria = config.get("TuningJobCompletionCriteria", {})
    if "BestObjectiveNotImproving" in criteria:
        criteria["BestObjectiveNotImproving"] = {"MaxNumberOfTrainingJobsNotImproving": 3}
    if config["Strategy"] == "Grid":
        del limits["MaxNumberOfTrainingJobs"]
    elif config["Strategy"] == "Hyperband":
        config["StrategyConfig"] = {"HyperbandStrategyConfig": {"MinResource": 1, "MaxResource": 10}}
        config.pop("TrainingJobEarlyStoppingType", None)


def _tags(request: dict[str, Any]) -> None:
    for number, tag in enumerate(request.get("Tags", [])):
        tag["Key"] = f"tag-{number}"


def _texts(value: Any, place: str) -> None:
    """ARNs of one partition, Region and account, keys of KMS, and a location of its own for whatever lies in S3."""
    for key, item, where in list(_items(value, place)):
        if key in _S3:
            value[key] = f"s3://acme-ml/{where.replace('[', '-').replace(']', '')}/data"
        elif key == "RoleArn":
            value[key] = ROLE
        elif key == "KmsKeyId":
            value[key] = KEY
        elif key == "LocalPath":
            value[key] = "/opt/ml/checkpoints"
        elif isinstance(item, str) and (arn := parse_arn(item)):  # "arn:" alone is a text like any other
            value[key] = _here(arn)
        else:
            _texts(item, where)


def _items(value: Any, place: str) -> Iterator[tuple[Any, Any, str]]:
    if isinstance(value, dict):
        yield from ((key, item, f"{place}/{key}") for key, item in value.items())
    elif isinstance(value, list):
        yield from ((index, item, f"{place}/{index}") for index, item in enumerate(value))


def _here(arn: Arn) -> str:
    # An ARN of a training plan has at least 50 characters.
    name = f"{arn.resource}-of-the-churn-team" if arn.resource.startswith("training-plan/") else arn.resource
    return f"arn:aws:{arn.service}:{REGION if arn.region else ''}:{ACCOUNT if arn.account else ''}:{name}"
