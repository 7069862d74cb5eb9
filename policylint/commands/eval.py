"""`policylint eval`: try an expression on the requests of a file, as an author of policies."""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policylint.commands.console import out
from policylint.commands.options import FAILED, OK, UsageError, add_settings, settings_of
from policylint.finding import Finding
from policylint.job import Job, TuningJob
from policylint.secrets.redaction import redactor_of, screened
from policylint.settings.config import Config, Settings
from policylint.shown import Shown

if TYPE_CHECKING:
    from jmespath.exceptions import JMESPathTypeError

    from policylint.policies.parameters import Parameter
    from policylint.policies.syntax import ExpressionError, Node


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `eval` takes."""
    parser.add_argument("expression", metavar="EXPR", help="JMESPath, as policies write it")
    parser.add_argument("file", metavar="FILE", help="a file with requests")
    add_settings(parser)


def run(options: argparse.Namespace) -> int:
    """Print, for each request and each definition of a tuning job, the facts that are asked for and the value."""
    from policylint.policies.building import scope_type
    from policylint.policies.checking import Checker
    from policylint.policies.facts import FACTS, kind_of
    from policylint.policies.references import root_names
    from policylint.policies.rules import configured
    from policylint.policies.syntax import ExpressionError, parse

    settings = settings_of(options)
    text: str = options.expression
    try:
        tree = parse(text)
    except ExpressionError as error:
        raise UsageError(_pointed(text, error)) from None
    names = root_names(tree)
    parameters: dict[str, Parameter] = {}
    if "params" in names:
        for pack in configured(settings):
            for entry in pack.entries.values():
                parameters.update(entry.parameters)
        if not parameters:
            raise UsageError(
                "params are those of the packs that apply, and none has any here: name one, --policies PACK"
            )
    code = OK
    for job in _jobs(options.file, settings):
        kind = kind_of(job)
        checker = Checker(scope_type((kind,), parameters), frozenset(FACTS) | {"params"})
        made = checker.check(text, tree).holds_private()
        hide = redactor_of(job).redact
        out(hide(f"{job.file} {job.name or '(no name)'} ({kind})"))
        if checker.faults:
            out(screened("\n".join(_pointed(text, fault) for fault in checker.faults)))
            code = FAILED
            continue
        _evaluated(job, hide, tree, names & FACTS.keys(), settings.config, parameters, made=made)
    return code


def _evaluated(
    job: Job,
    redact: Callable[[str], Shown],
    tree: "Node",
    names: frozenset[str],
    config: Config,
    parameters: "Mapping[str, Parameter]",
    *,
    made: bool,
) -> None:
    """Print facts and value; `made`: the value may be made of free text."""
    from jmespath.exceptions import JMESPathTypeError

    from policylint.policies.compiling import truth, value
    from policylint.policies.facts import scope
    from policylint.policies.hiding import hide, hide_made, private_texts, texts
    from policylint.policies.parameters import values

    known = scope(job, names, config)
    if parameters:
        known["params"] = values(parameters, scope(job, ("environment",), config)["environment"])
    private = private_texts(job)
    for name in sorted(names):
        out(redact(f"  {name} = {_json(hide(known[name], private))}"))
    try:
        found, answer = value(tree)(known), truth(tree)(known)
    except JMESPathTypeError as error:
        out(redact(f"  {_refusal(error)}"))
        return
    counts = "could not be judged" if not isinstance(answer, bool) else f"counts as {str(answer).lower()}"
    shown = hide(found, private)
    if made:
        shown = hide_made(shown, frozenset(texts(job.request)))
    out(redact(f"  {_json(shown)}  ({counts})"))


def _refusal(error: "JMESPathTypeError") -> str:
    if error.actual_type == "null":
        return f"{error.function_name}() does not take null: a policy fails then, unless `missing` or `when` provides"
    article = "an" if error.actual_type in ("array", "object") else "a"
    return f"{error.function_name}() does not take {article} {error.actual_type}"


def _jobs(path: str, settings: Settings) -> Iterator[Job]:
    from policylint.facts import FactsByFile
    from policylint.sources import formats, kinds
    from policylint.sources.text import Source

    facts, found = FactsByFile(settings), False
    for item in formats.documents(Source(path), limit=settings.config.max_file_size):
        if isinstance(item, Finding):
            raise UsageError(f"{path}: {item.message}")
        recognised = kinds.jobs(item)
        for job, stated in recognised[1] if recognised is not None else ():
            found = True
            whole = replace(job, file=path, facts=facts.of(path, stated))
            yield whole
            if isinstance(whole, TuningJob):
                yield from whole.definitions()
    if not found:
        raise UsageError(f"{path} holds no request that policylint recognises; `policylint check {path}` says more")


def _pointed(text: str, fault: "ExpressionError") -> str:
    shown = text.replace("\n", " ")
    return f"{fault.message}\n  {shown}\n  {' ' * fault.start}{'^' * max(1, fault.end - fault.start)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
