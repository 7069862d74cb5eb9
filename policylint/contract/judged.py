"""Rules about something that is read of a job once for all of them, and is not there in most jobs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

from policylint.finding import Finding
from policylint.job import TrainingJob
from policylint.rule import Check, Rule

SubjectT = TypeVar("SubjectT")


class Judged(NamedTuple, Generic[SubjectT]):
    """A rule and the generator that checks it, given a job and what was read of it."""

    rule: Rule
    judge: Callable[[TrainingJob, SubjectT], Iterator[Finding]]


def judged(
    rule: Rule,
) -> Callable[[Callable[[TrainingJob, SubjectT], Iterator[Finding]]], Judged[SubjectT]]:
    """Declare the generator that checks a rule about what was read."""
    return lambda judge: Judged(rule, judge)


def check_of(
    read: Callable[[TrainingJob], SubjectT | None],
    rules: Iterable[Judged[SubjectT]],
    members: Iterable[str],
    *,
    shared: bool = False,
) -> Check:
    """One check for these rules, which reads their subject once; see `Check` for `members` and `shared`."""
    rules = tuple(rules)

    def run(job: TrainingJob) -> Iterator[Finding]:
        subject = read(job)
        if subject is not None:
            for rule, judge in rules:
                for finding in judge(job, subject):
                    yield replace(finding, rule=rule.id)

    return Check(run, tuple(one.rule for one in rules), members=frozenset(members), shared=shared, recalled=True)
