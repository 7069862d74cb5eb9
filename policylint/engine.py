"""The engine: rules in, jobs in, findings out. Every door to policylint leads through `Engine.judge`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from math import inf
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from policylint.catalogue import Catalogue
from policylint.catalogue import load as load_catalogue
from policylint.facts import owner
from policylint.finding import NO_SUBJECT, Finding, Severity, ShownFinding, Subject
from policylint.globs import matcher
from policylint.identity import content, fingerprint, from_root
from policylint.job import OTHER_KINDS, Job, OtherJob, TuningJob, as_training
from policylint.lint import INTERNAL_ERROR
from policylint.path import join, parse_path
from policylint.recall import Checks
from policylint.rule import Rule
from policylint.schema.rules import INVALID_ENUM_VALUE, UNKNOWN_MEMBER, WRONG_TYPE
from policylint.secrets.settings import settings_of
from policylint.settings.config import Config, Settings
from policylint.settings.selection import ALL, enabled, matches, validate
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.secrets.redaction import Redactor


_LONGEST_NUMBER = 40
_SLIPS = frozenset({UNKNOWN_MEMBER.id, WRONG_TYPE.id, INVALID_ENUM_VALUE.id})
"""The rules whose findings mean that a request says something else than it is meant to."""


class Engine:
    """Judges requests by the rules that a configuration turns on.

    `rules` are the rules that are on, by id. The globs of the configuration count from `root`. `identifies`: findings
    say by what they are known again (`Finding.subject`), which only comparisons ask for.

    Raises:
        UnknownSelectorError: the configuration names a rule that does not exist.
    """

    def __init__(
        self, config: Config | None = None, catalogue: Catalogue | None = None, root: Path | None = None
    ) -> None:
        config = config or Config()
        catalogue = catalogue or load_catalogue()
        root = root or Path.cwd()
        validate(config.select, catalogue.rules)
        accepted = [*config.per_file_ignores.values(), *(entry.rules for entry in config.suppressions)]
        for selectors in (config.ignore, config.severity, *accepted):
            validate(selectors, catalogue.rules, accepting=True)
        self.catalogue = catalogue
        self.identifies = False
        self._root = root.absolute()
        self._last_file = "", ""
        self._last_content: tuple[Job, str] | None = None
        self.rules: Mapping[str, Rule] = {
            rule.id: rule for rule in catalogue.rules.values() if enabled(rule, config.select, config.ignore)
        }
        self._severities = _severities(config, catalogue.rules)
        self._per_file = [(matcher([glob], root), ids) for glob, ids in config.per_file_ignores.items()]
        on = [check for check in catalogue.checks if any(rule.id in self.rules for rule in check.rules)]
        on = [check.configured(config) if check.configured else check for check in on]
        self.secrets = settings_of(config)
        self._checks = {
            scope: Checks([check for check in on if check.scope == scope])
            for scope in ("written", "request", "TrainingJob", "TuningJob", *OTHER_KINDS)
        }
        self._checks["shared"] = Checks([check for check in on if check.shared])

    @classmethod
    def of(cls, settings: Settings) -> "Engine":
        """The engine of a run: with the rules that policylint ships and the policies that the settings name.

        Raises:
            AuthoredError: a pack of policies cannot be used.
            UnknownSelectorError: the settings name a rule that does not exist.
        """
        catalogue = load_catalogue()
        if settings.config.policies:
            from policylint.policies.rules import extend

            catalogue = extend(catalogue, settings)
        return cls(settings.config, catalogue, settings.root)

    def judge(self, job: Job) -> list[ShownFinding]:
        """All findings about a request, complete but for their positions, with its secrets hidden.

        A rule that fails is itself a finding (LINT9999): the job counts as not judged, the other rules go on.
        """
        return self.judge_and_redact(job)[0]

    def judge_and_redact(
        self, job: Job, beside: Iterable[Finding] = ()
    ) -> "tuple[list[ShownFinding], Redactor | None]":
        """What `judge` gives, with the findings that come from `beside` the request's own rules; and what hid the
        request's secrets in it, for whatever else is shown about the request; None where there is nothing to show."""
        findings = [*beside, *job.origin.remarks, *self._findings(job)]
        wanted = [finding for finding in findings if self.reports(finding.rule, job.file)]
        if job.origin.supplied:
            wanted = [one for one in wanted if one.path not in job.origin.supplied or not self._is_note(one)]
        if not wanted:
            return [], None
        redactor = self.redactor(job)
        return [self.complete(finding, job, redactor) for finding in wanted], redactor

    def _findings(self, job: Job) -> Iterable[Finding]:
        """What the rules find: those of the API model and of secrets in the request as written, others as meant."""
        written = self._run("written", job)
        if not any(finding.rule in _SLIPS for finding in written):
            return [*written, *self._beyond(job)]
        from policylint.schema.meant import meant

        reading, places = meant(job)
        return [places.finding(finding, job) for finding in (*written, *self._beyond(reading))]

    def _beyond(self, job: Job) -> list[Finding]:
        """What the rules beyond the API model find in a request and its parts."""
        findings = [*self._run("request", job)]
        if isinstance(job, OtherJob):
            alike = self._run("shared", as_training(job))
            return [*findings, *(moved(finding, job.native) for finding in alike), *self._run(job.kind, job)]
        parts: Iterable[Job] = (job,)
        if isinstance(job, TuningJob):
            findings += self._run("TuningJob", job)
            parts = job.definitions()
        for part in parts:
            findings += self._run("TrainingJob", part)
        return findings

    def redactor(self, job: Job) -> "Redactor":
        """What hides the secrets of a request in all that is shown about it, whichever rules are on."""
        from policylint.secrets.redaction import redactor_of

        return redactor_of(job, self.secrets.scanner())

    def masked(self, text: str) -> Shown:
        """A line of a file in which no secret that stands there readably can be read, its length unchanged."""
        return self._unaided.mask(text)

    @cached_property
    def _unaided(self) -> "Redactor":
        """What hides the secrets of no request: those that a text itself shows."""
        from policylint.secrets.redaction import unaided

        return unaided(self.secrets.scanner())

    def reports(self, rule: str, file: str) -> bool:
        """Whether findings of a rule in a file are wanted."""
        known = self.rules.get(rule)
        if known is None:
            return False
        return all(enabled(known, ("ALL",), ids) for matches, ids in self._per_file if matches(file))

    def complete(self, finding: Finding, job: Job, redactor: "Redactor | None" = None) -> ShownFinding:
        """A finding with all that a rule leaves to the engine, except its position, as it may be shown.

        `redactor` hides the secrets of the request that it is about; without one it is about none.
        """
        from policylint.secrets.redaction import Known

        rule = self.catalogue.rules[finding.rule]
        known = Known(
            severity=self._severities.get(rule.id) or finding.severity or rule.severity,
            help=_in_its_words(finding, finding.help or rule.fix, job),
            job=job.name,
            owner=owner(job),
            file=job.file,
            fingerprint=fingerprint(rule.id, self._from_root(job.file), job.name, finding.path),
            subject=self._subject(finding, rule, job, redactor) if self.identifies else NO_SUBJECT,
        )
        return (redactor or self._unaided).finding(finding, known)

    def _subject(self, finding: Finding, rule: Rule, job: Job, redactor: "Redactor | None") -> Subject:
        """What a finding of a job is about, beside its place."""
        if not job.request:
            return finding.subject
        numbers = finding.subject.numbers
        value = job.look(finding.path) if finding.path and redactor else None
        if not numbers and redactor and redactor.redact(str(value)) == str(value):
            numbers = tuple(_number(value))
        if not numbers and rule.numbers is not None:
            numbers = rule.numbers(job)
        if self._last_content is None or self._last_content[0] is not job:
            secrets = [secret.route for secret in self.secrets.scanner().secrets_of(job)]
            self._last_content = job, content(job, secrets)
        return replace(finding.subject, content=self._last_content[1], numbers=numbers)

    def _is_note(self, finding: Finding) -> bool:
        return (finding.severity or self.catalogue.rules[finding.rule].severity) is Severity.NOTE

    def _from_root(self, file: str) -> str:
        """A file's name as it is wherever policylint is started: from the root, if it lies below it."""
        last, named = self._last_file
        if file != last:
            named = from_root(file, self._root)
            self._last_file = file, named
        return named

    def _run(self, scope: str, job: Job) -> Sequence[Finding]:
        found: list[Finding] = []
        for check, answer in self._checks[scope].judge(job):
            if isinstance(answer, Exception):
                found.append(internal_error(answer, ", ".join(rule.id for rule in check.rules), job.prefix))
                continue
            for finding in answer:
                placed = moved(finding, partial(join, job.prefix)) if job.prefix else finding
                found.append(replace(placed, rule=finding.rule or check.rules[0].id))
        return found


def _in_its_words(finding: Finding, help: str, job: Job) -> str:
    """An advice with the name that the file itself would have for the member that it speaks of."""
    if job.origin.spelled is None or not finding.path:
        return help
    route = parse_path(finding.path)
    renamed = [edit.value for edit in finding.fix.edits if edit.operation == "rename"] if finding.fix else []
    if renamed:
        route = (*route[:-1], renamed[0])
    elif isinstance(route[-1], int) or job.has(finding.path):
        return help
    return f"{help} In this file it is called {job.origin.spelled(route)}."


def moved(finding: Finding, place: Callable[[str], str]) -> Finding:
    """A finding about a part of a request as one about the whole: `place` gives the path there of a path here."""
    fix = finding.fix
    if fix is not None:
        fix = replace(fix, edits=tuple(replace(edit, path=place(edit.path)) for edit in fix.edits))
    return replace(finding, path=place(finding.path), fix=fix)


def names_rules(config: Config) -> bool:
    """Whether a configuration names rules or policies, so that it must be held against those that there are."""
    named = (*config.select, *config.ignore, *config.severity, *config.policies)
    return bool(set(named) - {ALL} or config.per_file_ignores or config.suppressions)


def internal_error(error: Exception, rules: str, path: str = "") -> Finding:
    """A fault of policylint's own as a finding."""
    message = f"{rules} failed with {where(error)}: this request was not wholly judged"
    return Finding.at(path, message, rule=INTERNAL_ERROR.id)


def where(error: Exception) -> str:
    """What may be shown of a fault in policylint itself, never a value: the kind of error and the line of code."""
    frame = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def _number(value: object) -> Iterator[float]:
    """The number that a member holds, or how many items it has."""
    number: Any = value
    if isinstance(value, list | dict):
        number = len(value)
    elif isinstance(value, str) and len(value) <= _LONGEST_NUMBER:
        with suppress(ValueError):
            number = float(value)
    if isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < inf:
        yield number


def _severities(config: Config, rules: Mapping[str, Rule]) -> dict[str, Severity]:
    severities = {"SM1010": Severity.ERROR} if config.strict_enums else {}
    for name, severity in config.severity.items():
        chosen = [rule.id for rule in rules.values() if matches(name, rule) and rule.acceptable]
        severities.update(dict.fromkeys(chosen, severity))
    return severities
