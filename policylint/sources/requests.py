"""Reading: from files and folders to the requests in them, each with its facts, and the faults met on the way.

The one loop of `check`, `review`, `baseline`, `cost`, `sweep`, `eval` and `--fix`. It yields small values as it goes,
so that a file of any number of requests takes the memory of one:

    Requests    a document that holds requests, which are read as they are asked for
    Finding     a fault: what cannot be read, and what holds no request though it was named or stands beside requests
    Unread      a file that a walk met, which speaks of training, and of which no request was read
    Read        the end of a file

A file that a walk met is looked at first, and parsed only if its bytes may hold a request: what has nothing to do with
training is not a fault, be it broken, binary or empty. What a fault does is for the caller to decide; none may be lost.
What is known of a job beside its request comes from `facts_of`, since facts rest on jobs and settings and stand above
this package.
"""

import os
from collections.abc import Callable, Container, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policylint.finding import Finding, Position
from policylint.globs import matcher
from policylint.job import Facts, Job
from policylint.lint import SYNTAX_ERROR, UNRECOGNISED
from policylint.report import Unread
from policylint.settings.config import DEFAULT_EXCLUDE, Settings
from policylint.sources import formats, kinds
from policylint.sources.document import Document
from policylint.sources.glance import glance
from policylint.sources.languages import HCL, Language, language_of, spoken
from policylint.sources.scope import EVERYTHING, Scope
from policylint.sources.terraform.uses import Uses, among
from policylint.sources.text import STDIN_NAME, Source, SourceFault
from policylint.sources.walk import Found, find, leads_out

if TYPE_CHECKING:
    from policylint.sources.near_miss import NearMiss

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


Item = Requests | Finding | Unread | Read


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
        settings: what a walk skips, and how large a file may be.
        facts_of: what is known of a job.
        scope: which of the files met are read.
        named: what a file is called, if not by the name that it is read under.
    """
    config = settings.config
    exclude = [*config.exclude, *config.extend_exclude]
    excluded = matcher(exclude if scope.as_found else [], settings.root)
    skipped: list[str] = []
    met: set[str] = set()
    named_outright: list[str] = []
    used: list[tuple[str, Set[str]]] = []
    uses = Uses()
    for found in find(
        paths,
        exclude=exclude,
        root=settings.root,
        respect_gitignore=config.respect_gitignore,
        follow_links_out=config.follow_links_out,
        excluded=skipped.append,
    ):
        if isinstance(found, Finding):
            yield from [_called(found, named(found.file))] if scope.misses(found.file) else ()
        elif _stays_out(found, scope, settings):
            yield Read(named(found.file), explicit=False, skipped=True)
        elif scope.covers(found.file, excluded):
            met.add(found.file)
            if found.explicit and not scope.as_found:
                named_outright.append(found.file)
                yield from read_source(Source(found.file), settings, facts_of, named=named)
            elif users := formats.is_data(found.file) and uses.of(found.file):
                used.append((found.file, users))
            else:
                yield from _met(found.file, settings, facts_of, named)
    for file, users in used:
        # What a resource has is judged there.
        skipped_here = [Read(named(file), explicit=False, skipped=True)] if among(users, met) else None
        yield from skipped_here or _met(file, settings, facts_of, named)
    for file in _referred_to(named_outright, met):
        yield from read_source(Source(file), settings, facts_of, named=named)
    if config.exclude == DEFAULT_EXCLUDE and scope.changes is None:
        yield from _of_skipped(skipped, settings, named)


def _stays_out(found: Found, scope: Scope, settings: Settings) -> bool:
    """Whether a file is left alone: the baseline itself, which speaks of what was found, and what a link leads out of
    the tree to, though a person may name such a link."""
    if found.leads_out or (not found.explicit and _is_baseline(found.file, settings)):
        return True
    return scope.as_found and not settings.config.follow_links_out and leads_out(found.file)


def _is_baseline(file: str, settings: Settings) -> bool:
    named = settings.config.baseline
    return named is not None and os.path.abspath(file) == os.path.abspath(named)  # noqa: PTH100 - names are text here


def read_source(source: Source, settings: Settings, facts_of: FactsOf, *, named: Named = str) -> Iterator[Item]:
    """Read one file that was named outright, which is at fault if it holds no request."""
    file = named(source.file)
    language = _language(source, settings)
    if language is not None and not language.tried:
        yield Finding.about_file(file, language.reason, UNRECOGNISED.id, help=language.advice)
    else:
        reading = _Reading(file, settings, facts_of)
        yield from reading.over(source)
        if not reading.recognised and not reading.faulty and not _refers(source.file):
            yield _unrecognised(file, "this file", near=reading.near, language=language)
        elif reading.empty and not reading.faulty:
            yield _empty(file, reading.empty[0])
    yield Read(file, explicit=True, skipped=False)


def _language(source: Source, settings: Settings) -> Language | None:
    """The language of a file by its suffix, and of standard input by its text."""
    if source.file != STDIN_NAME:
        return language_of(source.file)
    with suppress(SourceFault):
        found = spoken(source.text(settings.config.max_file_size))
        return found[0] if found is not None and found[0].tried else None
    return None


def _referred_to(files: Sequence[str], met: Container[str]) -> Iterator[str]:
    """The files beside those that were named which they have their definitions in, and which are not read as it is."""
    for file in files:
        yield from (other for other in _refers(file) if other not in met)


def _refers(file: str) -> Sequence[str]:
    if not file.endswith((".json", ".yaml", ".yml", ".template")):
        return ()
    from policylint.sources.beside import definitions

    return definitions(file)


def _met(file: str, settings: Settings, facts_of: FactsOf, named: Named) -> Iterator[Item]:
    """Read one file that a walk met, or that is taken as if one had: it is skipped if it holds no request."""
    shown = named(file)
    language = language_of(file)
    try:
        seen = glance(file, language)
    except SourceFault as fault:
        if not fault.absent:
            yield fault.finding(shown)
        yield Read(shown, explicit=False, skipped=fault.absent)
        return
    if language is not None and not language.tried:
        if seen.speaks:
            yield _unread(Unread(shown, language.reason, language.advice), settings)
        return
    if not seen.may_hold:
        yield Read(shown, explicit=False, skipped=True)
        return
    reading = _Reading(shown, settings, facts_of, seen.speaks and formats.is_read(file), seen.speaks)
    yield from reading.over(seen.source)
    skipped = not reading.recognised and not reading.faulty
    if skipped and seen.speaks:
        yield from (_unread(unread, settings) for unread in reading.unread(language))
    yield Read(shown, explicit=False, skipped=skipped)


class _Reading:
    """The reading of one file: what was met in it, and what came near to being a request.

    `at_fault`: what cannot be read in it is a fault in any case, and not only beside requests. `speaks`: it speaks of
    training, so that it is worth knowing why it holds no request. `empty` names what was gone through and held none, as
    long as nothing held any.
    """

    def __init__(
        self, file: str, settings: Settings, facts_of: FactsOf, at_fault: bool = True, speaks: bool = True
    ) -> None:
        self.file = file
        self.recognised = self.faulty = False
        self.empty: list[str] = []
        self._requests = 0
        self.near: NearMiss | None = None
        self._settings = settings
        self._facts_of = facts_of
        self._at_fault = at_fault
        self._speaks = speaks
        self._held: list[Finding] = []

    def over(self, source: Source) -> Iterator[Requests | Finding]:
        """The documents with requests, and the faults."""
        foreign: list[int] = []
        for document in formats.documents(source, limit=self._settings.config.max_file_size):
            if isinstance(document, Finding):
                yield from self._fault(self._explained(_called(document, self.file), source))
                continue
            found = kinds.jobs(document, self._settings.config.placeholders)
            if found is not None:
                kind, jobs = found
                if source.file != STDIN_NAME and _may_have_others_beside(document):
                    jobs = _beside(jobs, source.file, document)
                first, self.recognised = not self.recognised, True
                yield from self._released()
                items = _requests(document, kind.name, jobs, self.file, self._facts_of)
                yield Requests(document, first, self._counted(items, kind.title))
            else:
                if document.format.name == "jsonl":
                    foreign.append(document.first_line)
                self._approach(document)
        if self.recognised:
            # Beside requests a foreign record is a fault; another document of a YAML stream may well be something else.
            for line in foreign:
                yield _unrecognised(self.file, "this record", Position(line, 1, line, 1))

    def unread(self, language: Language | None) -> Iterator[Unread]:
        """Why no request was read in a file that speaks of training."""
        if self._held:
            fault = self._held[0]
            where = f"line {fault.position.line}: " if fault.position else ""
            advice = language.advice if language else fault.help or "Make it readable, or leave it out with `exclude`."
            yield Unread(self.file, f"{where}{fault.message}", advice)
        elif language is not None and language.is_code:
            yield Unread(self.file, "no call that sends a request could be read in it", language.advice)
        elif self.near is not None:
            yield Unread(self.file, self.near.reason, self.near.advice)

    def _counted(self, items: Iterator[Request], title: str) -> Iterator[Request]:
        for item in items:
            self._requests += 1
            yield item
        self.empty = [] if self._requests else [*self.empty, title]

    def _fault(self, fault: Finding) -> Iterator[Finding]:
        if self._at_fault or self.recognised:
            self.faulty = True
            yield fault
        else:
            self._held.append(fault)

    def _explained(self, fault: Finding, source: Source) -> Finding:
        """The first fault of syntax in a text that is in another language than its name says, said for what it is."""
        if fault.rule != SYNTAX_ERROR.id or self.recognised or self.faulty or language_of(source.file) is not None:
            return fault
        with suppress(SourceFault):
            other = spoken(source.text(self._settings.config.max_file_size))
            if other is not None:
                return replace(fault, message=f"this is {other[0].name}; it is {fault.message}", help=other[1])
        return fault

    def _released(self) -> Iterator[Finding]:
        self.faulty |= bool(self._held)
        yield from self._held
        self._held.clear()

    def _approach(self, document: Document) -> None:
        if self._speaks and not self.recognised and document.format.name not in formats.CODE:
            from policylint.sources.near_miss import near_miss

            found = near_miss(document)
            if found is not None and (self.near is None or found.members > self.near.members):
                self.near = found


def _of_skipped(folders: Sequence[str], settings: Settings, named: Named) -> Iterator[Item]:
    """What is said of the folders that are skipped by default."""
    if folders:
        from policylint.sources.skipped import SkippedFolders

        looking = SkippedFolders()
        for folder in folders:
            unread = looking.unread(folder)
            if unread is not None:
                yield _unread(replace(unread, file=named(folder)), settings)


def _unread(unread: Unread, settings: Settings) -> Unread | Finding:
    return unread.finding() if settings.config.strict_sources else unread


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


def _may_have_others_beside(document: Document) -> bool:
    return document.format.name == "yaml" or (document.format.name == "json" and "${" in document.text)


def _beside(found: Iterator[tuple[Job, Facts]], file: str, document: Document) -> Iterator[tuple[Job, Facts]]:
    from policylint.sources.beside import beside

    return beside(found, file, document.text)


def _requests(
    document: Document, kind: str, found: Iterator[tuple[Job, Facts]], file: str, facts_of: FactsOf
) -> Iterator[Request]:
    for number, (job, sidecar) in enumerate(found):
        yield Request(replace(job, file=file, facts=facts_of(file, job, sidecar)), kind, document, number)


def _empty(file: str, title: str) -> Finding:
    """A file of a kind that holds requests, without any: what was named was meant to be checked."""
    message = f"this {title} starts no job, so there is nothing to judge in it"
    return Finding.about_file(file, message, UNRECOGNISED.id, help="Name only files that hold requests.")


def _called(fault: Finding, file: str) -> Finding:
    return fault if fault.file == file else replace(fault, file=file)


def _unrecognised(
    file: str,
    what: str,
    position: Position | None = None,
    near: "NearMiss | None" = None,
    language: Language | None = None,
) -> Finding:
    message = f"{what} holds no training-job request that policylint recognises"
    if language is not None and language.is_code:
        message = f"no call in {what} sends a training-job request that policylint recognises"
        return Finding.about_file(file, message, UNRECOGNISED.id, position, help=language.advice)
    advice = f"{near.reason[0].upper()}{near.reason[1:]}. {near.advice}" if near is not None else ""
    if near is None and language is HCL:
        advice = language.advice
    return Finding.about_file(file, message, UNRECOGNISED.id, position, help=advice)
