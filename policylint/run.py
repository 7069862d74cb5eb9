"""A run over files: sources in, one report out. The common way of every door that has files before it."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policylint import __version__
from policylint.contract.job_names import REPEATED_JOB_NAME, JobNames
from policylint.contract.shared_checkpoints import SHARED_CHECKPOINTS, CheckpointLocations
from policylint.counting import are, counted
from policylint.dataclass_ import dataclass
from policylint.engine import Engine
from policylint.finding import Finding, Position, Severity, ShownFinding
from policylint.identity import numbered
from policylint.job import Job
from policylint.lint import LOOSENED_SETTING, NO_REQUESTS, UNUSED_SUPPRESSION, UNUSED_WAIVER
from policylint.report import Report, ShownUnread, Suppressed, Unread
from policylint.ruleset import Ruleset
from policylint.secrets.comments import beside_requests
from policylint.secrets.redaction import all_screened, screened
from policylint.settings.config import Settings
from policylint.settings.loading import from_here
from policylint.shown import Shown
from policylint.sources.comment_lines import comments_of
from policylint.sources.document import Document
from policylint.sources.kinds.rules import ANSWER
from policylint.sources.lines import SourceLines
from policylint.sources.placing import place
from policylint.sources.requests import Item, Request, Requests, read, read_source
from policylint.sources.scope import EVERYTHING, Scope
from policylint.sources.text import LineIndex, Source
from policylint.unknown import count_unknowns

if TYPE_CHECKING:
    from policylint.secrets.redaction import Redactor


_BARE = frozenset({"training", "tuning", "requests"})
"""The kinds of content that hold nothing but requests."""


class Checked(NamedTuple):
    """The outcome of a run: the report, and the lines of the files it is about, without their secrets."""

    report: Report
    lines: SourceLines


class Verdict(NamedTuple):
    """Findings that were made together, those reported and those suppressed; without a request, about the file."""

    subject: Request | None
    findings: Sequence[ShownFinding]
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
    identify: bool = False,
) -> Checked:
    """Judge every request in the files and folders that is in scope; `-` is standard input.

    With `identify` findings say by what they are known again. `progress` is called after each request, and `observe`
    with what is found about each, before the baseline has accepted any of it. Whatever cannot be read,
    recognised or judged is a finding of the report.

    Raises:
        ConfigError: the baseline, a pack of policies or a file of waivers cannot be used.
        UnknownSelectorError: the settings name a rule that does not exist.
    """
    ruleset = Ruleset.of(settings, with_baseline=with_baseline, identify=identify)
    run = _Run(ruleset, progress or (lambda: None), observe)
    walked = run.over(read(paths, settings, ruleset.facts_of, scope=scope))
    if scope.whole and not run.jobs and not run.findings:
        run.add(_nothing(path) for path in paths)
    run.end(whole=walked and scope.whole)
    report = run.report()
    return Checked(report, SourceLines(report.findings, run.redactors.masked))


def judge_content(file: str, content: bytes, ruleset: Ruleset, observe: Observer) -> None:
    """Judge a file as if it held the given content, passing all that is found to `observe`."""
    trial = ruleset.of_file(file)
    trial = replace(trial, suppressions=trial.suppressions.anew(), nearer={})
    trial.nearer[Path(os.path.abspath(file)).parent] = trial  # noqa: PTH100
    _Run(trial, lambda: None, observe).over(read_source(Source(file, content), trial.settings, trial.facts.of))


class _Run:
    """What a run has found so far, and what it has counted."""

    def __init__(self, ruleset: Ruleset, progress: Callable[[], object], observe: Observer | None) -> None:
        self.whole = self.ruleset = ruleset
        self.progress = progress
        self.observe = observe
        self.names = JobNames() if REPEATED_JOB_NAME.id in ruleset.engine.rules else None
        self.checkpoints = CheckpointLocations() if SHARED_CHECKPOINTS.id in ruleset.engine.rules else None
        self.spending = ruleset.spending()
        self.redactors = _Redactors(ruleset.engine)
        self.findings: list[ShownFinding] = []
        self.suppressed: list[Suppressed] = []
        self.skipped: list[str] = []
        self.unread: list[ShownUnread] = []
        self.files = self.jobs = self.unknowns = 0
        self.container: Document | None = None
        self.said: set[tuple[str, Position | None, str]] = set()
        self.secret_places: list[Position] = []
        self.answers: tuple[Request, ShownFinding] | None = None
        self.more_answers = 0
        self.numbered_in = ""
        self.numbers: Counter[str] = Counter()

    def over(self, items: Iterable[Item]) -> bool:
        """Judge what is read; whether any file was met by a walk, and not named."""
        walked = False
        for item in items:
            if isinstance(item, Requests):
                self.ruleset = self.whole.of_file(item.document.file)
                self._document(item)
            elif isinstance(item, Finding):
                self.ruleset = self.whole.of_file(item.file)
                self.add([item])
            elif isinstance(item, Unread):
                self.unread.append(self._unread(item))
            else:
                self._beside_requests()
                self._of_answers()
                self.add(self.ruleset.suppressions.close(self.ruleset.engine.rules))
                self.skipped += [item.file] if item.skipped else []
                walked |= not item.explicit
        return walked

    def end(self, *, whole: bool) -> None:
        """Add what can only be said after all files; `whole`: folders were judged as a whole."""
        self.ruleset = self.whole
        self.add(self.whole.over_budget(self.spending))
        self._settle()
        rulesets = self.whole.rulesets()
        said: dict[tuple[str, str, Position | None, str], list[Finding]] = {}
        for one in rulesets:
            engine = one.engine
            of_one = one.suppressions.unused(engine.rules, engine.catalogue.rules, whole=whole)
            for finding in (*of_one, *_held(one.settings)):
                same = finding.rule, finding.file, finding.position, finding.message
                said.setdefault(same, []).append(finding)
        # What several share is unused only if none of them has used it, which is said of the whole then.
        unused = {UNUSED_SUPPRESSION.id, UNUSED_WAIVER.id}
        self.add(found[0] for (rule, *_), found in said.items() if rule not in unused or len(found) == len(rulesets))

    def _settle(self) -> None:
        """Sort out what the baselines accept, each for the files of its configuration."""
        by_ruleset: dict[int, list[ShownFinding]] = {}
        if len(self.whole.rulesets()) == 1:
            by_ruleset[id(self.whole)] = self.findings
        else:
            for finding in self.findings:
                by_ruleset.setdefault(id(self.whole.of_file(finding.file)), []).append(finding)
        self.findings = []
        for one in self.whole.rulesets():
            settled = one.suppressions.settle(by_ruleset.get(id(one), []), one.engine.catalogue.rules)
            self.findings += settled.reported
            self.suppressed += settled.suppressed

    def add(self, findings: Iterable[Finding], request: Request | None = None) -> None:
        """Take findings in, each to the report or, where it is accepted, to what is suppressed."""
        counted_out = map(self._numbered, findings)
        reported, suppressed = self.ruleset.sort_out(counted_out, request.job if request else None)
        self.findings += reported
        self.suppressed += suppressed
        if self.observe:
            self.observe(Verdict(request, reported, suppressed))

    def _numbered(self, finding: Finding) -> ShownFinding:
        """A finding, complete, with a fingerprint of its own beside others of its kind in its file."""
        engine = self.ruleset.engine
        if not isinstance(finding, ShownFinding):
            finding = engine.complete(finding, Job({}, file=finding.file))
        if finding.file != self.numbered_in:
            self.numbered_in, self.numbers = finding.file, Counter()
        self.numbers[finding.fingerprint] += 1
        number = self.numbers[finding.fingerprint]
        return finding if number == 1 else replace(finding, fingerprint=numbered(finding.fingerprint, number))

    def report(self) -> Report:
        """All of it, in order."""
        return Report(
            findings=tuple(sorted(self.findings, key=_order)),
            rules={name: rule for one in self.whole.rulesets() for name, rule in one.engine.rules.items()},
            files=self.files,
            jobs=self.jobs,
            skipped=tuple(all_screened(self.skipped)),
            unknowns=self.unknowns,
            suppressed=tuple(self.suppressed),
            version=__version__,
            unread=tuple(self.unread),
        )

    def _unread(self, unread: Unread) -> ShownUnread:
        note = self.ruleset.engine.complete(unread.finding(Severity.NOTE), Job({}, file=unread.file))
        return ShownUnread(note.file, screened(unread.reason), note.help, note, is_folder=unread.is_folder)

    def _document(self, found: Requests) -> None:
        document, engine = found.document, self.ruleset.engine
        if found.first:
            self.files += 1
            self.ruleset.suppressions.open(document, engine.catalogue.rules)
            if document.format.name in ("yaml", "hcl", "python"):
                in_comments = list(_secrets_in_comments(document, engine))
                self._note_secrets(in_comments)
                self.add(in_comments)
        hiding: list[Redactor] = []
        self.said.clear()
        for request in found.items:
            if request.kind not in _BARE and document.format.name in ("json", "yaml", "hcl"):
                self.container = document
            if document.findings:
                hiding.append(engine.redactor(request.job))
            self._judge(request)
        redactor = hiding[0].joined(hiding[1:]) if hiding else None
        about = Job({}, file=document.file)
        self.add([engine.complete(fault, about, redactor) for fault in document.findings])

    def _judge(self, request: Request) -> None:
        job, document = request.job, request.document
        self.jobs += 1
        self.unknowns += count_unknowns(job.request)
        if self.spending is not None:
            self.spending.add(job)
        findings, redactor = self.ruleset.engine.judge_and_redact(job, self._beside_others(document, job))
        if redactor:
            self.redactors.add(document, redactor)
        if findings or self.observe:
            placed = place(document, job, findings)
            if request.kind not in _BARE:
                placed = [finding for finding in placed if self._is_new(finding)]
            self._note_secrets(placed)
            self.add([finding for finding in placed if not self._is_of_answer(finding, request)], request)
        self.progress()

    def _is_new(self, finding: Finding) -> bool:
        """Whether it was not said before in its document: the rounds of a loop, and what conditions let one of two be,
        have parts in common."""
        said = (finding.rule, finding.position, finding.message)
        new = said not in self.said
        self.said.add(said)
        return new

    def _is_of_answer(self, finding: ShownFinding, request: Request) -> bool:
        """Whether a finding says that an answer is one: it is held back for the end of the file, where it is said once
        of all of them."""
        if finding.rule != ANSWER.id:
            return False
        self.more_answers = 0 if self.answers is None else self.more_answers + 1
        self.answers = self.answers or (request, finding)
        return True

    def _of_answers(self) -> None:
        """Say of the answers in a file that they are answers."""
        if self.answers is not None:
            request, note = self.answers
            if self.more_answers:
                likewise = f"; {counted(self.more_answers, 'more answer')} in this file"
                said = f"{note.message}{likewise} {are(self.more_answers)} judged likewise"
                note = replace(note, message=screened(said))
            self.add([note], request)
        self.answers = None

    def _note_secrets(self, findings: Iterable[Finding]) -> None:
        self.secret_places += [one.position for one in findings if one.position and one.rule.startswith("SEC")]

    def _beside_requests(self) -> None:
        """Report the secrets of a file that are in none of its requests, where it holds more than these."""
        document, known = self.container, self.secret_places
        self.container, self.secret_places = None, []
        if document is not None:
            span = LineIndex(document.text).span
            settings = self.ruleset.engine.secrets
            self.add(beside_requests(document.text, known, document.file, span, settings))

    def _beside_others(self, document: Document, job: Job) -> Iterator[Finding]:
        """What is wrong with a job only beside those before it."""
        line, label = _whereabouts(document, job)
        if self.names and not any(
            remark.rule == ANSWER.id for remark in job.origin.remarks
        ):  # that job is no other one
            yield from self.names.repeated(job, line, label)
        if self.checkpoints:
            yield from self.checkpoints.shared(job, f"line {line}" if line else label)


@dataclass(frozen=True, slots=True)
class _Redactors:
    """What hides secrets in the lines of files: the redactors of the requests about which something was found, by the
    place where their secrets can stand: a line of JSON Lines, else anywhere in the file (None)."""

    engine: Engine
    known: dict[tuple[str, int | None], list["Redactor"]] = field(default_factory=dict)

    def add(self, document: Document, redactor: "Redactor") -> None:
        line = document.first_line if document.format.name == "jsonl" else None
        self.known.setdefault((document.file, line), []).append(redactor)

    def masked(self, file: str, number: int, line: str) -> Shown:
        """A line without its secrets, its length unchanged."""
        for stretch in ((file, number), (file, None)):
            redactors = self.known.get(stretch)
            if redactors:
                if len(redactors) > 1:
                    redactors[:] = [redactors[0].joined(redactors[1:])]
                line = redactors[0].mask(line)
        return self.engine.masked(line)


def _secrets_in_comments(document: Document, engine: Engine) -> Iterator[Finding]:
    from policylint.secrets.comments import in_comments

    return in_comments(document.text, comments_of(document.format.name), document.file, engine.secrets)


def _whereabouts(document: Document, job: Job) -> tuple[int, str]:
    """What identifies a job within its file: its line of JSON Lines (else 0), and its address or document."""
    if document.format.name == "jsonl":
        return document.first_line, job.origin.address
    return 0, job.origin.address or (f"document {document.index + 1}" if document.index else "")


def _order(finding: Finding) -> tuple[str, Position, str, str]:
    return finding.file, finding.position or Position(0, 0, 0, 0), finding.rule, finding.path


def _held(settings: Settings) -> Iterator[Finding]:
    """What a configuration has tried to loosen, and does not."""
    for what in settings.held:
        yield Finding.about_file(from_here(settings.file) if settings.file else "", what, LOOSENED_SETTING.id)


def _nothing(path: str) -> Finding:
    return Finding.about_file(path, "no training-job request was found here, so nothing was checked", NO_REQUESTS.id)
