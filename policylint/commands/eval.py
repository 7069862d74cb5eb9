"""`policylint eval`: try an expression on the requests of a file, as an author of policies."""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from policylint.commands.console import out
from policylint.commands.options import FAILED, OK, UsageError, add_settings, place_of, settings_of
from policylint.finding import Finding
from policylint.job import Job, TuningJob
from policylint.secrets.redaction import redactor_of, screened
from policylint.settings.config import Config, Settings
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.policies.calling import Truth, Value
    from policylint.policies.checking import Checker
    from policylint.policies.meaning import CallError
    from policylint.policies.parameters import Parameter
    from policylint.policies.syntax import ExpressionError


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `eval` takes."""
    parser.add_argument("expression", metavar="EXPR", help="JMESPath, as policies write it")
    parser.add_argument("file", metavar="FILE", help="a file with requests")
    parser.add_argument("--trace", action="store_true", help="show what each part of the expression comes to, too")
    add_settings(parser, "facts")


def run(options: argparse.Namespace) -> int:
    """Print, for each request and each definition of a tuning job, the facts that are asked for and the value."""
    from policylint.policies.building import scope_type
    from policylint.policies.checking import Checker
    from policylint.policies.compiling import truth, value
    from policylint.policies.facts import FACTS, kind_of
    from policylint.policies.references import root_names
    from policylint.policies.syntax import ExpressionError, parse

    settings = settings_of(options)
    text: str = options.expression
    try:
        tree = parse(text)
    except ExpressionError as error:
        raise UsageError(_pointed(text, error)) from None
    names = root_names(tree)
    parameters = _parameters(settings) if "params" in names else {}
    code = OK
    for job in requests_in(options.file, settings):
        kind = kind_of(job)
        checker = Checker(scope_type((kind,), parameters, settings.config.environments), frozenset(FACTS) | {"params"})
        made = checker.check(text, tree).holds_private()
        redact = redactor_of(job).redact
        out(redact(f"{job.file} {job.name or '(no name)'} ({kind})"))
        if not checker.faults:
            try:
                compiled = value(tree), truth(tree)
            except ExpressionError as error:
                checker.faults.append(error)
        if checker.faults:
            out(screened("\n".join(_pointed(text, fault) for fault in checker.faults)))
            code = FAILED
            continue
        known = _known(job, names & FACTS.keys(), settings.config, parameters)
        if not _evaluated(job, redact, compiled, known, names & FACTS.keys(), made=made):
            code = FAILED
        if options.trace:
            _traced(job, redact, text, tree, known, checker)
    return code


def _known(job: Job, names: frozenset[str], config: Config, parameters: "Mapping[str, Parameter]") -> dict[str, Any]:
    """The scope of an expression about a job."""
    from policylint.policies.facts import scope
    from policylint.policies.parameters import values

    known = scope(job, names, config)
    if parameters:
        known["params"] = values(parameters, scope(job, ("environment",), config)["environment"])
    return known


def _traced(
    job: Job, redact: "Callable[[str], Shown]", text: str, tree: Any, known: Mapping[str, Any], checker: "Checker"
) -> None:
    """Print what each part of an expression comes to, those inside others further in."""
    from policylint.policies.hiding import hide, hide_made, private_texts, texts
    from policylint.policies.meaning import CallError
    from policylint.policies.tracing import steps

    private, given = private_texts(job), frozenset(texts(job.request))
    for step in steps(tree, known):
        part = " ".join(text[step.node["start"] : step.node["end"]].split())
        if isinstance(step.found, CallError):
            shown = str(step.found)
        else:
            made = step.of_item or checker.check(text, step.node).holds_private()
            found = hide(step.found, private)
            shown = _json(hide_made(found, given) if made else found)
        which = "" if step.item is None else f"[{step.item}] "
        out(redact(f"  {'  ' * (step.depth + 1)}{which}{part} = {shown}"))
    checker.faults.clear()


def _parameters(settings: Settings) -> "dict[str, Parameter]":
    """The parameters of the packs that apply.

    Raises:
        UsageError: there are none.
    """
    from policylint.policies.rules import configured

    found: dict[str, Parameter] = {}
    for pack in configured(settings):
        for entry in pack.entries.values():
            found.update(entry.parameters)
    if not found:
        raise UsageError("params are those of the packs that apply, and none has any here: name one, --policies PACK")
    return found


def _evaluated(
    job: Job,
    redact: "Callable[[str], Shown]",
    compiled: "tuple[Value, Truth]",
    known: Mapping[str, Any],
    names: frozenset[str],
    *,
    made: bool,
) -> bool:
    """Print facts and value, and return whether there was one; `made`: the value may be made of free text."""
    from policylint.policies.hiding import hide, hide_made, private_texts, texts
    from policylint.policies.meaning import CallError

    private = private_texts(job)
    for name in sorted(names):
        out(redact(f"  {name} = {_json(hide(known[name], private))}"))
    try:
        found, answer = (run(known) for run in compiled)
    except CallError as error:
        out(redact(f"  {_refusal(error, private, made=made)}"))
        return error.of_null
    counts = "could not be judged" if not isinstance(answer, bool) else f"counts as {str(answer).lower()}"
    shown = hide(found, private)
    if made:
        shown = hide_made(shown, frozenset(texts(job.request)))
    out(redact(f"  {_json(shown)}  ({counts})"))
    return True


def _refusal(error: "CallError", private: frozenset[str], *, made: bool) -> str:
    if error.of_null:
        return f"{error.function_name}() does not take null: a policy fails then, unless `missing` or `when` provides"
    shows = error.reason and not made and not any(text in error.reason for text in private if text)
    return f"{error}: {error.reason}" if shows else str(error)


def requests_in(path: str, settings: Settings) -> Iterator[Job]:
    """The requests of a file, each tuning job followed by its definitions.

    Raises:
        UsageError: something in the file cannot be read or is not a request, or there is no request at all.
    """
    from policylint.facts import FactsByFile
    from policylint.sources.requests import jobs

    found = False
    for item in jobs([path], settings, FactsByFile(settings).of):
        if isinstance(item, Finding):
            raise UsageError(f"{place_of(item)}: {item.message}; `policylint check {path}` says more")
        found = True
        yield item
        if isinstance(item, TuningJob):
            yield from item.definitions()
    if not found:
        raise UsageError(f"{path} holds no request that policylint recognises; `policylint check {path}` says more")


def _pointed(text: str, fault: "ExpressionError") -> str:
    shown = text.replace("\n", " ")
    return f"{fault.message}\n  {shown}\n  {' ' * fault.start}{'^' * max(1, fault.end - fault.start)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
