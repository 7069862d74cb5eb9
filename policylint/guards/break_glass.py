"""Breaking the glass: a person's word, with a ticket and a reason, that a job must run all the same."""

import os
from dataclasses import dataclass

from policylint.guards.options import BREAK_GLASS_VARIABLE
from policylint.report import Report


@dataclass(frozen=True, slots=True)
class Glass:
    """A ticket and the reason, as `POLICYLINT_BREAK_GLASS="ticket: reason"` states them."""

    ticket: str
    reason: str


def break_glass() -> Glass | str | None:
    """What the environment says at this moment: the word, a sentence on what is wrong with it, or None."""
    text = os.environ.get(BREAK_GLASS_VARIABLE)
    if text is None:
        return None
    ticket, _, reason = (part.strip() for part in text.partition(":"))
    if ticket and reason:
        return Glass(ticket, reason)
    return f'{BREAK_GLASS_VARIABLE} opens nothing, since it is not of the form "ticket: reason"'


def forbids_break_glass(report: Report) -> bool:
    """Whether a policy is broken that no word of a person overrides: a hard-mandatory one."""
    return any(not report.rules[finding.rule].acceptable for finding in report.findings)
