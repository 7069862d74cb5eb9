"""Reading: from files and folders to the requests in them, each with its facts, and the faults met on the way.

The one loop of `check`, `review`, `baseline`, `cost`, `sweep`, `eval` and `--fix`. It yields small values as it goes,
so that a file of any number of requests takes the memory of one:

    Requests    a document that holds requests, which are read as they are asked for
    Finding     a fault: what cannot be read, and what holds no request though it was named or stands beside requests
    Read        the end of a file

What a fault does is for the caller to decide; none may be lost. What is known of a job beside its request comes from
`facts_of`, since facts rest on jobs and settings and stand above this package.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from policylint.finding import Finding, Position
from policylint.globs import matcher
from policylint.job import Facts, Job
from policylint.lint import UNRECOGNISED
from policylint.settings.config import Settings
from policylint.sources import formats, kinds
from policylint.sources.document import Document
from policylint.sources.scope import EVERYTHING, Scope
from policylint.sources.text import Source
from policylint.sources.walk import find

FactsOf = Callable[[str, Job, Facts], Facts]
"""The facts of a job in a file whose sidecar states some."""

Named = Callable[[str], str]
"""What a file is called in all that is reported, by the name that it is read under."""


class Request(NamedTuple):
    """A request: its job, the kind of content and the document that it stands in, and which of the document's it is."""

    job: Job
    kind: str
    document: Document
    number: int


class Requests(NamedTuple):
    """A document that holds requests, the `first` of its file or a further one. `items` can be gone through once."""

    document: Document
    first: bool
    items: Iterator[Request]


class Read(NamedTuple):
    """The end of a file: its name, whether it was named outright, and whether it was skipped for holding no request."""

    file: str
    explicit: bool
    skipped: bool


Item = Requests | Finding | Read


def read(
    paths: Sequence[str],
    settings: Settings,
    facts_of: FactsOf,
    *,
    scope: Scope = EVERYTHING,
    named: Named = str,
) -> Iterator[Item]:
    """Read the files and folders that are in scope; `-` is standard input.

    Args:
        paths: files and folders.
        settings: what a walk passes over, and how large a file may be.
        facts_of: what is known of a job.
        scope: which of the files met are read.
        named: what a file is called, if not by the name that it is read under.
    """
    config = settings.config
    exclude = [*config.exclude, *config.extend_exclude]
    excluded = matcher(exclude, settings.root) if scope.as_found else lambda _: False
    for found in find(paths, exclude=exclude, root=settings.root, respect_gitignore=config.respect_gitignore):
        if isinstance(found, Finding):
            if scope.misses(found.file):
                yield _called(found, named(found.file))
        elif scope.covers(found.file, excluded):
            explicit = found.explicit and not scope.as_found
            yield from read_source(Source(found.file), settings, facts_of, explicit=explicit, named=named)


def read_source(
    source: Source, settings: Settings, facts_of: FactsOf, *, explicit: bool = True, named: Named = str
) -> Iterator[Item]:
    """Read one file; one that was named outright is at fault if it holds no request, any other is skipped then."""
    file = named(source.file)
    recognised = faulty = False
    foreign: list[int] = []
    for document in formats.documents(source, limit=settings.config.max_file_size):
        if isinstance(document, Finding):
            faulty = True
            yield _called(document, file)
            continue
        found = kinds.jobs(document)
        if found is not None:
            kind, jobs = found
            yield Requests(document, not recognised, _requests(document, kind.name, jobs, file, facts_of))
            recognised = True
        elif document.format.name == "jsonl":
            foreign.append(document.first_line)
    if recognised:
        # Beside requests a foreign record is a fault; another document of a YAML stream may well be something else.
        for line in foreign:
            yield _unrecognised(file, "this record", Position(line, 1, line, 1))
    elif explicit and not faulty:
        yield _unrecognised(file, "this file")
    yield Read(file, explicit, not (recognised or faulty or explicit))


def jobs(paths: Sequence[str], settings: Settings, facts_of: FactsOf, *, named: Named = str) -> Iterator[Job | Finding]:
    """The jobs alone, with the faults in their places; for the arguments see `read`."""
    for item in read(paths, settings, facts_of, named=named):
        if isinstance(item, Requests):
            yield from (request.job for request in item.items)
        elif isinstance(item, Finding):
            yield item


def below(folder: Path) -> Named:
    """Names counted from a folder in which all files lie."""
    return lambda file: Path(file).absolute().relative_to(folder).as_posix()


def _requests(
    document: Document, kind: str, found: Iterator[tuple[Job, Facts]], file: str, facts_of: FactsOf
) -> Iterator[Request]:
    for number, (job, sidecar) in enumerate(found):
        yield Request(replace(job, file=file, facts=facts_of(file, job, sidecar)), kind, document, number)


def _called(fault: Finding, file: str) -> Finding:
    return fault if fault.file == file else replace(fault, file=file)


def _unrecognised(file: str, what: str, position: Position | None = None) -> Finding:
    message = f"{what} holds no training-job request that policylint recognises"
    return Finding.about_file(file, message, UNRECOGNISED.id, position)
