"""Break glass: a person states, with a ticket and a reason, that a job must run although it would be blocked."""

import os

from policylint.dataclass_ import dataclass
from policylint.guards.options import BREAK_GLASS_VARIABLE
from policylint.report import Report


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """A ticket and the reason, as `POLICYLINT_BREAK_GLASS="ticket: reason"` states them."""

    ticket: str
    reason: str


def stated() -> BreakGlass | str | None:
    """What the environment states at this moment: ticket and reason, a sentence on what is wrong with it, or None."""
    text = os.environ.get(BREAK_GLASS_VARIABLE)
    if text is None:
        return None
    ticket, _, reason = (part.strip() for part in text.partition(":"))
    if ticket and reason:
        return BreakGlass(ticket, reason)
    return f'{BREAK_GLASS_VARIABLE} opens nothing, since it is not of the form "ticket: reason"'


def forbids_break_glass(report: Report) -> bool:
    """Whether a report has a finding that nobody may override: of a hard-mandatory policy, also one that was not able
    to judge."""
    return any(not report.rules[finding.rule].acceptable for finding in report.findings)
