"""The engine: rules in, jobs in, findings out. Every door to policylint leads through `Engine.judge`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from policylint.catalogue import Catalogue
from policylint.catalogue import load as load_catalogue
from policylint.facts import owner
from policylint.finding import Finding, Fix, Severity, ShownFinding
from policylint.globs import matcher
from policylint.job import Job, TuningJob
from policylint.lint import INTERNAL_ERROR
from policylint.path import join
from policylint.rule import Check, Rule
from policylint.schema.rules import INVALID_ENUM_VALUE, UNKNOWN_MEMBER, WRONG_TYPE
from policylint.secrets.settings import settings_of
from policylint.settings.config import Config, Settings
from policylint.settings.selection import enabled, matches, validate
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.secrets.redaction import Redactor


_SLIPS = frozenset({UNKNOWN_MEMBER.id, WRONG_TYPE.id, INVALID_ENUM_VALUE.id})
"""The rules whose findings mean that a request says something else than it is meant to."""


class Engine:
    """Judges requests by the rules that a configuration turns on.

    `rules` are the rules that are on, by id. The globs of the configuration count from `root`.

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
        self._root = root.absolute()
        self._last_file = "", ""
        self.rules: Mapping[str, Rule] = {
            rule.id: rule for rule in catalogue.rules.values() if enabled(rule, config.select, config.ignore)
        }
        self._severities = _severities(config, catalogue.rules)
        self._per_file = [(matcher([glob], root), ids) for glob, ids in config.per_file_ignores.items()]
        on = [check for check in catalogue.checks if any(rule.id in self.rules for rule in check.rules)]
        on = [check.configured(config) if check.configured else check for check in on]
        self.secrets = settings_of(config)
        self._checks = {
            scope: _Checks([check for check in on if check.scope == scope])
            for scope in ("written", "request", "TrainingJob", "TuningJob")
        }

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
            help=finding.help or rule.fix,
            job=job.name,
            owner=owner(job),
            file=job.file,
            fingerprint=fingerprint(rule.id, self._from_root(job.file), job.name, finding.path),
        )
        return (redactor or self._unaided).finding(finding, known)

    def _is_note(self, finding: Finding) -> bool:
        return (finding.severity or self.catalogue.rules[finding.rule].severity) is Severity.NOTE

    def _from_root(self, file: str) -> str:
        """A file's name as it is wherever policylint is started: from the root, if it lies below it."""
        last, from_root = self._last_file
        if file != last:
            absolute = Path(file).absolute()
            inside = file and not file.startswith("<") and absolute.is_relative_to(self._root)
            from_root = absolute.relative_to(self._root).as_posix() if inside else file
            self._last_file = file, from_root
        return from_root

    def _run(self, scope: str, job: Job) -> Sequence[Finding]:
        found: list[Finding] = []
        for check in self._checks[scope].about(job.request):
            try:
                for finding in check.run(job):
                    rule = finding.rule or check.rules[0].id
                    fix = _below(job.prefix, finding.fix) if finding.fix and job.prefix else finding.fix
                    found.append(replace(finding, rule=rule, path=join(job.prefix, finding.path), fix=fix))
            except Exception as error:  # noqa: BLE001 - a fault of ours must not hide the findings of the other rules
                found.append(internal_error(error, ", ".join(rule.id for rule in check.rules), job.prefix))
        return found


class _Checks:
    """The checks of one scope, found by the members that a request has: most requests lack most members."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._checks = checks
        self._always = [index for index, check in enumerate(checks) if not check.members]
        self._at_top: dict[str, list[int]] = {}
        self._below: dict[str, dict[str, list[int]]] = {}
        for index, check in enumerate(checks):
            for member in check.members:
                top, _, below = member.partition(".")
                watching = self._below.setdefault(top, {}).setdefault(below, []) if below else None
                (self._at_top.setdefault(top, []) if watching is None else watching).append(index)

    def about(self, request: Mapping[str, Any]) -> Iterable[Check]:
        """The checks that may have something to say about a request, in their order."""
        if len(self._always) == len(self._checks):
            return self._checks
        wanted = set(self._always)
        for name, value in request.items():
            if name in self._at_top:
                wanted.update(self._at_top[name])
            if name in self._below and isinstance(value, dict):
                watching = self._below[name]
                for below in value:
                    if below in watching:
                        wanted.update(watching[below])
        return map(self._checks.__getitem__, sorted(wanted))


def _below(prefix: str, fix: Fix) -> Fix:
    """A fix of a part of a request as one of the whole."""
    return replace(fix, edits=tuple(replace(edit, path=join(prefix, edit.path)) for edit in fix.edits))


def internal_error(error: Exception, rules: str, path: str = "") -> Finding:
    """A fault of policylint's own as a finding."""
    message = f"{rules} failed with {where(error)}: this request was not wholly judged"
    return Finding.at(path, message, rule=INTERNAL_ERROR.id)


def where(error: Exception) -> str:
    """What may be shown of a fault in policylint itself, never a value: the kind of error and the line of code."""
    frame = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def fingerprint(rule: str, file: str, job: str, path: str) -> str:
    """What identifies a finding from one run to the next: 24 hex digits that no move of lines and no value changes."""
    import hashlib

    identity = "\0".join((rule, file, job, path))
    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _severities(config: Config, rules: Mapping[str, Rule]) -> dict[str, Severity]:
    severities = {"SM1010": Severity.ERROR} if config.strict_enums else {}
    for name, severity in config.severity.items():
        chosen = [rule.id for rule in rules.values() if matches(name, rule) and rule.acceptable]
        severities.update(dict.fromkeys(chosen, severity))
    return severities
