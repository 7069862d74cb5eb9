"""Contract rules for a tuning job's ranges: each can be searched, is stated once, and they are not too many."""

from collections.abc import Iterator, Mapping
from typing import Any

from policylint.contract.data import table
from policylint.contract.tuning_space import (
    AUTOTUNE,
    CATEGORICAL,
    CONTINUOUS,
    DEFINITION,
    DEFINITIONS,
    INTEGER,
    RANGES,
    Range,
    Space,
    definitions,
    is_open,
    number,
    ranges,
    spaces,
)
from policylint.documentation import API, GUIDE
from policylint.finding import Edit, Finding, Fix, Severity, remove, set_value
from policylint.job import TuningJob
from policylint.path import REMOVED, format_path, join
from policylint.rule import rule

_RANGES_PAGE = f"{GUIDE}automatic-model-tuning-define-ranges.html"
_MEMBERS = (RANGES, DEFINITION, DEFINITIONS)
_RATE = f"{RANGES}.{CONTINUOUS}[0]"
_STATIC = f"{DEFINITION}.StaticHyperParameters"
_LOGARITHMIC, _REVERSE = "Logarithmic", "ReverseLogarithmic"
_UNSCALED = (None, "Auto", "Linear")


@rule(
    "SM2706",
    "unusable-range",
    Severity.ERROR,
    since="0.1.0",
    title="A range whose bounds are not numbers or leave nothing to search, or a value listed twice",
    why="MinValue and MaxValue are numbers written as text, which no client looks at: the service rejects a range "
    "that is empty, or that holds a single value (what does not vary is a static hyperparameter). A categorical value "
    "listed twice is no second choice (a warning).",
    fix="Put the smaller bound in MinValue; state a value that does not vary in StaticHyperParameters.",
    source=_RANGES_PAGE,
    scope="TuningJob",
    members=_MEMBERS,
    bad={f"{_RATE}.MinValue": "0.5"},
    good={f"{_RATE}.MinValue": "1e-5"},
)
def unusable_range(job: TuningJob) -> Iterator[Finding]:
    for found in _all(job):
        if found.kind == CATEGORICAL:
            yield from _repeated_values(found)
        else:
            yield from _wrong_bounds(found)


def _all(job: TuningJob) -> Iterator[Range]:
    for space in spaces(job):
        yield from ranges(space)


def _repeated_values(found: Range) -> Iterator[Finding]:
    values, first = found.entry.get("Values"), dict[str, int]()
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str) and first.setdefault(value, index) != index:
            place = f"{found.path}.Values[{index}]"
            message = f"the value is listed before, as item {first[value] + 1}"
            yield Finding.at(place, message, severity=Severity.WARNING, fix=remove(place))


def _wrong_bounds(found: Range) -> Iterator[Finding]:
    kind = "whole number" if found.kind == INTEGER else "number"
    bounds = []
    for member in ("MinValue", "MaxValue"):
        text = found.entry.get(member)
        value = number(text)
        if isinstance(text, str) and (value is None or (found.kind == INTEGER and not value.is_integer())):
            advice = f"Write a {kind} as text, such as {'10' if found.kind == INTEGER else '0.1'} in quotes."
            yield Finding.at(f"{found.path}.{member}", f"{member} is not a {kind}", help=advice)
        bounds.append(value)
    low, high = bounds
    if low is not None and high is not None and low >= high:
        given = f"MinValue {found.entry['MinValue']} and MaxValue {found.entry['MaxValue']}"
        kept = "a single value" if low == high else "nothing"
        yield Finding.at(found.path, f"{given} leave {kept} to search", fix=_swapped(found) if low > high else None)


def _swapped(found: Range) -> Fix | None:
    """The bounds the other way round, where that cannot bring up a fault of another kind."""
    if found.kind != CONTINUOUS or found.entry.get("ScalingType") not in _UNSCALED:
        return None
    low, high = found.entry["MinValue"], found.entry["MaxValue"]
    edits = (Edit("set", f"{found.path}.MinValue", high), Edit("set", f"{found.path}.MaxValue", low))
    return Fix(edits, safe=False)


@rule(
    "SM2707",
    "scaling-unfit-for-range",
    Severity.ERROR,
    since="0.1.0",
    title="A ScalingType that the range does not allow",
    why="Logarithmic scaling works only for values greater than 0, reverse logarithmic scaling only for continuous "
    "ranges within 0 <= x < 1; the service rejects them elsewhere.",
    fix="Move the bounds into what the scaling allows, or leave it to Auto.",
    source=_RANGES_PAGE,
    scope="TuningJob",
    members=_MEMBERS,
    bad={f"{_RATE}.MinValue": "0", f"{_RATE}.ScalingType": _LOGARITHMIC},
    good={f"{_RATE}.MinValue": "0", f"{_RATE}.ScalingType": _REVERSE},
)
def scaling_unfit_for_range(job: TuningJob) -> Iterator[Finding]:
    for found in _all(job):
        scaling = found.entry.get("ScalingType")
        if scaling not in (_LOGARITHMIC, _REVERSE):
            continue
        low, high = number(found.entry.get("MinValue")), number(found.entry.get("MaxValue"))
        if scaling == _LOGARITHMIC:
            reason = f"needs values greater than 0: MinValue is {low:g}" if low is not None and low <= 0 else ""
        elif found.kind == INTEGER:
            reason = "is for continuous ranges, not for integers"
        elif low is not None and low < 0:
            reason = f"needs 0 <= x < 1: MinValue is {low:g}"
        else:
            reason = f"needs 0 <= x < 1: MaxValue is {high:g}" if high is not None and high >= 1 else ""
        if reason:
            path = f"{found.path}.ScalingType"
            yield Finding.at(path, f"{scaling} scaling {reason}", fix=set_value(path, "Auto", safe=False))


@rule(
    "SM2708",
    "hyperparameter-stated-twice",
    Severity.ERROR,
    since="0.1.0",
    title="A hyperparameter has two ranges, or a range and a static value",
    why="A hyperparameter has one value in each training job: the service rejects a second range for it, and a static "
    "value beside its range. (A warning beside an example value for Autotune, which chooses a range itself.)",
    fix="Keep one of the two.",
    source=_RANGES_PAGE,
    scope="TuningJob",
    members=_MEMBERS,
    bad={_STATIC: {"learning-rate": "0.01"}},
    good={_STATIC: {"momentum": "0.9"}},
)
def hyperparameter_stated_twice(job: TuningJob) -> Iterator[Finding]:
    for space in spaces(job):
        static = f"{space.definition}.StaticHyperParameters"
        values = job.mapping(static)
        first: dict[str, str] = {}
        for found in ranges(space):
            name = found.name
            if name is not None and first.setdefault(name, found.path) != found.path:
                yield Finding.at(f"{found.path}.Name", f"{name!r} has a range at {first[name]} already")
        for name, path in first.items():
            if name in values:
                place = join(static, format_path((name,)))
                yield Finding.at(
                    place, f"{name!r} is searched: it has a range at {path}", fix=remove(place, safe=False)
                )
        for index, example in enumerate(_examples(space)):
            name = example.get("Name") if isinstance(example, dict) else None
            other = first.get(name) or (static if name in values else None) if isinstance(name, str) else None
            if other:
                message = f"{name!r} is left to Autotune, and stated at {other}"
                yield Finding.at(f"{space.path}.AutoParameters[{index}].Name", message, severity=Severity.WARNING)


def _examples(space: Space) -> list[Any]:
    """The example values that a space has for Autotune."""
    entries = space.listed("AutoParameters")
    return entries if isinstance(entries, list) else []


@rule(
    "SM2709",
    "entries-over-tuning-wide-limit",
    Severity.ERROR,
    since="0.1.0",
    title="More hyperparameters, environment variables or metrics than a tuning job may have in all",
    why="Some limits hold for a tuning job as a whole, where the API's model knows those of each list alone: 30 "
    "hyperparameters searched and 48 environment variables over all definitions, 100 hyperparameters, static and "
    "searched (one of which SageMaker adds itself: a warning at exactly 100), and 20 metrics.",
    fix="Search fewer hyperparameters, and put what does not vary into the image or one static value.",
    source=f"{GUIDE}automatic-model-tuning-limits.html",
    scope="TuningJob",
    bad={_STATIC: {f"static-{index}": "1" for index in range(100)}},
    good={_STATIC: {f"static-{index}": "1" for index in range(98)}},
)
def entries_over_tuning_wide_limit(job: TuningJob) -> Iterator[Finding]:
    limits = table("tuning_limits")
    searched = [(space, sum(1 for _ in ranges(space))) for space in spaces(job)]
    yield from _too_many_searched(searched, limits["hyperparameters_searched"])
    variables = {}
    for path, definition in definitions(job):
        yield from _too_many_stated(path, definition, searched, limits["hyperparameters"])
        algorithm = definition.get("AlgorithmSpecification")
        metrics = algorithm.get("MetricDefinitions") if isinstance(algorithm, dict) else None
        if isinstance(metrics, list) and len(metrics) > limits["metrics"]:
            message = f"{len(metrics)} metrics are defined; a tuning job may have {limits['metrics']}"
            yield Finding.at(f"{path}.AlgorithmSpecification.MetricDefinitions", message)
        variables[f"{path}.Environment"] = _size(definition.get("Environment"))
    total, most = sum(variables.values()), limits["environment"]
    if total > most and max(variables.values()) <= most:
        message = f"{total} environment variables over {len(variables)} definitions; a tuning job may have {most}"
        yield Finding.at(list(variables)[-1], message)


def _size(value: Any) -> int:
    return len(value) if isinstance(value, dict) else 0


def _too_many_searched(searched: list[tuple[Space, int]], most: int) -> Iterator[Finding]:
    total = sum(count for _, count in searched)
    if total > most:
        space, count = max(searched, key=lambda counted: counted[1])
        where = f", {count} of them here" if count < total else ""
        yield Finding.at(space.path, f"{total} hyperparameters are searched{where}; a tuning job may search {most}")


def _too_many_stated(
    path: str, definition: Mapping[str, Any], searched: list[tuple[Space, int]], most: int
) -> Iterator[Finding]:
    static = _size(definition.get("StaticHyperParameters"))
    ranged = sum(count for space, count in searched if space.definition == path)
    if ranged and static <= most <= static + ranged:
        count = f"{static} static hyperparameters and {ranged} searched"
        is_over = static + ranged > most
        message = f"{count} are more than {most}" if is_over else f"{count}: SageMaker adds one, which makes {most + 1}"
        severity = Severity.ERROR if is_over else Severity.WARNING
        yield Finding.at(f"{path}.StaticHyperParameters", message, severity=severity)


@rule(
    "SM2710",
    "nothing-to-search",
    Severity.ERROR,
    since="0.1.0",
    title="No hyperparameter to search, or ranges that stand where they do not count",
    why="Without a range, and without Autotune to choose one, all training jobs would be the same: there is nothing "
    "to tune. Ranges count in the configuration for a single definition, in HyperParameterRanges for several; example "
    "values (AutoParameters) count with Autotune alone (both a warning).",
    fix="Give at least one range where it counts, or turn Autotune on.",
    source=f"{API}API_ParameterRanges.html",
    scope="TuningJob",
    members=(DEFINITION, DEFINITIONS),
    bad={RANGES: REMOVED},
    good={RANGES: REMOVED, f"{AUTOTUNE}.Mode": "Enabled"},
)
def nothing_to_search(job: TuningJob) -> Iterator[Finding]:
    found, autotune = spaces(job), AUTOTUNE in job.request
    for space in found:
        if not autotune and _examples(space):
            message = "example values for Autotune have no effect: Autotune is not given"
            yield Finding.at(f"{space.path}.AutoParameters", message, severity=Severity.WARNING)
    stated = [space for space in found if next(ranges(space), None) or is_open(job, space)]
    if not stated and not autotune and definitions(job):
        path = f"{DEFINITIONS}[0].HyperParameterRanges" if job.sequence(DEFINITIONS) else RANGES
        yield Finding.at(path, "there is no range to search, and no Autotune to choose one")
    in_config = any(space.path == RANGES for space in stated)
    if in_config and len(job.sequence(DEFINITIONS)) > 1:
        message = f"these ranges are for {DEFINITION} alone; {DEFINITIONS} have their HyperParameterRanges"
        yield Finding.at(RANGES, message, severity=Severity.WARNING)
    elif in_config and any(space.path != RANGES for space in stated):
        message = f"ranges are stated twice: here and in {RANGES}"
        yield Finding.at(f"{DEFINITION}.HyperParameterRanges", message, severity=Severity.WARNING)
