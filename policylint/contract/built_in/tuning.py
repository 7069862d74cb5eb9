"""A tuning job of a built-in algorithm: ranges that it searches, and an objective that it emits."""

from collections.abc import Iterator, Mapping
from typing import Any

from policylint.algorithms.algorithm import Algorithm
from policylint.algorithms.hyperparameter import Hyperparameter
from policylint.contract.built_in import tuning_rules
from policylint.contract.built_in.channels import are_all_channels_known
from policylint.contract.built_in.given import Given, spaces_of
from policylint.contract.built_in.hyperparameters import is_internal, quoted_value, value_fault
from policylint.contract.channel import channels
from policylint.contract.tuning_space import (
    CATEGORICAL,
    CONTINUOUS,
    DEFINITION,
    INTEGER,
    OBJECTIVE,
    Range,
    definitions,
    number,
    ranges,
)
from policylint.finding import Finding, Severity, set_value
from policylint.job import TrainingJob, TuningJob
from policylint.nearest import did_you_mean
from policylint.path import join

_KINDS = {"integer": INTEGER, "continuous": CONTINUOUS, "categorical": CATEGORICAL}
_TEST = ("validation", "test")


def judge(job: TuningJob, definition: TrainingJob, algorithm: Algorithm) -> Iterator[Finding]:
    """What is wrong with the ranges and the objective of one definition."""
    given = Given(definition, algorithm)
    for space in spaces_of(job, definition):
        for found in ranges(space):
            if found.name is not None:
                yield from _range(algorithm, found, found.name)
    yield from _objective(job, definition, given)


def _range(algorithm: Algorithm, found: Range, name: str) -> Iterator[Finding]:
    row = algorithm.hyperparameter(name)
    if row is None:
        if not is_internal(name, algorithm) and (algorithm.is_closed or did_you_mean(name, algorithm.hyperparameters)):
            message = f"{algorithm} has no hyperparameter {name!r}{did_you_mean(name, algorithm.hyperparameters)}"
            severity = None if algorithm.is_closed else Severity.WARNING
            yield Finding.at(f"{found.path}.Name", message, rule=tuning_rules.UNTUNABLE.id, severity=severity)
        return
    if row.tunable is None and algorithm.table["enforced_tuning"]:
        message = f"{algorithm} does not tune {name}: a job gives it a value"
        yield Finding.at(f"{found.path}.Name", message, rule=tuning_rules.UNTUNABLE.id, help=_help(algorithm))
        return
    yield from _kind(algorithm, found, row)
    yield from _categories(algorithm, found, row) if found.kind == CATEGORICAL else _bounds(algorithm, found, row)


def _kind(algorithm: Algorithm, found: Range, row: Hyperparameter) -> Iterator[Finding]:
    wanted = _KINDS.get(row.tunable or "")
    if wanted is not None and wanted != found.kind:
        is_readable = found.kind == CATEGORICAL or (found.kind == INTEGER and wanted == CONTINUOUS)
        severity = Severity.WARNING if is_readable else None
        message = f"{algorithm} tunes {row.name} by {wanted}, not by {found.kind}: it is {row}"
        yield Finding.at(found.path, message, rule=tuning_rules.RANGE_KIND.id, severity=severity, help=_help(algorithm))


def _bounds(algorithm: Algorithm, found: Range, row: Hyperparameter) -> Iterator[Finding]:
    for member in ("MinValue", "MaxValue"):
        value = number(found.entry.get(member))
        if value is not None and row.range is not None and value not in row.range:
            message = f"{member} {found.entry[member]} of {row.name} is outside what {algorithm} allows: {row}"
            yield Finding.at(
                f"{found.path}.{member}", message, rule=tuning_rules.RANGE_BOUNDS.id, help=_help(algorithm)
            )


def _categories(algorithm: Algorithm, found: Range, row: Hyperparameter) -> Iterator[Finding]:
    values = found.entry.get("Values")
    for index, text in enumerate(values if isinstance(values, list) else ()):
        if not isinstance(text, str):
            continue
        path = f"{found.path}.Values[{index}]"
        inner = quoted_value(row, text)
        if inner is not None and not algorithm.reads_json:
            message = f"{row.name} is in quotes, which {algorithm} reads as a part of the value"
            fix = set_value(path, inner, safe=False)
            yield Finding.at(path, message, rule=tuning_rules.RANGE_BOUNDS.id, fix=fix)
            continue
        fault = value_fault(row, text if inner is None else inner)
        if fault is not None:
            yield Finding.at(path, fault[1], rule=tuning_rules.RANGE_BOUNDS.id, help=f"See {row.source}")


def _objective(job: TuningJob, definition: TrainingJob, given: Given) -> Iterator[Finding]:
    algorithm = given.algorithm
    path, objective = _objective_of(job, definition)
    metric = objective.get("MetricName")
    if not algorithm.metrics or not isinstance(metric, str) or metric in _defined(definition):
        return
    direction = algorithm.metrics.get(metric)
    if direction is None:
        hint = did_you_mean(metric, algorithm.metrics) or f": it emits {', '.join(_few(algorithm.metrics))}"
        message = f"{algorithm} does not emit {metric!r}{hint}"
        yield Finding.at(join(path, "MetricName"), message, rule=tuning_rules.NOT_EMITTED.id, help=_help(algorithm))
        return
    reason = _not_emitted(definition, given, metric)
    if reason:
        message = f"{algorithm} emits {metric} {reason}"
        yield Finding.at(join(path, "MetricName"), message, rule=tuning_rules.NOT_EMITTED.id, help=_help(algorithm))
    towards = objective.get("Type")
    if isinstance(towards, str) and towards in ("Minimize", "Maximize") and towards != direction:
        message = f"{metric} is to be {direction.lower()}d, and the search would {towards.lower()} it"
        fix = set_value(join(path, "Type"), direction, safe=False)
        yield Finding.at(join(path, "Type"), message, rule=tuning_rules.DIRECTION.id, fix=fix, help=_help(algorithm))


def _objective_of(job: TuningJob, definition: TrainingJob) -> tuple[str, Mapping[str, Any]]:
    """Where the objective of a definition stands in the tuning job, and what it is."""
    place = next((path for path, _ in definitions(job) if join(job.prefix, path) == definition.prefix), DEFINITION)
    common = job.look(OBJECTIVE)
    if place == DEFINITION and isinstance(common, dict):
        return OBJECTIVE, common
    return f"{place}.TuningObjective", definition.mapping("TuningObjective")


def _not_emitted(definition: TrainingJob, given: Given, metric: str) -> str:
    """Why a metric of the algorithm is not emitted by this job; "" where it is, or that is not known."""
    for name, values in given.algorithm.table.get("metrics_only", {}).get(metric, {}).items():
        value = given.value(name)
        if value is not None and value not in values:
            return f"only with {name} {' or '.join(map(repr, values))}, and it is {value!r}"
    channel = metric.partition(":")[0]
    is_trained = channel == "validation" and given.algorithm.table.get("validation_from_train", False)
    if channel in _TEST and not is_trained and are_all_channels_known(definition):
        names = {one.given.get("ChannelName") for one in channels(definition)}
        if channel not in names:
            return f"only where there is a channel {channel!r}"
    return ""


def _defined(definition: TrainingJob) -> set[Any]:
    """The names of the metrics that the definition defines itself."""
    return {metric.get("Name") for _, metric in definition.each(tuning_rules.METRICS)}


def _few(metrics: Mapping[str, str]) -> list[str]:
    names = list(metrics)
    return names if len(names) < 8 else [*names[:6], "..."]


def _help(algorithm: Algorithm) -> str:
    return f"See {algorithm.page('tuning')}"
