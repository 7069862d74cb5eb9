"""A run over files: sources in, one report out. The common way of every door that has files before it."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from policylint import __version__
from policylint.contract.job_names import REPEATED_JOB_NAME, JobNames
from policylint.finding import Finding, Position
from policylint.globs import matcher
from policylint.job import Job, Origin
from policylint.lint import NO_REQUESTS, UNRECOGNISED
from policylint.report import Report, Suppressed
from policylint.ruleset import Ruleset
from policylint.settings.config import Config, Settings
from policylint.sources import formats, kinds
from policylint.sources.document import Document
from policylint.sources.lines import SourceLines
from policylint.sources.placing import place
from policylint.sources.scope import EVERYTHING, Scope
from policylint.sources.text import Source
from policylint.sources.walk import Found, find
from policylint.suppressions.inline import InlineIgnores
from policylint.unknown import count_unknowns

if TYPE_CHECKING:
    from policylint.cost.budgets import Spending
    from policylint.secrets.redaction import Redactor


class Checked(NamedTuple):
    """The outcome of a run: the report, and the lines of the files it is about, without their secrets."""

    report: Report
    lines: SourceLines


class Subject(NamedTuple):
    """What findings are about: a request, the kind of content and the document that it stands in, and which of the
    document's requests it is."""

    job: Job
    kind: str
    document: Document
    number: int


class Verdict(NamedTuple):
    """Findings that were made together, those reported and those suppressed; without a subject, about the file."""

    subject: Subject | None
    findings: Sequence[Finding]
    suppressed: Sequence[Suppressed]


Observer = Callable[[Verdict], object]


def check_paths(
    paths: Sequence[str],
    settings: Settings,
    *,
    progress: Callable[[], object] | None = None,
    with_baseline: bool = True,
    observe: Observer | None = None,
    scope: Scope = EVERYTHING,
) -> Checked:
    """Judge every request in the files and folders that is in scope; `-` is standard input.

    `progress` is called after each request, and `observe` with what is found about each. Whatever cannot be read,
    recognised or judged is a finding of the report.

    Raises:
        ConfigError: the baseline, a pack of policies or a file of waivers cannot be used.
        UnknownSelectorError: the settings name a rule that does not exist.
    """
    ruleset = Ruleset.of(settings, with_baseline=with_baseline)
    return _Run(ruleset, progress or (lambda: None), observe, scope).over(paths)


def judge_content(file: str, content: bytes, ruleset: Ruleset, observe: Observer) -> None:
    """Judge a file as if it held the given content, telling all that is found to `observe`."""
    trial = replace(ruleset, baseline=ruleset.baseline.whole())
    _Run(trial, lambda: None, observe).file(Found(file, explicit=True), Source(file, content))


class _Run:
    """The state of one run: what was found and what was passed."""

    def __init__(
        self,
        ruleset: Ruleset,
        progress: Callable[[], object],
        observe: Observer | None,
        scope: Scope = EVERYTHING,
    ) -> None:
        self.scope = scope
        self.settings = ruleset.settings
        self.engine = ruleset.engine
        self.facts = ruleset.facts
        self.suppressions = ruleset.suppressions
        self.baseline = ruleset.baseline
        self.progress = progress
        self.waivers = ruleset.waivers
        self.names = JobNames() if REPEATED_JOB_NAME.id in self.engine.rules else None
        self.observe = observe
        self.findings: list[Finding] = []
        self.suppressed: list[Suppressed] = []
        self.skipped: list[str] = []
        self.files: set[str] = set()
        self.redactors: dict[tuple[str, int | None], list[Redactor]] = {}
        self.spending = _spending(self.settings.config)
        self.jobs = 0
        self.unknowns = 0

    def over(self, paths: Sequence[str]) -> Checked:
        config = self.settings.config
        exclude = [*config.exclude, *config.extend_exclude]
        excluded = matcher(exclude, self.settings.root) if self.scope.as_found else lambda _: False
        walked = False
        for found in find(paths, exclude=exclude, root=self.settings.root, respect_gitignore=config.respect_gitignore):
            if isinstance(found, Finding):
                if self.scope.misses(found.file):
                    self._add([found])
            elif self.scope.covers(found.file, excluded):
                walked |= not found.explicit and self.scope.whole
                self.file(replace(found, explicit=False) if self.scope.as_found else found, Source(found.file))
        if self.scope.whole and not self.files and not self.findings:
            self._add([_nothing(path) for path in paths])
        self._add(self._over_budget())
        on = list(self.engine.rules.values())
        self._add(self.suppressions.unused(on, whole=walked))
        if self.waivers:
            self._add(self.waivers.findings(on, self.engine.catalogue.rules, whole=walked))
        self._add(self.baseline.unused(self.files))
        report = Report(
            findings=tuple(sorted(self.findings, key=_order)),
            rules=self.engine.rules,
            files=len(self.files),
            jobs=self.jobs,
            skipped=tuple(self.skipped),
            unknowns=self.unknowns,
            suppressed=tuple(self.suppressed),
            version=__version__,
        )
        return Checked(report, SourceLines(report.findings, self._masked))

    def _masked(self, file: str, number: int, line: str) -> str:
        for stretch in ((file, number), (file, None)):
            redactors = self.redactors.get(stretch)
            if redactors:
                if len(redactors) > 1:
                    redactors[:] = [redactors[0].joined(redactors[1:])]
                line = redactors[0].mask(line)
        return self.engine.masked(line)

    def file(self, found: Found, source: Source) -> None:
        reading = _Reading(found.file)
        for item in formats.documents(source, limit=self.settings.config.max_file_size):
            if isinstance(item, Finding):
                reading.faults.append(item)
            else:
                self._document(item, reading)
        self._add(reading.faults)
        if reading.ignores is not None:
            self._add(reading.ignores.findings)
            self._add(reading.ignores.unused(self.engine.rules.values()))
        if reading.recognised:
            self._add(_unrecognised(found.file, line) for line in reading.foreign)
        elif not reading.faults and found.explicit:
            self._add([_unrecognised(found.file)])
        elif not reading.faults:
            self.skipped.append(found.file)

    def _document(self, document: Document, reading: "_Reading") -> None:
        recognised = kinds.jobs(document)
        if recognised is None:
            if document.format.name == "jsonl":
                reading.foreign.append(document.first_line)
            return
        if not reading.recognised:
            reading.recognised = True
            self.files.add(reading.file)
            self.suppressions.saw(reading.file)
            if self.waivers:
                self.waivers.saw(reading.file)
            if document.format.name == "yaml":
                reading.ignores = InlineIgnores.of(reading.file, document.text, self.engine.catalogue.rules)
                self._add(self._in_comments(document), reading.ignores)
        faults: Sequence[Finding] = document.findings
        kind, jobs = recognised
        for number, (job, stated) in enumerate(jobs):
            if faults:
                faults = list(map(self.engine.redactor(job).finding, faults))
            facts = self.facts.of(reading.file, stated)
            subject = Subject(replace(job, file=reading.file, facts=facts), kind.name, document, number)
            self._judge(subject, reading.ignores)
        self._add(faults, reading.ignores)

    def _in_comments(self, document: Document) -> Iterator[Finding]:
        from policylint.secrets.comments import in_comments
        from policylint.sources.formats.yaml_ import comments

        return in_comments(document.text, comments, document.file, self.engine.secrets)

    def _judge(self, subject: Subject, ignores: InlineIgnores | None) -> None:
        job, document = subject.job, subject.document
        self.jobs += 1
        self.unknowns += count_unknowns(job.request)
        if self.spending is not None:
            self.spending.add(job)
        repeated = self.names.repeated(job, *_whereabouts(document, job)) if self.names else ()
        findings, redactor = self.engine.judge_and_redact(job, repeated)
        if redactor:
            self.redactors.setdefault(_stretch(document), []).append(redactor)
        if findings or self.observe:
            self._add(place(document, job, findings), ignores, subject)
        self.progress()

    def _over_budget(self) -> Iterator[Finding]:
        """What the jobs can cost together, as a finding about the file that states the budget."""
        stated = os.path.relpath(self.settings.file) if self.settings.file else ""
        for whose, finding in self.spending.broken() if self.spending else ():
            yield self.engine.complete(finding, Job({}, Origin(address=whose), file=stated))

    def _add(
        self, findings: Iterable[Finding], ignores: InlineIgnores | None = None, subject: Subject | None = None
    ) -> None:
        """Take findings in, each to the report or, where it is accepted, to what is suppressed."""
        reported, suppressed = len(self.findings), len(self.suppressed)
        for given in findings:
            rule = self.engine.catalogue.rules[given.rule]
            if not self.engine.reports(rule.id, given.file):
                continue
            finding = given if given.fingerprint else self.engine.complete(given, Job({}, file=given.file))
            accepted = None
            if not rule.unjudged and rule.acceptable:
                accepted = (
                    (ignores and ignores.accepts(finding, rule))
                    or self.suppressions.accepts(finding, rule)
                    or (self.waivers and self.waivers.accepts(finding, rule, subject.job if subject else None))
                    or self.baseline.accepts(finding)
                )
            if accepted:
                self.suppressed.append(accepted)
            else:
                self.findings.append(finding)
        if self.observe:
            self.observe(Verdict(subject, self.findings[reported:], self.suppressed[suppressed:]))


def _spending(config: Config) -> "Spending | None":
    if all(budget.total is None for budget in config.budgets):
        return None
    from policylint.cost.budgets import Spending
    from policylint.cost.costing import costing_of

    return Spending(costing_of(config))


@dataclass(slots=True)
class _Reading:
    """What has come of a file so far.

    `foreign` are the lines of JSON Lines records that are no requests: beside requests they are faults, while the other
    documents of a YAML stream may well be something else.
    """

    file: str
    faults: list[Finding] = field(default_factory=list)
    foreign: list[int] = field(default_factory=list)
    ignores: InlineIgnores | None = None
    recognised: bool = False


def _stretch(document: Document) -> tuple[str, int | None]:
    """Where the secrets of a document can stand: its line of JSON Lines, else anywhere in its file (None)."""
    return document.file, document.first_line if document.format.name == "jsonl" else None


def _whereabouts(document: Document, job: Job) -> tuple[int, str]:
    """What tells a job from the others of its file: its line of JSON Lines (else 0), and its address or document."""
    if document.format.name == "jsonl":
        return document.first_line, job.origin.address
    return 0, job.origin.address or (f"document {document.index + 1}" if document.index else "")


def _order(finding: Finding) -> tuple[str, Position, str, str]:
    return finding.file, finding.position or Position(0, 0, 0, 0), finding.rule, finding.path


def _unrecognised(file: str, line: int | None = None) -> Finding:
    position = None if line is None else Position(line, 1, line, 1)
    what = "this file" if line is None else "this record"
    message = f"{what} holds no training-job request that policylint recognises"
    return Finding("", message, UNRECOGNISED.id, file=file, position=position)


def _nothing(path: str) -> Finding:
    return Finding("", "no training-job request was found here, so nothing was checked", NO_REQUESTS.id, file=path)
