"""What policylint says about a request: findings, where they point, and how they can be fixed.

All values here are frozen. A rule makes a `Finding` with `Finding.at`; the engine completes it with the rule, the
file and the position. Severities and the words for them are SARIF's.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.shown import Shown, own


class Severity(Enum):
    """How bad a finding is: the service rejects (error), money or safety is lost (warning), worth knowing (note)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst, so that sorting puts errors first."""
        return _RANKS[self]

    def at_least(self, other: "Severity") -> bool:
        """Whether this is as bad as `other` or worse."""
        return self.rank <= other.rank


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Anchor(Enum):
    """Which part of the member a finding underlines."""

    VALUE = "value"
    KEY = "key"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A stretch of a file: lines and columns from 1, columns in Unicode code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a finding: the first of two equal keys, the anchor behind an alias."""

    message: str
    position: Position


@dataclass(frozen=True, slots=True)
class ShownRelated(Related):
    """A second place as reports show it."""

    message: Shown


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a request: give `path` a value, remove it, rename its key, or make its number or boolean a string.

    `operation` is "set", "remove", "rename" or "quote"; `value` is the new value of a "set", the new key of a "rename".
    What a "quote" makes is the scalar's own text in the file, which may be a secret and so is not shown here.
    """

    operation: str
    path: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Fix:
    """How to fix a finding: edits made together. Safe ones change no meaning; the others need a person's word."""

    edits: tuple[Edit, ...]
    safe: bool = True


def set_value(path: str, value: Any, *, safe: bool = True) -> Fix:
    """The fix that gives a member a value, adding it where it is missing."""
    return Fix((Edit("set", path, value),), safe)


def remove(path: str, *, safe: bool = True) -> Fix:
    """The fix that takes a member out."""
    return Fix((Edit("remove", path),), safe)


def rename(path: str, key: str, *, safe: bool = True) -> Fix:
    """The fix that gives a member's value another name."""
    return Fix((Edit("rename", path, key),), safe)


def quote_value(path: str, *, safe: bool = True) -> Fix:
    """The fix that makes a number or a boolean a string, of the characters that the file writes it with."""
    return Fix((Edit("quote", path),), safe)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about beside its place, by which it is known again: see `policylint.known`.

    Attributes:
        content: a digest of the request without its name; empty: not asked for, or about no request.
        numbers: those that the finding is about; past them it is another one.
        secret: a digest of the secret that it is about, for the memory alone: what is written is made of it slowly.
    """

    content: str = ""
    numbers: tuple[float, ...] = ()
    secret: bytes = field(default=b"", repr=False)


NO_SUBJECT = Subject()


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place of one request.

    `path` is where in the request, as `policylint.path` writes it; the empty path is the request itself.
    A rule leaves out what the engine knows: the rule's id and severity, the file, the job, the position, the
    fingerprint (stable when lines and files move and the job gets another name for its next run), the owner.
    `source` is where in the document it stands, if not where the member does: at a parameter's default, say.
    """

    path: str
    message: str
    rule: str = ""
    severity: Severity | None = None
    help: str = ""
    fix: Fix | None = None
    anchor: Anchor = Anchor.VALUE
    related: tuple[Related, ...] = ()
    related_path: str | None = None
    job: str = ""
    file: str = ""
    position: Position | None = None
    fingerprint: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)
    owner: str = ""
    source: tuple[str | int, ...] | None = None
    subject: Subject = NO_SUBJECT

    @classmethod
    def at(
        cls,
        path: str,
        message: str,
        *,
        rule: str = "",
        severity: Severity | None = None,
        help: str = "",
        fix: Fix | None = None,
        anchor: Anchor = Anchor.VALUE,
    ) -> "Finding":
        """A finding as a rule reports it; the engine fills in the rest."""
        return Finding(path, message, rule, severity, help, fix, anchor)

    @classmethod
    def about_file(
        cls,
        file: str,
        message: str,
        rule: str,
        position: Position | None = None,
        *,
        severity: Severity | None = None,
        help: str = "",
    ) -> "Finding":
        """A finding about a file, or a place in it, and not about a request in it."""
        return Finding("", message, rule, severity, help, file=file, position=position)


@dataclass(frozen=True, slots=True)
class ShownFinding(Finding):
    """A finding as it leaves the engine: complete but for its position, and in no part of it a secret can be read.

    Reports and doors take nothing else. `policylint.secrets.redaction` makes it, and nobody beside.
    """

    path: Shown
    message: Shown
    help: Shown = own("")
    related: tuple[ShownRelated, ...] = ()
    related_path: Shown | None = None
    job: Shown = own("")
    file: Shown = own("")
    owner: Shown = own("")
