"""Contract rules for MetricDefinitions: what of a job's log becomes a metric."""

import re
import warnings
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from policylint.documentation import API, GUIDE
from policylint.finding import Finding, Severity, remove
from policylint.job import TrainingJob
from policylint.rule import rule
from policylint.schema.wording import quoted

METRICS = "AlgorithmSpecification.MetricDefinitions"
TIME_SERIES = "AlgorithmSpecification.EnableSageMakerMetricsTimeSeries"

_METRICS_PAGE = f"{GUIDE}automatic-model-tuning-define-metrics-variables.html"
_LOSS = {"Name": "loss", "Regex": "loss=([0-9.]+)"}
_ACCURACY = {"Name": "accuracy", "Regex": "acc=([0-9.]+)"}
_LONGEST_REGEX = 500  # longer ones are reported by the schema
_IN_ANY_DIALECT = (
    "missing )",
    "unbalanced parenthesis",
    "nothing to repeat",
    "unterminated character set",
    "bad character range",
    "bad escape (end of pattern)",
    "min repeat greater than max repeat",
)


@rule(
    "SM2010",
    "broken-metric-regex",
    Severity.ERROR,
    since="0.1.0",
    title="A metric's Regex is not a regular expression",
    why="What cannot be compiled finds nothing: the metric, and a tuning job whose objective it is, come to nothing.",
    fix="Correct the expression at the place named; escape literal characters with a backslash.",
    source=f"{API}API_MetricDefinition.html",
    members=(METRICS,),
    bad={METRICS: [{"Name": "loss", "Regex": "loss=([0-9.]+"}]},
    good={METRICS: [_LOSS]},
)
def broken_metric_regex(job: TrainingJob) -> Iterator[Finding]:
    for path, metric in job.each(METRICS):
        compiled = regex_of(metric)
        if isinstance(compiled, re.error) and _fails_in_any_dialect(compiled):
            at = f" at character {compiled.pos + 1}" if compiled.pos is not None else ""
            yield Finding.at(f"{path}.Regex", f"{quoted(metric['Regex'])} cannot be compiled: {compiled.msg}{at}")


@rule(
    "SM2011",
    "metric-regex-without-group",
    Severity.WARNING,
    since="0.1.0",
    title="A metric's Regex captures no value",
    why="The value of a metric is what the parentheses of its Regex capture; without any there is no value to record.",
    fix="Put parentheses around the part that matches the number.",
    source=_METRICS_PAGE,
    members=(METRICS,),
    bad={METRICS: [{"Name": "loss", "Regex": "loss=[0-9.]+"}]},
    good={METRICS: [_LOSS]},
)
def metric_regex_without_group(job: TrainingJob) -> Iterator[Finding]:
    for path, metric in job.each(METRICS):
        compiled = regex_of(metric)
        if isinstance(compiled, re.Pattern) and compiled.groups == 0:
            message = f"{quoted(metric['Regex'])} has no parentheses to capture the value of the metric"
            yield Finding.at(f"{path}.Regex", message)


@rule(
    "SM2012",
    "repeated-metric-name",
    Severity.WARNING,
    since="0.1.0",
    title="Two metrics have the same name",
    why="Values of both are recorded under one name, and nothing distinguishes them: a curve of two things, and for a "
    "tuning job an objective that mixes them.",
    fix="Give each metric a name of its own, or remove the definition that is not needed.",
    source=f"{API}API_MetricDefinition.html",
    members=(METRICS,),
    bad={METRICS: [_LOSS, {**_ACCURACY, "Name": "loss"}]},
    good={METRICS: [_LOSS, _ACCURACY]},
)
def repeated_metric_name(job: TrainingJob) -> Iterator[Finding]:
    first: dict[str, tuple[str, Any]] = {}
    for path, metric in job.each(METRICS):
        name = metric.get("Name")
        if isinstance(name, str):
            place, regex = first.setdefault(name, (path, metric.get("Regex")))
            if place != path:
                fix = remove(path) if isinstance(regex, str) and metric == {"Name": name, "Regex": regex} else None
                yield Finding.at(f"{path}.Name", f"{quoted(name)} is the name of {place} already", fix=fix)


@rule(
    "SM2013",
    "time-series-cannot-be-disabled",
    Severity.WARNING,
    since="0.1.0",
    title="EnableSageMakerMetricsTimeSeries is false beside MetricDefinitions",
    why="A time series is made of each job that defines a metric, whatever this switch says: false turns nothing off.",
    fix="Remove EnableSageMakerMetricsTimeSeries, or the MetricDefinitions.",
    source=f"{API}API_AlgorithmSpecification.html",
    members=(TIME_SERIES,),
    bad={TIME_SERIES: False, METRICS: [_LOSS]},
    good={TIME_SERIES: True, METRICS: [_LOSS]},
)
def time_series_cannot_be_disabled(job: TrainingJob) -> Iterator[Finding]:
    if job.sequence(METRICS) and job.boolean(TIME_SERIES) is False:
        message = "false has no effect: the time series is made wherever MetricDefinitions define a metric"
        yield Finding.at(TIME_SERIES, message, fix=remove(TIME_SERIES, safe=False))


def regex_of(metric: Mapping[str, Any]) -> "re.Pattern[str] | re.error | None":
    """A metric's expression, or what is wrong with it; None where there is none to judge."""
    regex = metric.get("Regex")
    return _compile(regex) if isinstance(regex, str) and 0 < len(regex) <= _LONGEST_REGEX else None


@lru_cache(maxsize=1024)
def _compile(regex: str) -> "re.Pattern[str] | re.error | None":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "[[" may mean something else in a later Python
        try:
            return re.compile(regex)
        except re.error as error:
            return error
        except (OverflowError, RecursionError):
            return None


def _fails_in_any_dialect(error: re.error) -> bool:
    """Whether an expression is broken in every usual dialect, not in Python's alone: which the service uses is not
    documented."""
    return error.msg.startswith(_IN_ANY_DIALECT)
