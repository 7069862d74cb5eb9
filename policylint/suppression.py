"""Findings that someone has accepted: comments in YAML, `[[suppressions]]` in the configuration, and baselines.

Each acceptance needs a reason, and one that accepts nothing any more is itself a finding.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policylint.config import ConfigError, Settings, Suppression
from policylint.finding import Finding, Position
from policylint.globs import matcher
from policylint.lint import BAD_SUPPRESSION, UNUSED_BASELINE_ENTRY, UNUSED_SUPPRESSION
from policylint.nearest import nearest
from policylint.report import Suppressed
from policylint.rule import Rule
from policylint.selection import UnknownSelectorError, matches, validate

BASELINE_VERSION = 1
_DIRECTIVE = re.compile(r"#\s*policylint:\s*(?P<word>\w+)(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)")


@dataclass(slots=True)
class _Comment:
    """An ignore comment: the line it speaks about, its rules, and whether any finding was met by it."""

    position: Position
    line: int
    rules: tuple[str, ...]
    reason: str
    used: bool = False


@dataclass(slots=True)
class InlineIgnores:
    """The `# policylint: ignore[SM2] reason` comments of one file.

    At the end of a line it speaks about that line; on a line of its own, about the next line that is no comment.
    """

    file: str
    comments: list[_Comment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, file: str, text: str, known: Mapping[str, Rule]) -> "InlineIgnores":
        """Read the comments of a YAML text; `known` are all rules there are."""
        found = cls(file)
        if "policylint:" not in text:
            return found
        from policylint.sources.formats.yaml_ import comments

        lines = re.split(r"\r\n?|\n", text)
        for line, column, comment, own_line in comments(text):
            directive = _DIRECTIVE.match(comment)
            if directive is None or nearest(directive["word"], ("ignore",)) is None:
                continue
            position = Position(line, column, line, column + len(comment))
            rules = tuple(part.strip() for part in (directive["rules"] or "").split(",") if part.strip())
            reason = directive["reason"].strip(" -:")
            fault = _fault(directive["word"], rules, reason, known)
            if fault:
                message = f"this comment ignores nothing: {fault}"
                found.findings.append(Finding("", message, BAD_SUPPRESSION.id, file=file, position=position))
                continue
            found.comments.append(_Comment(position, _target(lines, line) if own_line else line, rules, reason))
        return found

    def accepts(self, finding: Finding, rule: Rule) -> Suppressed | None:
        """The acceptance of a finding, if a comment speaks about its line."""
        for comment in self.comments:
            if finding.position and finding.position.line == comment.line and names(comment.rules, rule):
                comment.used = True
                return Suppressed(finding, "inSource", comment.reason)
        return None

    def unused(self, rules: Iterable[Rule]) -> Iterator[Finding]:
        """A finding for each comment whose rules are on and which met none of their findings."""
        on = list(rules)
        for comment in self.comments:
            if not comment.used and any(names(comment.rules, rule) for rule in on):
                message = f"nothing to ignore here: {', '.join(comment.rules)} has no finding on line {comment.line}"
                yield Finding("", message, UNUSED_SUPPRESSION.id, file=self.file, position=comment.position)


class ConfiguredSuppressions:
    """The `[[suppressions]]` of the configuration."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        entries = settings.config.suppressions
        self._entries = [(entry, matcher([entry.files], settings.root), below(entry.path)) for entry in entries]
        self._used: set[int] = set()
        self._seen: set[int] = set()

    def accepts(self, finding: Finding, rule: Rule) -> Suppressed | None:
        """The acceptance of a finding, if an entry covers its file, rule, place and fingerprint."""
        for index, (entry, covers, within) in enumerate(self._entries):
            if (
                (not entry.rules or names(entry.rules, rule))
                and (entry.fingerprint is None or entry.fingerprint == finding.fingerprint)
                and (within is None or within.match(finding.path))
                and covers(finding.file)
            ):
                self._used.add(index)
                return Suppressed(finding, "external", entry.reason)
        return None

    def saw(self, file: str) -> None:
        """Take note that a file was judged, so that an entry for it can be called unused."""
        for index, (_, covers, _) in enumerate(self._entries):
            if index not in self._seen and covers(file):
                self._seen.add(index)

    def unused(self, rules: Sequence[Rule], *, whole: bool) -> Iterator[Finding]:
        """A finding for each entry that met none, where the files it is for were judged.

        Unless the run was over `whole` folders, only entries for one named file can be called unused.
        """
        for index, (entry, _, _) in enumerate(self._entries):
            on = not entry.rules or any(names(entry.rules, rule) for rule in rules)
            if index in self._seen - self._used and on and (whole or not re.search(r"[*?\[]", entry.files)):
                what = _describe(entry)
                message = f"suppressions[{index}] suppresses nothing any more: no finding of {what}"
                file = str(self._settings.file) if self._settings.file else ""
                yield Finding("", message, UNUSED_SUPPRESSION.id, file=file)


@dataclass(slots=True)
class Baseline:
    """Findings that were there when a team adopted policylint: counted by fingerprint, without lines or times."""

    file: str = ""
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, file: Path) -> "Baseline":
        """Read a baseline file.

        Raises:
            ConfigError: it cannot be read or is no baseline.
        """
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            entries = {str(entry["fingerprint"]): entry for entry in data["findings"]}
            left = Counter({key: int(entry.get("count", 1)) for key, entry in entries.items()})
            version = data["version"]
        except OSError as error:
            raise ConfigError(f"{file}: the baseline cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(f"{file}: is not a baseline; write one with `policylint baseline`") from error
        if version != BASELINE_VERSION:
            raise ConfigError(f"{file}: is a baseline of version {version}; this policylint reads {BASELINE_VERSION}")
        return cls(str(file), entries, left)

    def whole(self) -> "Baseline":
        """The same baseline with nothing of it met yet."""
        left = Counter({key: int(entry.get("count", 1)) for key, entry in self.entries.items()})
        return Baseline(self.file, self.entries, left)

    def accepts(self, finding: Finding) -> Suppressed | None:
        """The acceptance of a finding, as often as the baseline counts it."""
        if self.left[finding.fingerprint] <= 0:
            return None
        self.left[finding.fingerprint] -= 1
        return Suppressed(finding, "external", "in the baseline")

    def unused(self, judged: set[str]) -> Iterator[Finding]:
        """A note for each entry about a judged file that is mended: the baseline can shrink."""
        for key, entry in self.entries.items():
            if self.left[key] == int(entry.get("count", 1)) and entry.get("file") in judged:
                message = f"{entry.get('rule')} at {entry.get('path') or 'the request'} of {entry.get('file')} is gone"
                yield Finding("", message, UNUSED_BASELINE_ENTRY.id, file=self.file)


def write_baseline(findings: Iterable[Finding]) -> str:
    """The text of a baseline that accepts the given findings: sorted, so that it merges well."""
    counts = Counter(finding.fingerprint for finding in findings)
    entries = {
        finding.fingerprint: {
            "rule": finding.rule,
            "file": Path(finding.file).as_posix(),
            "job": finding.job,
            "path": finding.path,
            "fingerprint": finding.fingerprint,
            "count": counts[finding.fingerprint],
        }
        for finding in findings
    }
    ordered = sorted(entries.values(), key=lambda e: (e["file"], e["job"], e["path"], e["rule"]))
    return json.dumps({"version": BASELINE_VERSION, "findings": ordered}, indent=2) + "\n"


def _fault(word: str, rules: Sequence[str], reason: str, known: Mapping[str, Rule]) -> str:
    """What an ignore comment lacks, or the empty string."""
    if word != "ignore":
        return f"it says {word!r} where 'ignore' is meant"
    if not rules:
        return "it lacks the rules it ignores in brackets"
    try:
        validate(rules, known, accepting=True)
    except UnknownSelectorError as error:
        return str(error)
    return "" if reason else "it lacks a reason"


def names(selectors: Sequence[str], rule: Rule) -> bool:
    """Whether one of the selectors names a rule."""
    return any(matches(selector, rule) for selector in selectors)


def _target(lines: Sequence[str], comment: int) -> int:
    """The line below an own-line comment that it speaks about."""
    for number in range(comment, len(lines)):
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            return number + 1
    return comment


def below(path: str | None) -> re.Pattern[str] | None:
    """A pattern for a place in a request and all below it; `[*]` stands for any index, `*` for any key."""
    if path is None:
        return None
    pattern = re.escape(path).replace(r"\[\*\]", r"\[\d+\]").replace(r"\*", r"[^.\[]+")
    return re.compile(pattern + r"(?:$|[.\[])")


def _describe(entry: Suppression) -> str:
    parts = [", ".join(entry.rules) or "any rule"]
    parts += [f"at {entry.path}"] if entry.path else []
    parts += [f"with fingerprint {entry.fingerprint}"] if entry.fingerprint else []
    return " ".join([*parts, f"in {entry.files}"])
