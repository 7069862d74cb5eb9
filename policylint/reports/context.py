"""What a renderer gets besides the report: how the user wants it, and where to get source lines."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass
from policylint.finding import Position, Severity, ShownFinding
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.reports.costs import Costs

Edits = Sequence[tuple[Position, Shown]]
"""Stretches of a file, and what a fix puts in the place of each."""


def _no_line(file: str, line: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class FixTotals:
    """What became of the fixes after `--fix`.

    `fixed` counts the findings that are gone, `unsafe` those whose fix only `--unsafe-fixes` makes, and `skipped` says
    of each other fix where it would have been made and why it was not.
    """

    fixed: int = 0
    unsafe: int = 0
    skipped: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixable:
    """What fixing would come to: findings that `--fix` would fix, and how many `more` with `--unsafe-fixes`.

    Where it was not `tried`, some of the fixes may turn out to lead to another finding.
    """

    safe: int = 0
    more: int = 0
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """The wishes of the user and the surroundings of a report.

    `line` gives the text of a line (from 1) of a file, or None where it cannot be had; it is the only way to source
    text, so whatever must not be shown is masked there. `edits`, where it is known, gives what the fix of a finding
    replaces. `fail_on` is the least severity that makes the run fail. `width` is in terminal cells. `fixes` is None
    where nothing was to be fixed, and `fixable` tries what would be. `costs` are what the jobs can cost, where that was
    asked for. Formats that have no use for a member skip it.
    """

    line: Callable[[str, int], Shown | None] = _no_line
    edits: Callable[[ShownFinding], Edits] | None = None
    fail_on: Severity = Severity.ERROR
    colour: bool = False
    quiet: bool = False
    verbose: bool = False
    statistics: bool = False
    show_source: bool = False
    width: int = 100
    fixes: FixTotals | None = None
    fixable: Callable[[], Fixable] | None = None
    costs: "Costs | None" = None
