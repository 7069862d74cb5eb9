"""The engine: rules in, jobs in, findings out. Every door to policylint leads through `Engine.judge`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from policylint.catalogue import Catalogue
from policylint.catalogue import load as load_catalogue
from policylint.config import Config
from policylint.finding import Finding, Severity
from policylint.globs import matcher
from policylint.job import Job, TuningJob
from policylint.lint import INTERNAL_ERROR
from policylint.path import join
from policylint.rule import Check, Rule
from policylint.secrets.settings import settings_of
from policylint.selection import enabled, matches, validate

if TYPE_CHECKING:
    from policylint.secrets.redaction import Redactor


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
        validate(config.ignore, catalogue.rules)
        validate(config.severity, catalogue.rules)
        for selectors in config.per_file_ignores.values():
            validate(selectors, catalogue.rules)
        self.catalogue = catalogue
        self.rules: Mapping[str, Rule] = {
            rule.id: rule for rule in catalogue.rules.values() if enabled(rule, config.select, config.ignore)
        }
        self._config = config
        self._severities = _severities(config, catalogue.rules)
        self._per_file = [(matcher([glob], root), ids) for glob, ids in config.per_file_ignores.items()]
        on = [check for check in catalogue.checks if any(rule.id in self.rules for rule in check.rules)]
        on = [check.configured(config) if check.configured else check for check in on]
        self.secrets = settings_of(config)
        self._checks = {scope: [c for c in on if c.scope == scope] for scope in ("request", "TrainingJob", "TuningJob")}

    def judge(self, job: Job) -> list[Finding]:
        """All findings about a request, complete but for their positions.

        A rule that fails is itself a finding (LINT999): the job counts as not judged, the other rules go on.
        """
        findings = [finding for check in self._checks["request"] for finding in self._run(check, job)]
        if isinstance(job, TuningJob):
            findings += [finding for check in self._checks["TuningJob"] for finding in self._run(check, job)]
            parts: Iterator[Job] = job.definitions()
        else:
            parts = iter((job,))
        for part in parts:
            findings += [finding for check in self._checks["TrainingJob"] for finding in self._run(check, part)]
        wanted = [self.complete(finding, job) for finding in findings if self.reports(finding.rule, job.file)]
        return list(map(self.redactor(job).finding, wanted)) if wanted else []

    def redactor(self, job: Job) -> "Redactor":
        """What hides the secrets of a request in all that is told about it, whichever rules are on."""
        from policylint.secrets.redaction import Redactor

        return Redactor(self.secrets.scanner().scan(job.request, job.operation))

    def masked(self, text: str) -> str:
        """A line of a file in which no secret that stands there readably can be read, its length unchanged."""
        for start, end, _ in self.secrets.scanner().scan_text(text):
            text = text[:start] + "*" * (end - start) + text[end:]
        return text

    def reports(self, rule: str, file: str) -> bool:
        """Whether findings of a rule in a file are wanted."""
        known = self.rules.get(rule)
        if known is None:
            return False
        return all(enabled(known, ("ALL",), ids) for matches, ids in self._per_file if matches(file))

    def complete(self, finding: Finding, job: Job) -> Finding:
        """A finding with all that a rule leaves to the engine, except its position."""
        rule = self.catalogue.rules[finding.rule]
        return replace(
            finding,
            severity=self._severities.get(rule.id) or finding.severity or rule.severity,
            help=finding.help or rule.fix,
            job=job.name,
            file=job.file,
            fingerprint=fingerprint(rule.id, job.file, job.name, finding.path),
        )

    def _run(self, check: Check, job: Job) -> Iterator[Finding]:
        if check.members and check.members.isdisjoint(job.request):
            return
        only = check.rules[0].id if len(check.rules) == 1 else ""
        try:
            for finding in check.run(job):
                yield replace(finding, rule=finding.rule or only, path=join(job.prefix, finding.path))
        except Exception as error:  # noqa: BLE001 - a fault of ours must not hide the findings of the other rules
            yield internal_error(error, ", ".join(rule.id for rule in check.rules), job.prefix)


def internal_error(error: Exception, where: str, path: str = "") -> Finding:
    """A fault of policylint's own, told without any value of the request: the kind of error and the line of code."""
    frame = extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    message = f"{where} failed with {type(error).__name__} at {place}: this request was not wholly judged"
    return Finding.at(path, message, rule=INTERNAL_ERROR.id)


def fingerprint(rule: str, file: str, job: str, path: str) -> str:
    """What identifies a finding from one run to the next: 24 hex digits that no move of lines and no value changes."""
    import hashlib

    identity = "\0".join((rule, Path(file).as_posix() if file else "", job, path))
    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _severities(config: Config, rules: Mapping[str, Rule]) -> dict[str, Severity]:
    severities = {"SM110": Severity.ERROR} if config.strict_enums else {}
    for name, severity in config.severity.items():
        chosen = [rule.id for rule in rules.values() if matches(name, rule)]
        severities.update(dict.fromkeys(chosen, severity))
    return severities
