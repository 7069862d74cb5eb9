"""Contract rules for Debugger: its rules, tensor collections and TensorBoard output, and where there is no Debugger."""

from collections.abc import Iterator

from policylint.contract.data import table
from policylint.contract.region import region_of
from policylint.documentation import API, GUIDE
from policylint.finding import Anchor, Finding, Severity, remove
from policylint.job import TrainingJob
from policylint.nearest import did_you_mean
from policylint.path import format_path, join
from policylint.rule import rule
from policylint.unknown import is_template

HOOK = "DebugHookConfig"
COLLECTIONS = "DebugHookConfig.CollectionConfigurations"
DEBUG_RULES = "DebugRuleConfigurations"
PROFILER = "ProfilerConfig"
PROFILER_RULES = "ProfilerRuleConfigurations"
TENSORBOARD = "TensorBoardOutputConfig"
TENSORBOARD_PATH = "TensorBoardOutputConfig.LocalPath"
DISABLED = "ProfilerConfig.DisableProfiler"

_S3 = "s3://acme-ml/churn/debug/"
_IMAGE = "503895931360.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules:latest"
_RULE = {"RuleConfigurationName": "loss", "RuleEvaluatorImage": _IMAGE}
_OTHER_RULE = {"RuleConfigurationName": "overfit", "RuleEvaluatorImage": _IMAGE}
_HOOK = {f"{HOOK}.S3OutputPath": _S3}
_DUBAI = {
    "AlgorithmSpecification.TrainingImage": "123456789012.dkr.ecr.me-central-1.amazonaws.com/churn:1.4",
    "ResourceConfig.VolumeKmsKeyId": "arn:aws:kms:me-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
}
_FRANKFURT = {path: value.replace("me-central-1", "eu-central-1") for path, value in _DUBAI.items()}


@rule(
    "SM2601",
    "repeated-debugger-name",
    Severity.ERROR,
    since="0.1.0",
    title="Two Debugger rules or two tensor collections have the same name",
    why="The state of a rule is reported, and its output stored, under its name alone: the names of debugger and "
    "profiler rules must be unique together, and those of the collections among themselves.",
    fix="Give each a name of its own.",
    source=f"{API}API_DebugRuleConfiguration.html",
    members=(COLLECTIONS, DEBUG_RULES, PROFILER_RULES),
    bad={**_HOOK, DEBUG_RULES: [_RULE, _RULE]},
    good={**_HOOK, DEBUG_RULES: [_RULE, _OTHER_RULE]},
)
def repeated_debugger_name(job: TrainingJob) -> Iterator[Finding]:
    yield from _repeated(job, "CollectionName", (COLLECTIONS,))
    yield from _repeated(job, "RuleConfigurationName", (DEBUG_RULES, PROFILER_RULES))


def _repeated(job: TrainingJob, member: str, lists: tuple[str, ...]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for path in lists:
        for place, entry in job.each(path):
            name = entry.get(member)
            if isinstance(name, str) and first.setdefault(name, place) != place:
                yield Finding.at(f"{place}.{member}", f"{name!r} is the name of {first[name]} already")


@rule(
    "SM2602",
    "unknown-collection-parameter",
    Severity.WARNING,
    since="0.1.0",
    title="A tensor collection has a parameter that Debugger does not know",
    why="Debugger skips what it does not know, so the tensors are saved at the default interval of 500 steps, "
    "or not at all, and the rules that wait for them judge nothing. The API reference names name, include_regex, "
    "reduction_config, save_config, tensor_names and save_histogram; the developer guide and Debugger itself use "
    "reductions, save_interval, save_steps, start_step and end_step as well, the last four also for one mode "
    "(train.save_interval).",
    fix="Correct the key. CollectionParameters maps each parameter to its value: no 'name' and 'value' apart.",
    source=f"{GUIDE}debugger-configure-tensor-collections.html",
    members=(COLLECTIONS,),
    bad={**_HOOK, COLLECTIONS: [{"CollectionName": "losses", "CollectionParameters": {"save_intervall": "500"}}]},
    good={**_HOOK, COLLECTIONS: [{"CollectionName": "losses", "CollectionParameters": {"train.save_interval": "500"}}]},
)
def unknown_collection_parameter(job: TrainingJob) -> Iterator[Finding]:
    known = table("debugger")
    for path, _ in job.each(COLLECTIONS):
        parameters = f"{path}.CollectionParameters"
        for key in job.mapping(parameters):
            if not isinstance(key, str) or is_template(key):
                continue
            mode, _, by_mode = key.partition(".")
            if key in known["collection_parameters"] or (
                mode in known["modes"] and by_mode in known["parameters_by_mode"]
            ):
                continue
            message = f"{key!r} is not a parameter of a collection{did_you_mean(key, known['collection_parameters'])}"
            yield Finding.at(join(parameters, format_path((key,))), message, anchor=Anchor.KEY)


@rule(
    "SM2603",
    "debugger-not-offered-in-region",
    Severity.ERROR,
    since="0.1.0",
    title="Debugger or the profiler is configured in a Region that lacks it",
    why="Where Debugger is not offered the service rejects its configuration. An error where the Region is known for "
    "certain, a warning where only the image's registry hints at it. A ProfilerConfig that does no more than set "
    "DisableProfiler is accepted anywhere.",
    fix="Remove the configuration, or run the job in a Region that has Debugger.",
    source=f"{GUIDE}debugger-reference.html",
    members=(HOOK, DEBUG_RULES, PROFILER, PROFILER_RULES),
    bad={**_HOOK, **_DUBAI},
    good={**_HOOK, **_FRANKFURT},
)
def debugger_not_offered_in_region(job: TrainingJob) -> Iterator[Finding]:
    region, known = region_of(job), table("debugger")
    if region and region.name in known["regions_without"]:
        severity = Severity.ERROR if region.certain else Severity.WARNING
        for member in (HOOK, DEBUG_RULES, PROFILER, PROFILER_RULES):
            given = job.get(member)
            if given and not (member == PROFILER and job.look(DISABLED) not in (None, False)):
                message = f"{member} is not supported in {region} (as of {known['as_of']})"
                yield Finding.at(member, message, severity=severity)


@rule(
    "SM2604",
    "debugger-rules-without-hook",
    Severity.WARNING,
    since="0.1.0",
    title="DebugRuleConfigurations without DebugHookConfig",
    why="Without the hook's configuration the job saves no tensors: the rules have nothing to judge and find nothing, "
    "and a custom rule's instance is billed for waiting.",
    fix="Add DebugHookConfig with S3OutputPath and the collections that the rules read, or remove the rules.",
    source=f"{GUIDE}debugger-createtrainingjob-api.html",
    members=(DEBUG_RULES,),
    bad={DEBUG_RULES: [_RULE]},
    good={DEBUG_RULES: [_RULE], **_HOOK},
)
def debugger_rules_without_hook(job: TrainingJob) -> Iterator[Finding]:
    rules = job.sequence(DEBUG_RULES)
    if rules and not job.has(HOOK):
        message = f"the tensors that {len(rules)} debugger rule{'s' * (len(rules) > 1)} would judge are not saved: "
        yield Finding.at(DEBUG_RULES, f"{message}{HOOK} is missing")


@rule(
    "SM2605",
    "half-sized-custom-rule",
    Severity.WARNING,
    since="0.1.0",
    title="A Debugger rule has an instance type without a volume, or a volume without an instance type",
    why="A custom rule runs on a processing instance that the request sizes and pays for, and needs both; a built-in "
    "rule runs on what SageMaker provides at no cost, and needs neither. Each custom rule counts against the quota of "
    "processing instances, which only the account knows.",
    fix="Give InstanceType and VolumeSizeInGB to a custom rule; remove both from a built-in one.",
    source=f"{API}API_DebugRuleConfiguration.html",
    members=(DEBUG_RULES, PROFILER_RULES),
    bad={**_HOOK, DEBUG_RULES: [{**_RULE, "InstanceType": "ml.m5.xlarge"}]},
    good={**_HOOK, DEBUG_RULES: [{**_RULE, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}]},
)
def half_sized_custom_rule(job: TrainingJob) -> Iterator[Finding]:
    for path in (DEBUG_RULES, PROFILER_RULES):
        for place, entry in job.each(path):
            type_, size = entry.get("InstanceType"), entry.get("VolumeSizeInGB") or None
            if (type_ is None) != (size is None):
                missing, given = (
                    ("VolumeSizeInGB", "InstanceType") if size is None else ("InstanceType", "VolumeSizeInGB")
                )
                yield Finding.at(f"{place}.{missing}", f"{missing} is missing, though {given} is given for the rule")


@rule(
    "SM2606",
    "reserved-tensorboard-path",
    Severity.ERROR,
    since="0.1.0",
    title="TensorBoardOutputConfig.LocalPath is below a reserved path",
    why="The service rejects a LocalPath below /opt/ml, /tmp or /usr/local/nvidia, even the one that it uses itself "
    "where none is given (/opt/ml/output/tensorboard).",
    fix="Leave LocalPath out and write to the default, or choose a folder elsewhere, such as /tensorboard.",
    source=f"{API}API_TensorBoardOutputConfig.html",
    members=(TENSORBOARD,),
    bad={f"{TENSORBOARD}.S3OutputPath": _S3, TENSORBOARD_PATH: "/opt/ml/output/tensorboard"},
    good={f"{TENSORBOARD}.S3OutputPath": _S3, TENSORBOARD_PATH: "/tensorboard"},
)
def reserved_tensorboard_path(job: TrainingJob) -> Iterator[Finding]:
    path = job.string(TENSORBOARD_PATH)
    for reserved in table("debugger")["reserved_paths"] if path else ():
        if f"{path}/".startswith(f"{reserved}/"):
            message = f"{path!r} is below {reserved}, which is reserved"
            yield Finding.at(TENSORBOARD_PATH, message, fix=remove(TENSORBOARD_PATH, safe=False))
