"""The bounds of waivers: how long they may hold, who may approve them, what a reason is, and how wide they may be.

A waiver beyond them waives nothing, and is a finding: nobody gives himself more than the organisation gives.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from policylint.counting import counted
from policylint.settings.config import Config

if TYPE_CHECKING:
    from policylint.suppressions.waivers import WaiverModel

# A word, or one character of a script that writes no spaces between words.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_PLACEHOLDERS = "todo tbd tbc fixme xxx wip na none test asdf foo bar blah reason because temporary temp ignore later"
_NO_REASON = frozenset(_PLACEHOLDERS.split())
_EXACT = re.compile(r"[A-Z]+\d{4}|.*[a-z].*", re.DOTALL)
_ANYTHING = re.compile(r"[*?/.]*")


def beyond(waiver: "WaiverModel", rules: Sequence[str], config: Config, today: date) -> Iterator[str]:
    """Each bound that a waiver of some rules breaks, and what to do."""
    yield from term(waiver.expires, config, today)
    yield from approver(waiver.approver, config)
    yield from reason(waiver.reason, config)
    wide = [rule for rule in rules if not _EXACT.fullmatch(rule)]
    named = any(glob and not _ANYTHING.fullmatch(glob) for glob in (waiver.files, waiver.jobs, waiver.fingerprint))
    if wide and not named and not config.waiver_wide:
        yield f"{wide[0]} is a whole group of rules: name the rule, or the files or jobs that it is for (waiver-wide)"


def term(expires: date, config: Config, today: date) -> Iterator[str]:
    """Whether a waiver ends too late."""
    longest = config.waiver_max_days
    if longest and (expires - today).days > longest:
        yield f"it would hold until {expires}, longer than {counted(longest, 'day')} from today (waiver-max-days)"


def approver(who: str, config: Config) -> Iterator[str]:
    """Whether somebody cannot be an approver."""
    forms = config.waiver_approvers
    if forms and not any(fnmatchcase(who, form) for form in forms):
        yield f"{who!r} is not an approver: {' or '.join(forms)} (waiver-approvers)"


def reason(text: str, config: Config) -> Iterator[str]:
    """Whether a text gives no reason."""
    least = config.waiver_reason_words
    words = {word for word in _WORD.findall(text.lower()) if word not in _NO_REASON}
    if len(words) < least:
        yield f"{text!r} is not a reason: say in {least} words or more why it is accepted (waiver-reason-words)"
