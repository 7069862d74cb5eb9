"""Fixing one file: fixes are made together as far as they keep apart, and kept only where all is better for it.

Names are fixed first, since most rules cannot see what stands under a wrong one. After each pass the file is judged
again. A fix is taken back if its result still has the finding, or has one that was not there before and that cannot be
fixed as well; if its text does not mean exactly what was to change; or if a suppression would be left without its
finding.
"""

from bisect import bisect, insort
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, ShownFinding
from policylint.fixing.change import Change, Replacement, applied
from policylint.fixing.editors import edited
from policylint.fixing.trial import Identity, PlannedFix, Scope, Trial, place
from policylint.ruleset import Ruleset
from policylint.schema.wording import listed

MOST_PASSES = 100
"""Of a list with equal items one goes in each pass; no list of a request is nearly as long."""

CAUSES = "the fix would cause {}"
LEAVES_IT = "the fix would not be enough"
LOSES_A_REQUEST = "the fix would change which requests the file holds"
FREES_A_SUPPRESSION = "the fix would leave a suppression without its finding"
MEANS_OTHERWISE = "the edited text would mean something else"

MOST_STEPS = 4
"""How far the findings are followed, and fixed, that one fix leads to."""


@dataclass(slots=True)
class FixOutcome:
    """What fixing a file came to: the file as it was and as it would be, and counts of findings.

    `fixed` counts those that are gone, `unsafe` those whose fix a person has to agree to, and `refused` has the reason
    for each whose fix could not be made.
    """

    before: Trial
    after: Trial
    fixed: int = 0
    unsafe: int = 0
    refused: dict[Identity, str] = field(default_factory=dict)

    def skipped(self) -> Iterator[tuple[ShownFinding, str]]:
        """The findings that stay because their fix was refused, each with the reason."""
        for identity, reason in self.refused.items():
            for finding in self.after.findings.get(identity.scope, ()):
                if (finding.rule, finding.path) == (identity.rule, identity.path):
                    yield finding, reason


def apply_fixes(file: str, content: bytes, ruleset: Ruleset, *, unsafe: bool) -> FixOutcome:
    """Apply the safe fixes of a file to its content, and with `unsafe` all; nothing is written."""
    now = Trial(file, content, ruleset)
    outcome = FixOutcome(now, now)
    set_aside: dict[Identity, str] = {}
    worth_another_try = False
    for _ in range(MOST_PASSES):
        wanted = [one for one in now.possible_fixes(unsafe=unsafe).possible if one.identity not in set_aside]
        if not wanted and worth_another_try:
            set_aside, worth_another_try = {}, False
            continue
        names = [one for one in wanted if any(change.operation == "rename" for change in one.changes)]
        now, made, failed = _attempt(now, _disjoint(names or wanted), unsafe=unsafe)
        if not made and not failed:
            break
        set_aside.update(failed)
        worth_another_try = bool(set_aside) if made else worth_another_try
        outcome.fixed += len(made)
    left = now.possible_fixes(unsafe=unsafe)
    outcome.after = now
    outcome.unsafe = left.unsafe
    outcome.refused = {**left.refused, **set_aside}
    return outcome


def _disjoint(planned: Iterable[PlannedFix]) -> list[PlannedFix]:
    """As many of the fixes, in their order, as can be made at once."""
    taken: list[Replacement] = []
    chosen: list[PlannedFix] = []
    for one in planned:
        if all(_is_free(taken, replacement) for replacement in one.replacements):
            chosen.append(one)
            for replacement in one.replacements:
                insort(taken, replacement)
    return chosen


def _is_free(taken: Sequence[Replacement], wanted: Replacement) -> bool:
    at = bisect(taken, wanted)
    before = at == 0 or taken[at - 1].end < wanted.start
    return before and (at == len(taken) or wanted.end < taken[at].start)


def _attempt(
    now: Trial, planned: Sequence[PlannedFix], *, unsafe: bool
) -> tuple[Trial, list[PlannedFix], dict[Identity, str]]:
    """Make as many of the fixes as prove good, and give the reason against each that proves bad.

    Of the requests that are worse for it, only half of the fixes are tried again, until a single one is at fault: the
    others get their turn in a later pass.
    """
    made, failed = list(planned), dict[Identity, str]()
    while made:
        after, worse = _outcome(now, made, unsafe=unsafe)
        groups = _grouped(made, worse)
        if all(reason is None for _, reason in groups):
            return after, made, failed
        made = []
        for group, reason in groups:
            if reason is None or len(group) > 1:
                made += group if reason is None else group[: len(group) // 2]
            else:
                failed[group[0].identity] = reason
    return now, [], failed


def _outcome(now: Trial, made: Sequence[PlannedFix], *, unsafe: bool) -> tuple[Trial, dict[Scope, str]]:
    """What comes of fixes, and where and why that is not what it was to be.

    Where one fix alone has led to other findings, these are fixed as well.
    """
    alone = {scope for scope, number in Counter(one.identity.scope for one in made).items() if number == 1}
    after = now.with_made(made)
    misread = _misread(now, after, made)
    for _ in range(MOST_STEPS):
        surplus = {} if misread else _surplus(now, after, made)
        if surplus.keys().isdisjoint(alone):
            break
        further = [
            one
            for one in after.possible_fixes(unsafe=unsafe).possible
            if one.identity.scope in alone and _place(one) in surplus.get(one.identity.scope, ())
        ]
        if not further:
            break
        before, steps = after, _disjoint(further)
        after = before.with_made(steps)
        misread = _misread(before, after, steps)
    return after, {**_worse(now, after, made), **dict.fromkeys(misread, MEANS_OTHERWISE)}


def _grouped(planned: Sequence[PlannedFix], worse: Mapping[Scope, str]) -> list[tuple[list[PlannedFix], str | None]]:
    """The fixes by what they are judged with, each group with what speaks against it, if anything does."""
    if worse and all(_widest(one.identity.scope, worse) is None for one in planned):
        # The fixes have harmed a request that is not their own: any of them may have.
        worse = {(): next(iter(worse.values()))}
    groups: dict[tuple[Scope, str | None], list[PlannedFix]] = {}
    for one in planned:
        harmed = _widest(one.identity.scope, worse)
        key = (one.identity.scope, None) if harmed is None else (harmed, worse[harmed])
        groups.setdefault(key, []).append(one)
    return [(group, reason) for (_, reason), group in groups.items()]


def _widest(scope: Scope, worse: Container[Scope]) -> Scope | None:
    """The widest part of the file around a scope that is the worse: () for the whole; None if none is."""
    return next((scope[:end] for end in range(len(scope) + 1) if scope[:end] in worse), None)


def _worse(now: Trial, after: Trial, made: Sequence[PlannedFix]) -> dict[Scope, str]:
    """Where and why requests or suppressed findings are lost, or findings are there that should not be."""
    worse = {scope: LOSES_A_REQUEST for scope in now.subjects if scope not in after.subjects}
    if after.subjects.keys() - now.subjects.keys():
        worse[()] = LOSES_A_REQUEST
    for scope in (*after.subjects, ()):
        accepted, still_accepted = (_counted(trial.suppressed.get(scope, ())) for trial in (now, after))
        if accepted != still_accepted:
            worse[scope] = FREES_A_SUPPRESSION
    for scope, beyond in _surplus(now, after, made).items():
        before = _counted(now.findings.get(scope, ()))
        caused = [f"{rule} at {path or 'the request'}" for rule, path in sorted(beyond) if not before[rule, path]]
        worse[scope] = CAUSES.format(listed(caused, "and", limit=3)) if caused else LEAVES_IT
    return worse


def _surplus(now: Trial, after: Trial, made: Sequence[PlannedFix]) -> dict[Scope, Counter[tuple[str, str]]]:
    """The findings that there should not be when fixes have been made, where there are any."""
    fixed: dict[Scope, list[tuple[str, str]]] = {}
    for one in made:
        fixed.setdefault(one.identity.scope, []).append(_place(one))
    surplus: dict[Scope, Counter[tuple[str, str]]] = {}
    for scope, findings in after.findings.items():
        allowed = _counted(now.findings.get(scope, ()))
        allowed.subtract(fixed.get(scope, ()))
        beyond = _counted(findings) - allowed
        if beyond:
            surplus[scope] = beyond
    return surplus


def _place(planned: PlannedFix) -> tuple[str, str]:
    return place(planned.identity.rule, planned.identity.path)


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter(place(finding.rule, finding.path) for finding in findings)


def _misread(now: Trial, after: Trial, made: Sequence[PlannedFix]) -> set[Scope]:
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
    return {scope[0]: edited(subject.document) for scope, subject in trial.subjects.items()}
