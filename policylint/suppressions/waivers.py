"""Waivers: findings that somebody with a name has accepted until a day, in files of their own.

A waiver that has expired accepts nothing any more, and says so. Findings of hard-mandatory policies are never waived,
secrets only where the configuration allows it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from policylint.authored.fault import AuthoredError, Fault
from policylint.authored.models import read
from policylint.authored.yaml_text import YamlText
from policylint.counting import are, counted
from policylint.dataclass_ import dataclass
from policylint.facts import account, tags
from policylint.finding import Finding, Position, Severity, ShownFinding
from policylint.globs import matcher
from policylint.identity import family, unnumbered
from policylint.job import Job
from policylint.lint import EXPIRED_WAIVER, EXPIRING_WAIVER, UNUSED_WAIVER, WAIVER_OUT_OF_BOUNDS
from policylint.report import Suppressed
from policylint.rule import Rule
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.settings.selection import UnknownSelectorError, validate
from policylint.shown import Shown, renders
from policylint.suppressions.bounds import beyond
from policylint.suppressions.configured import below, names

SOON = timedelta(days=14)
SECRETS = "SEC"
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WaiverModel(_Model):
    """One waiver. All that it names must fit a finding; what it does not name fits any."""

    rule: _Text | list[_Text] = Field(description="Ids, prefixes of ids or names of rules and policies.")
    files: _Text | None = Field(None, description="A glob, as .gitignore writes them, from the configuration's folder.")
    jobs: _Text | None = Field(None, description="A glob over job names.")
    path: _Text | None = Field(None, description="A place in the request and all below it; `[*]` is any index.")
    tags: dict[str, str] = Field(default={}, description="Tags that the job must carry.")
    account: _Text | None = Field(None, description="The AWS account.")
    environment: _Text | None = Field(None, description="The environment.")
    fingerprint: _Text | None = Field(None, description="One finding's fingerprint, as the JSON report gives it.")
    reason: _Text = Field(description="Why it is accepted.")
    approver: _Text = Field(description="Who accepted it.")
    expires: date = Field(description="The last day on which it holds.")
    ticket: _Text | None = Field(None, description="Where the fix is tracked.")


class WaiversModel(_Model):
    """A file of waivers."""

    waivers: list[WaiverModel] = Field(description="The waivers.")


@dataclass(slots=True)
class Waiver:
    """A waiver, where it stands, and what became of it in this run: findings waived, findings it came too late for.

    `beyond` says which bounds it breaks; it waives nothing then.
    """

    model: WaiverModel
    file: str
    line: int
    used: int = 0
    late: int = 0
    seen: bool = False
    beyond: tuple[str, ...] = ()
    below: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        self.below = below(self.model.path)

    @property
    def rules(self) -> tuple[str, ...]:
        """The selectors of its rules."""
        return (self.model.rule,) if isinstance(self.model.rule, str) else tuple(self.model.rule)

    def was_tried(self, *, whole: bool) -> bool:
        """Whether all files that it is for were judged."""
        return self.seen and (whole or bool(self.model.files and not re.search(r"[*?\[]", self.model.files)))

    @property
    def words(self) -> str:
        """What it is for, in a line."""
        model = self.model
        limits = {
            "in": model.files,
            "jobs": model.jobs,
            "at": model.path,
            "account": model.account,
            "environment": model.environment,
            "fingerprint": model.fingerprint,
            "ticket": model.ticket,
        }
        return " ".join([", ".join(self.rules), *(f"{word} {text}" for word, text in limits.items() if text)])


@dataclass(slots=True)
class Waivers:
    """The waivers of a run; `text` is that of the file that is judged."""

    waivers: Sequence[Waiver] = ()
    secrets: bool = False
    root: Path = field(default_factory=Path.cwd)
    text: str = ""
    _covers: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, settings: Settings) -> "Waivers":
        """Read the files that the settings name, and the `*.yaml` of folders.

        Raises:
            AuthoredError: a file cannot be used; every fault of all of them.
        """
        faults: list[Fault] = []
        found: list[Waiver] = []
        secrets = settings.config.waive_secrets
        for path in map(Path, settings.config.waivers):
            for file in _files(path):
                try:
                    found += _read(file, faults, secrets=secrets)
                except AuthoredError as error:
                    faults += error.faults
        if faults:
            raise AuthoredError(faults)
        for waiver in found:
            waiver.beyond = tuple(beyond(waiver.model, waiver.rules, settings.config, date.today()))
        return cls(found, secrets, settings.root)

    @property
    def today(self) -> date:
        """The day that decides what has expired: a process, and so a guard, may outlive a waiver."""
        return date.today()

    def accepts(self, finding: ShownFinding, rule: Rule, job: Job | None = None) -> Suppressed | None:
        """The acceptance of a finding, by the first waiver that fits it and has not expired."""
        if not self.waivers or not waivable(rule, secrets=self.secrets):
            return None
        for waiver in self.waivers:
            if not waiver.beyond and self._fits(waiver, finding, rule, job):
                if waiver.model.expires < self.today:
                    waiver.late += 1
                    continue
                waiver.used += 1
                until = f"waived by {waiver.model.approver} until {waiver.model.expires}"
                return Suppressed(finding, "external", screened(waiver.model.reason), screened(until))
        return None

    def saw(self, file: str, text: str) -> None:
        """Take note that a file is judged, so that a waiver for it can be called unused."""
        self.text = text
        for waiver in self.waivers:
            waiver.seen = waiver.seen or self._covered(waiver.model.files, file)

    def findings(self, on: Sequence[Rule], known: Mapping[str, Rule], *, whole: bool) -> Iterator[Finding]:
        """What there is to say about the waivers themselves, after all requests were judged by the rules that are on,
        of those that are known.

        Unless the run was over `whole` folders, only waivers for one named file can be called unused.
        """
        for waiver in self.waivers:
            try:
                validate(waiver.rules, known, accepting=True)
            except UnknownSelectorError as error:
                yield self._about(waiver, UNUSED_WAIVER, f"waives nothing: {error}", Severity.WARNING)
                continue
            left = (waiver.model.expires - self.today).days
            if waiver.beyond:
                yield self._about(waiver, WAIVER_OUT_OF_BOUNDS, f"waives nothing: {'; '.join(waiver.beyond)}")
            elif waiver.late:
                again = f"{counted(waiver.late, 'finding')} {are(waiver.late)} reported again"
                what = f"expired on {waiver.model.expires}: {again}"
                yield self._about(waiver, EXPIRED_WAIVER, what)
            elif waiver.used and timedelta(days=left) <= SOON:
                when = "today" if left == 0 else f"in {counted(left, 'day')}, on {waiver.model.expires}"
                yield self._about(
                    waiver,
                    EXPIRING_WAIVER,
                    f"expires {when}: {counted(waiver.used, 'finding')} {are(waiver.used)} waived by it",
                )
            elif not waiver.used and any(names(waiver.rules, rule) for rule in on) and waiver.was_tried(whole=whole):
                yield self._about(waiver, UNUSED_WAIVER, "waives nothing any more")

    def _about(self, waiver: Waiver, rule: Rule, what: str, severity: Severity | None = None) -> Finding:
        position = Position(waiver.line, 1, waiver.line, 1)
        message = f"the waiver of {waiver.words} ({waiver.model.approver}) {what}"
        return Finding.about_file(waiver.file, message, rule.id, position, severity=severity)

    def _fits(self, waiver: Waiver, finding: ShownFinding, rule: Rule, job: Job | None) -> bool:
        model = waiver.model
        return (
            names(waiver.rules, rule)
            and self._is_finding(model, finding)
            and (model.jobs is None or self._is_job(model.jobs, finding.job))
            and (waiver.below is None or waiver.below.match(finding.path) is not None)
            and (self._covered(model.files, finding.file) or self._has_moved(model))
            and _fits_job(model, job)
        )

    def _is_finding(self, model: WaiverModel, finding: ShownFinding) -> bool:
        """Whether a waiver is for a finding by its fingerprint. Of several in a file without a number it is for all;
        where the job is named as well, that tells which is meant, wherever they stand."""
        named = model.fingerprint
        if named is None or named == finding.fingerprint:
            return True
        common = unnumbered(finding.fingerprint)
        return named == common or (model.jobs is not None and unnumbered(named) == common)

    def _is_job(self, named: str, job: str) -> bool:
        """Whether a job is meant: by a glob, by its name, or by that of an earlier run, which the file has no more."""
        if fnmatchcase(job, named) or job == named:
            return True
        if re.search(r"[*?]", named) or not job or family(named) != family(job):
            return False
        return named not in self.text

    def _has_moved(self, model: WaiverModel) -> bool:
        """Whether a waiver of one finding in one file is for it elsewhere, since the file is gone."""
        if model.fingerprint is None or model.files is None or re.search(r"[*?\[]", model.files):
            return False
        return not (self.root / model.files).exists()

    def _covered(self, files: str | None, file: str) -> bool:
        if files is None:
            return True
        if files not in self._covers:
            self._covers[files] = matcher([files], self.root)
        return bool(self._covers[files](file))


def waivable(rule: Rule, *, secrets: bool) -> bool:
    """Whether findings of a rule can be waived at all."""
    if rule.unjudged or not rule.acceptable:
        return False
    return secrets or rule.category != SECRETS


def entries(
    findings: Iterable[ShownFinding],
    rules: Mapping[str, Rule],
    *,
    expires: date,
    approver: Shown,
    reason: Shown,
    secrets: bool,
) -> tuple[Sequence[Mapping[str, object]], int]:
    """Waivers of the given findings, each by itself or with those just like it, and how many findings that are."""
    about = {
        rule.id for rule in (EXPIRED_WAIVER, EXPIRING_WAIVER, UNUSED_WAIVER, WAIVER_OUT_OF_BOUNDS)
    }  # which no further waiver settles
    waived = [
        finding for finding in findings if finding.rule not in about and waivable(rules[finding.rule], secrets=secrets)
    ]
    alike = {
        (finding.rule, finding.file, finding.job, finding.path, unnumbered(finding.fingerprint)): finding
        for finding in waived
    }
    found = [
        {
            "rule": finding.rule,
            "files": Path(finding.file).as_posix(),
            **({"jobs": finding.job} if finding.job and not re.search(r"[*?\[\]]", finding.job) else {}),
            **({"path": finding.path} if finding.path else {}),
            "fingerprint": unnumbered(finding.fingerprint),
            "reason": reason,
            "approver": approver,
            "expires": expires,
        }
        for finding in alike.values()
    ]
    found.sort(key=lambda entry: (str(entry["files"]), str(entry["rule"]), str(entry.get("path", ""))))
    return found, len(waived)


@renders
def added(text: str, new: Sequence[Mapping[str, object]]) -> str:
    """The text of a file of waivers with new ones at its end; all that is in it stays, comments and layout included.

    Raises:
        ValueError: it is not a list to which lines can be added.
    """
    import yaml

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True  # the one date of all waivers is written out in each

    before = yaml.safe_load(text)["waivers"] if text else []
    dumped = yaml.dump(list(new), Dumper=Plain, sort_keys=False, allow_unicode=True, width=110) if new else ""
    if not before:
        head, _, _ = text.partition("waivers:")
        return f"{head}waivers:{' []' * (not new)}\n{dumped}"
    first = re.search(r"^waivers:.*\n(?:[ ]*(?:#.*)?\n)*([ ]*)- ", text, re.MULTILINE)
    indented = "".join(f"{first[1] if first else ''}{line}\n" for line in dumped.splitlines())
    joined = f"{text.rstrip()}\n{indented}"
    try:
        same = yaml.safe_load(joined)["waivers"] == [*before, *map(dict, new)]
    except yaml.YAMLError:
        same = False
    if not same:
        raise ValueError("not a plain list, with one waiver below the other")
    return joined


def _read(file: Path, faults: list[Fault], *, secrets: bool) -> Iterator[Waiver]:
    source = YamlText.read(file)
    for index, model in enumerate(read(source, WaiversModel).waivers):
        waiver = Waiver(model, source.file, source.line(("waivers", index)))
        if not secrets and any(selector.startswith(SECRETS) or selector == "ALL" for selector in waiver.rules):
            message = "secrets are not waived: revoke and remove them; or allow it with waive-secrets = true"
            faults.append(source.fault(("waivers", index, "rule"), message))
        yield waiver


def _files(path: Path) -> Sequence[Path]:
    return sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


def _fits_job(model: WaiverModel, job: Job | None) -> bool:
    if not (model.tags or model.account or model.environment):
        return True
    if job is None:
        return False
    own = tags(job) if model.tags else {}
    return (
        all(own.get(key) == value for key, value in model.tags.items())
        and model.account in (None, account(job))
        and model.environment in (None, job.facts.environment)
    )
