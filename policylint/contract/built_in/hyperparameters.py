"""Hyperparameters of a built-in algorithm: named, typed and chosen as it takes them."""

from collections.abc import Iterator

from policylint.algorithms.algorithm import Algorithm
from policylint.algorithms.dependency import Dependency, dependencies, either
from policylint.algorithms.hyperparameter import RANGE, TYPE, VALUE, Hyperparameter, unquote
from policylint.contract.built_in import rules
from policylint.contract.built_in.given import Given
from policylint.contract.region import IMAGE
from policylint.finding import Finding, Severity, rename, set_value
from policylint.job import TrainingJob
from policylint.nearest import nearest
from policylint.path import format_path, join
from policylint.schema.wording import quoted

_OF_KIND = {TYPE: rules.MISTYPED.id, RANGE: rules.OUT_OF_RANGE.id, VALUE: rules.NOT_ALLOWED.id}
_COMPARISONS = {"<": float.__lt__, "<=": float.__le__}
_NOT_ITS_OWN = ("_", "sagemaker_")


def judge(job: TrainingJob, algorithm: Algorithm) -> Iterator[Finding]:
    """The faults of a job's hyperparameters."""
    given = Given(job, algorithm)
    meant = dict[str, str]()
    for name in given.stated:
        if algorithm.hyperparameter(name) is None and not is_internal(name, algorithm):
            close = nearest(name, algorithm.hyperparameters)
            if close and close not in given.names:
                meant[close] = name
            yield _unknown(given, name, close)
    for name, text in given.texts.items():
        row = algorithm.hyperparameters.get(name)
        if row is not None:
            yield from _value(given, row, text)
    if given.are_all_known:
        for name, row in algorithm.hyperparameters.items():
            if row.required and name not in given.names and name not in meant:
                message = f"{name} is missing: {algorithm} needs it, {row}"
                yield Finding.at(given.path(name), message, rule=rules.MISSING.id, help=_help(row))
    yield from _dependencies(given)
    deprecated = algorithm.table.get("deprecated")
    if deprecated:
        yield Finding.at(IMAGE, deprecated, rule=rules.DEPRECATED.id)


def is_internal(name: str, algorithm: Algorithm) -> bool:
    """Whether a name is one that the service or the SDK gives: nobody documents these."""
    return name.startswith("_") or (name.startswith("sagemaker_") and algorithm.runs_scripts)


def value_fault(row: Hyperparameter, text: str) -> tuple[str, str] | None:
    """The rule that a value breaks, and how; None where it is allowed."""
    fault = row.fault(text)
    if fault is None:
        return None
    return _OF_KIND[fault.kind], f"{row.name} {quoted(text)} {fault.told}"


def quoted_value(row: Hyperparameter, text: str) -> str | None:
    """The value without the quotes of JSON around it; None where it has none, or they are a part of it."""
    inner = unquote(text)
    return None if inner is None or (row.type == "string" and row.fault(inner)) else inner


def _unknown(given: Given, name: str, close: str | None) -> Finding:
    path = join(given.job.hyperparameters, format_path((name,)))
    hint = f": did you mean {close!r}?" if close else ""
    severity = None if given.algorithm.is_closed else Severity.WARNING
    fix = rename(path, close, safe=False) if close and close not in given.names else None
    message = f"{given.algorithm} has no hyperparameter {name!r}{hint}"
    return Finding.at(path, message, rule=rules.UNKNOWN.id, severity=severity, fix=fix, help=_listing(given.algorithm))


def _value(given: Given, row: Hyperparameter, text: str) -> Iterator[Finding]:
    path, algorithm = given.path(row.name), given.algorithm
    inner = None if algorithm.reads_json else quoted_value(row, text)
    if inner is not None:
        message = f"{row.name} is in quotes, which {algorithm} reads as a part of the value"
        yield Finding.at(path, message, rule=rules.QUOTED.id, fix=set_value(path, inner, safe=False))
        return
    fault = value_fault(row, text)
    if fault is not None:
        rule, told = fault
        close = nearest(text, row.values) if row.type == "enum" else None
        fix = set_value(path, close, safe=False) if close else None
        yield Finding.at(path, told, rule=rule, fix=fix, help=_help(row))
        return
    if row.deprecated:
        message = f"{row.name} is deprecated: {row.deprecated} has taken its place"
        yield Finding.at(path, message, rule=rules.DEPRECATED.id)
    instead = row.deprecated_values.get(text)
    if instead:
        message = f"{row.name} {text!r} is deprecated: {instead!r} is the same"
        yield Finding.at(path, message, rule=rules.DEPRECATED.id, fix=set_value(path, instead, safe=False))
    yield from _without_effect(given, row, text)


def _without_effect(given: Given, row: Hyperparameter, text: str) -> Iterator[Finding]:
    for other, allowed in row.only.items():
        value = given.value(other)
        if value is not None and value not in allowed and not row.is_default(text):
            now = f"{other} is {value!r}" if other in given.texts else f"{other} is {value!r} where it is not given"
            message = f"{row.name} has no effect: it counts with {other} {either(allowed)}, and {now}"
            yield Finding.at(given.path(row.name), message, rule=rules.WITHOUT_EFFECT.id, help=f"See {row.source}")


def _dependencies(given: Given) -> Iterator[Finding]:
    for one in dependencies(given.algorithm):
        message = _uncompared(given, one) if one.compare else _unsummed(given, one) if one.sum else _unmet(given, one)
        if message:
            stated = next((name for name in one.names if name in given.texts), one.names[-1])
            severity = None if one.is_certain else Severity.WARNING
            page = f"See {one.source}"
            yield Finding.at(given.path(stated), message, rule=rules.CONFLICT.id, severity=severity, help=page)


def _uncompared(given: Given, one: Dependency) -> str:
    """What is wrong with two numbers; "" where nothing is, or they are not known. So are the others."""
    left, sign, right = one.compare
    low, high = _number(given.value(left)), _number(given.value(right))
    if low is None or high is None or _COMPARISONS[sign](low, high):
        return ""
    return f"{left} {given.value(left)} must be {one.relation} {right}, which is {given.value(right)}"


def _unsummed(given: Given, one: Dependency) -> str:
    numbers = [number for name in one.sum if (number := _number(given.value(name))) is not None]
    if len(numbers) < len(one.sum) or one.range is None or sum(numbers) in one.range:
        return ""
    return f"{' and '.join(one.sum)} are {sum(numbers):g} together, and {one}"


def _unmet(given: Given, one: Dependency) -> str:
    for name, values in one.when.items():
        if name not in given.names if values is None else given.value(name) not in values:
            return ""
    causes = " and ".join(
        name if values is None else f"{name} {given.value(name)!r}" for name, values in one.when.items()
    )
    for name, values in one.needs.items():
        if values is None:
            if name not in given.names and given.are_all_known:
                return f"{causes} needs {name}, which is not given"
        elif _is_judged(given, name) and given.value(name) not in values:
            if name in one.when:
                return f"{causes} {'do not go together' if len(one.when) > 1 else 'is refused'}"
            now = f"it is {given.value(name)!r}" if name in given.texts else f"it is {given.value(name)!r} by default"
            return f"{causes} needs {name} {either(values)}; {now}"
    return ""


def _is_judged(given: Given, name: str) -> bool:
    """Whether a value is known, and a fault of its own is not told of it already."""
    value, row = given.value(name), given.algorithm.hyperparameters.get(name)
    return value is not None and (name not in given.texts or row is None or row.fault(value) is None)


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _help(row: Hyperparameter) -> str:
    return f"{row.name}: {row.whole}. See {row.source}"


def _listing(algorithm: Algorithm) -> str:
    return f"`policylint schema show --algorithm {algorithm.name}` lists all {len(algorithm.hyperparameters)}."
