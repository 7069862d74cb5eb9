"""`policylint extract`: the requests that were read in files, with what is not known of them marked."""

import argparse
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from typing import Any

from policylint.commands.console import err, out
from policylint.commands.cost import complain
from policylint.commands.options import FAILED, OK, add_paths, add_settings, settings_of
from policylint.facts import FactsByFile
from policylint.finding import Finding, Position
from policylint.secrets.redaction import redactor_of
from policylint.settings.config import Settings
from policylint.shown import Shown, own
from policylint.sources.partial import Partial
from policylint.sources.requests import Request, Requests, read
from policylint.unknown import Unknown

UNKNOWN = "$unknown"
"""The one member of what stands in a request for a value that is not known: the text of its expression."""
CANDIDATES = "$candidates"
MORE = "$more"
"""Beside it, the values that the file shows it may come to."""

_FIRST, _NEXT, _LAST, _NONE = own("[\n"), own(",\n"), own("\n]"), own("[]")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `extract` takes."""
    add_paths(parser)
    add_settings(parser, "files", "facts")


def run(options: argparse.Namespace) -> int:
    """Print a JSON array with an object for each request; secrets in it are hidden."""
    settings = settings_of(options)
    faults: list[Finding] = []
    shown = 0
    for text in _shown(options.paths, settings, faults):
        out(_NEXT if shown else _FIRST, end="")
        out(text, end="")
        shown += 1
    out(_LAST if shown else _NONE)
    for fault in faults:
        complain(fault)
    if not shown and not faults:
        err(own("no request was found, so nothing was extracted; `policylint check -v` names skipped files"))
    return FAILED if faults or not shown else OK


def _shown(paths: list[str], settings: Settings, faults: list[Finding]) -> Iterator[Shown]:
    for item in read(paths, settings, FactsByFile(settings).of):
        if isinstance(item, Finding):
            faults.append(item)
        elif isinstance(item, Requests):
            for request in item.items:
                yield redactor_of(request.job).redact(json.dumps(_entry(request), indent=2, ensure_ascii=False))


def _entry(request: Request) -> dict[str, Any]:
    job = request.job
    place = _place(request)
    return {
        "file": job.file,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "kind": request.kind,
        "job": job.name,
        "operation": job.operation,
        "request": marked(job.request),
    }


def _place(request: Request) -> Position | None:
    """Where the request stands in its file."""
    job, document = request.job, request.document
    route = job.origin.route(())
    inside = job.origin.inside
    located = document.locate([route]) if inside is None else inside.locate(document, [route])
    return located[route].value if route in located else None


def marked(value: Any) -> Any:
    """A part of a request, its unknowns as objects that name their expressions."""
    if isinstance(value, Unknown):
        found = {UNKNOWN: value.expression}
        candidates = [marked(one.value) for one in value.candidates]
        return found | ({CANDIDATES: candidates} if candidates else {})
    if isinstance(value, dict):
        more = {MORE: value.more.expression} if isinstance(value, Partial) else {}
        return {str(key): marked(item) for key, item in value.items()} | more
    if isinstance(value, list):
        return [marked(item) for item in value]
    if isinstance(value, date):  # as YAML has them, which JSON has not
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value
