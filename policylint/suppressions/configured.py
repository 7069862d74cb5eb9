"""Findings that someone has accepted: comments in YAML, `[[suppressions]]` in the configuration, and baselines.

Each acceptance needs a reason, and one that accepts nothing any more is itself a finding.
"""

import re
from collections.abc import Iterator, Sequence

from policylint.finding import Finding, ShownFinding
from policylint.globs import matcher
from policylint.lint import UNUSED_SUPPRESSION
from policylint.report import Suppressed
from policylint.rule import Rule
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings, Suppression
from policylint.settings.selection import matches


class ConfiguredSuppressions:
    """The `[[suppressions]]` of the configuration."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        entries = settings.config.suppressions
        self._entries = [(entry, matcher([entry.files], settings.root), below(entry.path)) for entry in entries]
        self._used: set[int] = set()
        self._seen: set[int] = set()

    def accepts(self, finding: ShownFinding, rule: Rule) -> Suppressed | None:
        """The acceptance of a finding, if an entry covers its file, rule, place and fingerprint."""
        for index, (entry, covers, within) in enumerate(self._entries):
            if (
                (not entry.rules or names(entry.rules, rule))
                and (entry.fingerprint is None or entry.fingerprint == finding.fingerprint)
                and (within is None or within.match(finding.path))
                and covers(finding.file)
            ):
                self._used.add(index)
                return Suppressed(finding, "external", screened(entry.reason))
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
                yield Finding.about_file(file, message, UNUSED_SUPPRESSION.id)


def names(selectors: Sequence[str], rule: Rule) -> bool:
    """Whether one of the selectors names a rule."""
    return any(matches(selector, rule) for selector in selectors)


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
