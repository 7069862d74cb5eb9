"""Hyperparameters of a built-in algorithm: named, typed and chosen as it takes them."""

from collections.abc import Iterator, Mapping
from typing import Any

from policylint.algorithms.algorithm import Algorithm
from policylint.algorithms.hyperparameter import RANGE, TYPE, VALUE, Hyperparameter, unquote
from policylint.algorithms.interval import interval
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
            message = f"{row.name} has no effect: it counts with {other} {_or(allowed)}, and {now}"
            yield Finding.at(given.path(row.name), message, rule=rules.WITHOUT_EFFECT.id, help=f"See {row.source}")


def _dependencies(given: Given) -> Iterator[Finding]:
    for one in given.algorithm.table.get("dependencies", ()):
        message = _broken(given, one)
        if message:
            first = next(iter(one.get("when") or one.get("compare") or one["sum"]))
            severity = Severity.WARNING if one.get("severity") == "warning" else None
            page = one.get("source", given.algorithm.page("hyperparameters"))
            path = given.path(_stated_first(given, one) or first)
            yield Finding.at(path, message, rule=rules.CONFLICT.id, severity=severity, help=f"See {page}")


def _broken(given: Given, one: Mapping[str, Any]) -> str:
    """What is wrong by one dependency; "" where nothing is, or that is not known."""
    if "compare" in one:
        left, sign, right = one["compare"]
        low, high = _number(given.value(left)), _number(given.value(right))
        if low is None or high is None or _COMPARISONS[sign](low, high):
            return ""
        relation = "less than" if sign == "<" else "at most"
        return f"{left} {given.value(left)} must be {relation} {right}, which is {given.value(right)}"
    if "sum" in one:
        numbers = [_number(given.value(name)) for name in one["sum"]]
        total = sum(number for number in numbers if number is not None)
        if None in numbers or total in interval(one["range"]):
            return ""
        return f"{' and '.join(one['sum'])} are {total:g} together: their sum must be {interval(one['range'])}"
    return _needs(given, one)


def _needs(given: Given, one: Mapping[str, Any]) -> str:
    """The same of a dependency that is stated as what a value needs."""
    for name, values in one["when"].items():
        if values is None:
            if name not in given.names:
                return ""
        elif given.value(name) not in values:
            return ""
    causes = " and ".join(
        name if values is None else f"{name} {given.value(name)!r}" for name, values in one["when"].items()
    )
    for name, values in one["needs"].items():
        if values is None:
            if name not in given.names and given.are_all_known:
                return f"{causes} needs {name}, which is not given"
        else:
            value = given.value(name)
            row = given.algorithm.hyperparameters.get(name)
            is_judged = value is not None and (row is None or row.fault(value) is None or name not in given.texts)
            if is_judged and value not in values:
                now = f"it is {value!r}" if name in given.texts else f"{value!r} is what it is where it is not given"
                if name in one["when"]:
                    return f"{causes} do not go together" if len(one["when"]) > 1 else f"{causes} is refused"
                return f"{causes} needs {name} {_or(values)}; {now}"
    return ""


def _stated_first(given: Given, one: Mapping[str, Any]) -> str | None:
    """The hyperparameter to point at: one that the job states."""
    names = [*one.get("needs", {}), *one.get("when", {}), *one.get("compare", ()), *one.get("sum", ())]
    return next((name for name in names if name in given.texts), None)


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _or(values: Any) -> str:
    *first, last = map(repr, values)
    return f"{', '.join(first)} or {last}" if first else last


def _help(row: Hyperparameter) -> str:
    return f"{row.name}: {row.whole}. See {row.source}"


def _listing(algorithm: Algorithm) -> str:
    return f"`policylint schema show --algorithm {algorithm.name}` lists all {len(algorithm.hyperparameters)}."
