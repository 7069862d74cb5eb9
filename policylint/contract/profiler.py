"""Contract rules for ProfilerConfig and the rules that read what the profiler writes."""

from collections.abc import Iterator

from policylint.contract.data import table
from policylint.contract.debugger import DISABLED, PROFILER, PROFILER_RULES
from policylint.documentation import API
from policylint.finding import Anchor, Finding, Severity, remove, set_value
from policylint.job import TrainingJob
from policylint.nearest import did_you_mean
from policylint.path import format_path, join
from policylint.rule import rule
from policylint.unknown import is_template

INTERVAL = "ProfilerConfig.ProfilingIntervalInMilliseconds"
PARAMETERS = "ProfilerConfig.ProfilingParameters"
OUTPUT = "ProfilerConfig.S3OutputPath"

_INTERVALS = (100, 200, 500, 1000, 5000, 60_000)
_PAGE = f"{API}API_ProfilerConfig.html"
_S3 = "s3://acme-ml/churn/profile/"
_RULE = {
    "RuleConfigurationName": "report",
    "RuleEvaluatorImage": "503895931360.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules:latest",
}


@rule(
    "SM2607",
    "profiling-interval-not-available",
    Severity.ERROR,
    since="0.1.0",
    title="ProfilingIntervalInMilliseconds is not one of the available intervals",
    why="System metrics are captured every 100, 200, 500, 1000, 5000 or 60000 milliseconds; any other interval is "
    "rejected. The API's model takes any number, so no client looks at it.",
    fix="Take one of the available intervals; without any it is 500.",
    source=_PAGE,
    members=(INTERVAL,),
    bad={OUTPUT: _S3, INTERVAL: 300},
    good={OUTPUT: _S3, INTERVAL: 200},
)
def profiling_interval_not_available(job: TrainingJob) -> Iterator[Finding]:
    interval = job.integer(INTERVAL)
    if interval is not None and interval not in _INTERVALS:
        near = min(_INTERVALS, key=lambda available: abs(available - interval))
        available = ", ".join(map(str, _INTERVALS))
        message = f"{interval} ms is not available: the interval is one of {available} ms"
        yield Finding.at(INTERVAL, message, fix=set_value(INTERVAL, near, safe=False))


@rule(
    "SM2608",
    "unreadable-profiling-parameter",
    Severity.WARNING,
    since="0.1.0",
    title="A profiling parameter that the profiler does not know or cannot read",
    why="What the profiler does not know or cannot read it skips: the job runs, is billed and brings no profile. "
    "The API reference names DetailedProfilingConfig, PythonProfilingConfig and DataLoaderProfilingConfig; the "
    "SageMaker Python SDK also sends the settings of the trace files and of SageMaker Profiler. The three are objects "
    "written as text, which the SDK ends with a comma that JSON does not allow: that is read as well.",
    fix='Correct the key, or write the value as an object in JSON: {"StartStep": 5, "NumSteps": 1}.',
    source=_PAGE,
    members=(PARAMETERS,),
    bad={OUTPUT: _S3, f"{PARAMETERS}.DetailedProfilingConfig": "StartStep: 5"},
    good={OUTPUT: _S3, f"{PARAMETERS}.DetailedProfilingConfig": '{"StartStep": 5, "NumSteps": 1, }'},
)
def unreadable_profiling_parameter(job: TrainingJob) -> Iterator[Finding]:
    configs, settings = table("debugger")["profiling_configs"], table("debugger")["profiling_settings"]
    for key, value in job.mapping(PARAMETERS).items():
        if not isinstance(key, str) or is_template(key):
            continue
        path = join(PARAMETERS, format_path((key,)))
        if key not in configs and key not in settings:
            known = did_you_mean(key, [*configs, *settings])
            yield Finding.at(path, f"{key!r} is not a profiling parameter{known}", anchor=Anchor.KEY)
        elif key in configs and isinstance(value, str) and not _is_object(value):
            yield Finding.at(path, f"the text of {key} is not an object in JSON")


def _is_object(text: str) -> bool:
    """Whether a text is a JSON object, or one as the SDK and Python write it: quoted singly, with a last comma."""
    import json

    text = text.strip()
    loose = (text[:-1].rstrip().removesuffix(",") + text[-1:]).replace("'", '"').replace("\\", "/")
    for candidate in (text, loose):
        try:
            if isinstance(json.loads(candidate), dict):
                return True
        except (ValueError, RecursionError):
            continue
    return False


@rule(
    "SM2609",
    "disabled-profiler-configured",
    Severity.ERROR,
    since="0.1.0",
    title="The profiler is disabled, and configured all the same",
    why="With DisableProfiler true nothing is measured: profiler rules have no metrics to judge and cannot run (the "
    "SageMaker Python SDK refuses them as well), and profiling parameters have no effect.",
    fix="Remove the rules and parameters, or remove DisableProfiler.",
    source=_PAGE,
    members=(DISABLED,),
    bad={DISABLED: True, PROFILER_RULES: [_RULE]},
    good={DISABLED: False, OUTPUT: _S3, PROFILER_RULES: [_RULE]},
)
def disabled_profiler_configured(job: TrainingJob) -> Iterator[Finding]:
    if job.boolean(DISABLED):
        if job.sequence(PROFILER_RULES):
            message = f"{DISABLED} is true, so the rules have no metrics to judge"
            yield Finding.at(PROFILER_RULES, message, fix=remove(PROFILER_RULES, safe=False))
        if job.mapping(PARAMETERS):
            message = f"no effect: {DISABLED} is true"
            fix = remove(PARAMETERS, safe=False)
            yield Finding.at(PARAMETERS, message, severity=Severity.WARNING, fix=fix)


@rule(
    "SM2610",
    "profiling-without-output-path",
    Severity.WARNING,
    since="0.1.0",
    title="Profiling without ProfilerConfig.S3OutputPath",
    why="Profiler rules read metrics from S3, and framework metrics are written there: without a path the rules are "
    "billed and judge nothing. The service takes a profiler without a path, and so an interval alone.",
    fix="Give ProfilerConfig an S3OutputPath, or remove the profiler rules and parameters.",
    source=_PAGE,
    members=(PARAMETERS, PROFILER_RULES),
    bad={PROFILER_RULES: [_RULE]},
    good={INTERVAL: 1000},
)
def profiling_without_output_path(job: TrainingJob) -> Iterator[Finding]:
    asked = [path for path in (PROFILER_RULES, PARAMETERS) if job.get(path)]
    if asked and not job.has(OUTPUT) and not job.unknown(PROFILER) and job.look(DISABLED) in (None, False):
        yield Finding.at(OUTPUT, f"S3OutputPath is missing: there is no place for the metrics that {asked[0]} asks for")
