"""Mending one file: fixes are made together as far as they keep apart, and kept only where all is better for it.

After each pass the file is judged again. A fix whose result still has its finding, or one that was not there before, or
whose text does not mean exactly what was to change, is taken back; so is one that would leave a suppression without its
finding.
"""

from bisect import bisect, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from policylint.finding import Finding
from policylint.fixing.change import Change, Replacement, applied
from policylint.fixing.trial import Identity, Mend, Scope, Trial, place
from policylint.run import Standard

MOST_PASSES = 100
"""Of a list with equal items one goes in each pass; no list of a request is nearly as long."""

BRINGS_ANOTHER = "its result would have another finding"


@dataclass(slots=True)
class Mended:
    """What has come of mending a file: as it was and as it is, how many findings were fixed, how many more have a fix
    that a person has to agree to, and how many fixes could not be made for which reason."""

    before: Trial
    after: Trial
    fixed: int = 0
    unsafe: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def mend(file: str, content: bytes, standard: Standard, *, unsafe: bool) -> Mended:
    """Mend the content of a file by its safe fixes, and with `unsafe` by all; nothing is written."""
    now = Trial(file, content, standard)
    mended = Mended(now, now)
    set_aside: dict[Identity, str] = {}
    worth_another_try = False
    for _ in range(MOST_PASSES):
        wanted = [one for one in now.mends(unsafe=unsafe).possible if one.identity not in set_aside]
        if not wanted and worth_another_try:
            set_aside, worth_another_try = {}, False
            continue
        now, made, failed = _attempt(now, _apart(wanted))
        if not made and not failed:
            break
        set_aside.update(dict.fromkeys(failed, BRINGS_ANOTHER))
        worth_another_try = bool(set_aside) if made else worth_another_try
        mended.fixed += len(made)
    left = now.mends(unsafe=unsafe)
    mended.after = now
    mended.unsafe = left.unsafe
    mended.refused.update({**left.refused, **set_aside}.values())
    return mended


def _apart(mends: Iterable[Mend]) -> list[Mend]:
    """As many of the fixes, in their order, as can be made at once."""
    taken: list[Replacement] = []
    chosen: list[Mend] = []
    for one in mends:
        if all(_is_free(taken, replacement) for replacement in one.replacements):
            chosen.append(one)
            for replacement in one.replacements:
                insort(taken, replacement)
    return chosen


def _is_free(taken: Sequence[Replacement], wanted: Replacement) -> bool:
    at = bisect(taken, wanted)
    before = at == 0 or taken[at - 1].end < wanted.start
    return before and (at == len(taken) or wanted.end < taken[at].start)


def _attempt(now: Trial, mends: Sequence[Mend]) -> tuple[Trial, list[Mend], list[Identity]]:
    """Make as many of the fixes as prove good, and name those that prove bad.

    Of the requests that are worse for it, only half of the fixes are tried again, until a single one is at fault: the
    others get their turn in a later pass.
    """
    made, failed = list(mends), list[Identity]()
    while made:
        after = now.with_made(made)
        groups = _grouped(made, _worse(now, after, made))
        if all(is_good for _, is_good in groups):
            return after, made, failed
        made = []
        for group, is_good in groups:
            if is_good or len(group) > 1:
                made += group if is_good else group[: len(group) // 2]
            else:
                failed.append(group[0].identity)
    return now, [], failed


def _grouped(mends: Sequence[Mend], worse: set[Scope]) -> list[tuple[list[Mend], bool]]:
    """The fixes by what they are judged with, and whether that is none the worse for them."""
    if worse and not any(_within(mend.identity.scope, worse) for mend in mends):
        worse = {()}  # the fixes have harmed a request that is not their own: any of them may have
    groups: dict[Scope, list[Mend]] = {}
    for one in mends:
        groups.setdefault(_within(one.identity.scope, worse) or one.identity.scope, []).append(one)
    return [(group, _within(scope, worse) is None) for scope, group in groups.items()]


def _within(scope: Scope, worse: set[Scope]) -> Scope | None:
    """The widest part of the file around a scope that is the worse."""
    return next((scope[:end] for end in range(len(scope) + 1) if scope[:end] in worse), None)


def _worse(now: Trial, after: Trial, made: Sequence[Mend]) -> set[Scope]:
    """Where the outcome is not what the fixes were to make of it."""
    worse = {scope for scope in now.subjects if scope not in after.subjects}
    if after.subjects.keys() - now.subjects.keys():
        worse.add(())
    mended: dict[Scope, list[tuple[str, str]]] = {}
    for one in made:
        mended.setdefault(one.identity.scope, []).append(place(one.identity.rule, one.identity.path))
    for scope in (*after.subjects, ()):
        allowed = _counted(now.findings.get(scope, ()))
        allowed.subtract(mended.get(scope, ()))
        found = _counted(after.findings.get(scope, ()))
        accepted, still_accepted = (_counted(trial.suppressed.get(scope, ())) for trial in (now, after))
        if found - allowed or accepted != still_accepted:
            worse.add(scope)
    return worse | _misread(now, after, made)


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter(place(finding.rule, finding.path) for finding in findings)


def _misread(now: Trial, after: Trial, made: Sequence[Mend]) -> set[Scope]:
    """The documents whose text does not mean what the changes make of their value."""
    changes: dict[int, list[Change]] = {}
    for one in made:
        changes.setdefault(one.identity.scope[0], []).extend(one.changes)
    before, outcome = _values(now), _values(after)
    # Compared by their text: 1 is not true here, nor does the order of members change unnoticed.
    return {
        (index,)
        for index, made_there in changes.items()
        if repr(outcome.get(index)) != repr(applied(before[index], made_there))
    }


def _values(trial: Trial) -> dict[int, Any]:
    return {scope[0]: subject.document.value for scope, subject in trial.subjects.items()}
