"""What a renderer is told besides the report: how the user wants it, and where to get source lines."""

from collections.abc import Callable
from dataclasses import dataclass

from policylint.finding import Severity
from policylint.reports.costs import Costs


def _no_line(file: str, line: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """The wishes of the user and the surroundings of a report.

    `line` gives the text of a line (from 1) of a file, or None where it cannot be had; it is the only way to source
    text, so whatever must not be shown is masked there. `fail_on` is the least severity that makes the run fail.
    `width` is in terminal cells. `costs` are what the jobs can cost, where that was asked for. Formats that have no
    use for a member pass over it.
    """

    line: Callable[[str, int], str | None] = _no_line
    fail_on: Severity = Severity.ERROR
    colour: bool = False
    quiet: bool = False
    verbose: bool = False
    statistics: bool = False
    show_source: bool = False
    width: int = 100
    costs: Costs | None = None
