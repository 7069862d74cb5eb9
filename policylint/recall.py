"""Recall: what checks answered before, found again by the values that they looked at.

Most requests differ from those before in a few members, and a check looks at few members. While a check runs, the
members of the request that it looks at are noted; whenever these have the same values again, so has its answer. What
is noted is what was read, so that no check can forget to declare anything; all that it may read beside the request are
the job's facts, which count as a member. (`tests/test_recall.py` runs every check on a job that has nothing else.)

A value's number is the same for equal values of equal types in an equal order, and never used again for another value:
an answer that outlives its numbers is never found, so that threads may share all this without a lock.
"""

import marshal
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar, cast

from policylint.finding import Finding
from policylint.job import Facts, Job, TrainingJob
from policylint.noting import WHOLE, Noted, Notes
from policylint.rule import Check
from policylint.runs import ONCE
from policylint.unknown import Unknown

Members = tuple[str, ...]
"""Names of members; those of the tuning job above a definition have `ABOVE` before them, and `FACTS` is the facts'."""
ABOVE = "^"
FACTS = ""
_NO_FACTS = Facts()
_NOT_ITS_OWN = frozenset((FACTS, ABOVE, WHOLE))
"""What names begin with that are noted for something else, whatever members a request has."""
Key = tuple[int, ...]
Answer = Sequence[Finding] | Exception
"""What a check found, or with what it failed."""
AnswerT = TypeVar("AnswerT")

_MOST_ANSWERS = 512  # of one check, or of all together
_WORTH_IT = 4  # requests an answer: where there are more answers than that, keeping them does not pay
_MOST_BYTES = 4 << 20  # of values that have numbers


class Checks:
    """The checks of one scope. Asked about a job, it asks those that the job is for, or knows what they would say.

    Those whose members keep their values from request to request are known together, by one look; the others, and all
    where one of those members has a new value, each by itself.
    """

    def __init__(self, checks: Sequence[Check]) -> None:
        self._checks = checks
        self._numbers = _Numbers()
        self._jobs = 0
        self._changing: set[str] = set()
        self._all = _Watch(dict(enumerate(checks)))
        self._state = self._parted(
            {index: _Answers((FACTS,), 0) for index, check in enumerate(checks) if check.recalled}
        )

    def judge(self, job: Job) -> list[tuple[Check, Answer]]:
        """The answers of all checks that have something to say about a job, in the order of the checks."""
        if not self._checks:
            return []
        self._jobs += 1
        state = self._state
        if self._jobs == 1 or not state.each:  # a run of one request finds nothing again
            found = [(index, _run(self._checks[index], job)) for index in self._all.about(job.request)]
        else:
            look = _Look(job, self._numbers)
            known = state.together.get(look)
            if known is None:
                known = self._told(state.steady, state, look)
                self._keep(state, look, known)
            rest = self._told(state.others, state, look)
            found = sorted((*known, *rest), key=itemgetter(0)) if rest and known else [*known, *rest]
        return [(self._checks[index], answer) for index, answer in found]

    def _told(self, watch: "_Watch", state: "_State", look: "_Look") -> "list[tuple[int, Answer]]":
        """The checks that have found something, with what they found."""
        asked = ((index, self._ask(index, state, look)) for index in watch.about(look.job.request))
        return [(index, answer) for index, answer in asked if answer]

    def _ask(self, index: int, state: "_State", look: "_Look") -> Answer:
        """What one check says: known, or found out."""
        check, answers = self._checks[index], state.each.get(index)
        if answers is None or look.key(answers.members) is None:
            return _run(check, look.job)
        known = answers.get(look)
        if known is None:
            known, members = look.noting(check)
            if isinstance(known, Exception):
                return known
            if not members.issubset(answers.members):
                answers = _Answers(tuple(sorted(members.union(answers.members))), self._jobs)
                self._state = self._parted({**self._state.each, index: answers})
            elif answers.full:
                each = {other: its for other, its in self._state.each.items() if other != index}
                if answers.paid(self._jobs):
                    each[index] = answers = _Answers(answers.members, self._jobs)
                self._state = self._parted(each)
            answers.keep(look, known)
        return known

    def _keep(self, state: "_State", look: "_Look", known: "list[tuple[int, Answer]]") -> None:
        """Keep what the steady checks said together, unless one has looked further than ever before."""
        if self._state is not state or any(isinstance(answer, Exception) for _, answer in known):
            return
        if not state.together.full:
            state.together.keep(look, known)
        else:
            if not state.together.paid(self._jobs):
                self._changing.add(state.together.most_changing())
            self._state = self._parted(state.each)

    def _parted(self, each: "Mapping[int, _Answers[Answer]]") -> "_State":
        """The checks parted by what they look at, given the answers of each."""
        watched = {
            index: {member.partition(".")[0] for member in self._checks[index].members}.union(answers.members)
            for index, answers in each.items()
        }
        steady = {index for index, members in watched.items() if self._changing.isdisjoint(members)}
        members = {FACTS}.union(*(watched[index] for index in steady))
        checks = dict(enumerate(self._checks))
        return _State(
            each,
            _Watch({index: check for index, check in checks.items() if index in steady}),
            _Watch({index: check for index, check in checks.items() if index not in steady}),
            _Answers(tuple(sorted(members)), self._jobs),
        )


class _Watch:
    """Checks found by the members that a request has: most requests lack most members."""

    def __init__(self, checks: Mapping[int, Check]) -> None:
        self._always = [index for index, check in checks.items() if not check.members]
        self._at_top: dict[str, list[int]] = {}
        self._below: dict[str, dict[str, list[int]]] = {}
        for index, check in checks.items():
            for member in check.members:
                top, _, below = member.partition(".")
                watching = self._below.setdefault(top, {}).setdefault(below, []) if below else None
                (self._at_top.setdefault(top, []) if watching is None else watching).append(index)

    def about(self, request: Mapping[str, Any]) -> Sequence[int]:
        """The checks that may have something to say about a request, in their order."""
        if not self._at_top and not self._below:
            return self._always
        wanted = set(self._always)
        for name, value in request.items():
            if name in self._at_top:
                wanted.update(self._at_top[name])
            if name in self._below and isinstance(value, dict):
                watching = self._below[name]
                for below in value:
                    if below in watching:
                        wanted.update(watching[below])
        return sorted(wanted)


class _Answers(Generic[AnswerT]):
    """Answers by the values of the members that they depend on, kept since so many requests had been seen."""

    __slots__ = ("_by_key", "_since", "members")

    def __init__(self, members: Members, since: int) -> None:
        self.members = members
        self._by_key: dict[Key, AnswerT] = {}
        self._since = since

    def get(self, look: "_Look") -> AnswerT | None:
        """The answer for the values that a job has; None if it is not known."""
        key = look.key(self.members)
        return None if key is None else self._by_key.get(key)

    def keep(self, look: "_Look", answer: AnswerT) -> None:
        """Keep the answer for the values that a job has; where one has no number, it cannot be kept."""
        key = look.key(self.members)
        if key is not None:
            self._by_key[key] = answer

    @property
    def full(self) -> bool:
        return len(self._by_key) >= _MOST_ANSWERS

    def paid(self, jobs: int) -> bool:
        """Whether enough requests were seen for so many answers."""
        return jobs - self._since >= _MOST_ANSWERS * _WORTH_IT

    def most_changing(self) -> str:
        """The member that has had the most values."""
        values = [len(set(column)) for column in zip(*self._by_key, strict=True)]
        return self.members[values.index(max(values))]


class _State(NamedTuple):
    """What is known at one time; threads may see different states, but none sees parts of two.

    `each` are the answers of each check, `steady` the checks whose members change little, `together` what those say by
    all that any of them looks at, `others` the rest.
    """

    each: "Mapping[int, _Answers[Answer]]"
    steady: _Watch
    others: _Watch
    together: "_Answers[list[tuple[int, Answer]]]"


class _Numbers:
    """The numbers of values, equal for equal ones alone."""

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}
        self._bytes = 0
        self._next = count(1)

    def of(self, value: Any) -> int | None:
        """The number of a value; None for one that holds more than JSON can say, such as an `Unknown` within it."""
        written: Hashable
        try:
            written = marshal.dumps(value, 2)  # from version 3 on, equal values may be written differently
        except ValueError:
            if not isinstance(value, Unknown) or value.candidates or value.tag:
                return None
            written = value
        number = self._known.get(written)
        if number is None:
            if self._bytes > _MOST_BYTES:
                self._known, self._bytes = {}, 0
            number = self._known[written] = next(self._next)
            self._bytes += len(written) if isinstance(written, bytes) else len(value.expression)
        return number


class _Look:
    """One job as checks look at it: the numbers of its members, and a copy that notes what is read of it."""

    __slots__ = ("_keys", "_known", "_noting", "_numbers", "job")

    def __init__(self, job: Job, numbers: _Numbers) -> None:
        self.job = job
        self._numbers = numbers
        self._known: dict[str, int | None] = {}
        self._keys: dict[Members, Key | None] = {}
        self._noting: tuple[Job, Notes] | None = None

    def key(self, members: Members) -> Key | None:
        """The numbers of the values of members, 0 for absent ones; None where one has no number."""
        if members in self._keys:
            return self._keys[members]
        known, request = self._known, self.job.request
        for member in members:
            if member not in known:
                is_own = member[:1] not in _NOT_ITS_OWN
                known[member] = self._member(request, member) if is_own else self._beside(member)
        numbers = [known[member] for member in members]
        key = self._keys[members] = None if None in numbers else cast("Key", tuple(numbers))
        return key

    def _beside(self, member: str) -> int | None:
        """The number of what is no member of the request itself."""
        job, above = self.job, _above(self.job)
        if member == FACTS:
            facts, claimed = job.facts, job.facts.claimed or _NO_FACTS
            own = (facts.environment, facts.region, facts.account, claimed.region, claimed.account)
            beside = "" if facts.batch is None and facts.runs == ONCE else repr((facts.batch, facts.runs))
            return self._numbers.of((*own, beside, above is None, job.is_crowded))
        if member == WHOLE:
            return self._numbers.of(job.request)
        name = member.removeprefix(ABOVE)
        if above is None:
            return 0
        return self._numbers.of(above.request) if name == WHOLE else self._member(above.request, name)

    def _member(self, request: Mapping[str, Any], name: str) -> int | None:
        return self._numbers.of(request[name]) if name in request else 0

    def noting(self, check: Check) -> tuple[Answer, set[str]]:
        """What a check finds in the job, and the members that it looked at."""
        if self._noting is None:
            self._noting = _noting(self.job)
        job, notes = self._noting
        notes.begin()
        return _run(check, job), notes.members


def _run(check: Check, job: Job) -> Answer:
    """What a check finds, each finding with its rule."""
    try:
        return tuple([one if one.rule else replace(one, rule=check.rules[0].id) for one in check.run(job)])
    except Exception as error:  # noqa: BLE001 - a fault of ours must not hide the findings of the other rules
        return error


def _above(job: Job) -> Job | None:
    """The tuning job that a training job is defined by."""
    return job.tuning if isinstance(job, TrainingJob) else None


def _noting(job: Job) -> tuple[Job, Notes]:
    """The same job, noting what is read of it and of the tuning job above it."""
    notes = Notes()
    noting = replace(job, request=Noted(job.request, notes), notes=notes)
    if isinstance(noting, TrainingJob) and noting.tuning is not None:
        above = replace(noting.tuning, request=Noted(noting.tuning.request, notes, ABOVE), notes=notes)
        noting = replace(noting, tuning=above)
    return noting, notes
