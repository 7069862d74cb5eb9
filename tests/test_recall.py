"""Answers that are found again are those that the checks would give."""

import copy
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylint import recall
from policylint.catalogue import load
from policylint.examples import example
from policylint.finding import Finding
from policylint.job import TRAINING, Facts, Job, Origin, TrainingJob, TuningJob
from policylint.noting import WHOLE, Noted, Notes
from policylint.rule import Check, Example
from policylint.sources.kinds.recognition import job_of
from policylint.unknown import Unknown
from tests.effort import examples, in_depth
from tests.strategies import every_fault, requests

RECALLED = [check for check in load().checks if check.recalled]
CHANGES = [
    (rule.operation, changes)
    for rule in load().rules.values()
    for changes in (rule.bad, rule.good)
    if not isinstance(changes, Example)
]
EXAMPLES = [example(operation, changes) for operation, changes in CHANGES]
PLACES = [Facts(), Facts(region="eu-west-1"), Facts("prod", "us-east-1", "123456789012")]


def told(checks: recall.Checks, job: Job) -> list[tuple[str, object]]:
    """What checks say about a job, in an order and a form that can be compared."""
    return [(check.rules[0].id, comparable(answer)) for check, answer in checks.judge(job) if answer]


def comparable(answer: recall.Answer) -> object:
    return repr(answer) if isinstance(answer, Exception) else list(answer)


def scope_of(job: Job) -> list[Check]:
    return [
        check for check in RECALLED if check.scope == ("TuningJob" if isinstance(job, TuningJob) else "TrainingJob")
    ]


def asked_anew(job: Job) -> list[tuple[str, object]]:
    """What the checks say that have never seen a job before."""
    return told(recall.Checks(scope_of(job)), job)


def parts(request: dict[str, Any], facts: Facts) -> Iterator[Job]:
    job = job_of(request, facts=facts)
    if isinstance(job, TuningJob):
        yield from job.definitions()
    yield job


def same(jobs: list[Job]) -> None:
    """Every job's answers are those of checks that remember nothing, in whatever order they are judged."""
    remembering = {kind: recall.Checks(scope_of(kind({}))) for kind in (TrainingJob, TuningJob)}
    for job in jobs:
        kind = TuningJob if isinstance(job, TuningJob) else TrainingJob
        assert told(remembering[kind], job) == asked_anew(job)


@pytest.fixture(params=[2, pytest.param(16, marks=in_depth()), 512], ids=lambda most: f"{most} answers")
def few_answers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So few are kept that they are given up again and again."""
    monkeypatch.setattr(recall, "_MOST_ANSWERS", request.param)


@pytest.mark.usefixtures("few_answers")
def test_every_rule_finds_the_same_in_the_examples_of_all() -> None:
    same([job for facts in PLACES for request in EXAMPLES for job in parts(request, facts)])


@pytest.mark.usefixtures("few_answers")
def test_every_rule_finds_the_same_where_examples_have_members_of_each_other() -> None:
    def mixed() -> Iterator[Job]:
        for one, other in zip(EXAMPLES, EXAMPLES[1:] + EXAMPLES[:1], strict=True):
            for name, value in other.items():
                for job in parts({**one, name: value}, PLACES[len(name) % 3]):
                    yield job
                    yield job

    same(list(mixed()))


@settings(max_examples=examples(100))
@given(st.data())
def test_every_rule_finds_the_same_in_requests_of_all_shapes(data: st.DataObject) -> None:
    pool = data.draw(st.lists(requests(TRAINING), min_size=2, max_size=4))
    pool += [fault.request for request in pool for fault in list(every_fault(TRAINING, request))[:20]]
    members = {(name, repr(value)): value for request in pool for name, value in request.items()}
    for (name, _), value in list(members.items())[:40]:
        pool.append({**pool[0], name: value})
    pool.append({**pool[0], "ResourceConfig": Unknown("var.resources")})
    same([TrainingJob(request, facts=facts) for request in pool for facts in PLACES])


def test_nothing_but_the_request_and_its_facts_is_read() -> None:
    elsewhere = Origin({(): ("here",), ("ResourceConfig",): ("there",)}, "an address", alternative=3)
    for request in EXAMPLES:
        for job in parts(request, PLACES[2]):
            if job.prefix:
                continue
            other = type(job)(job.request, elsewhere, job.facts, "another/file.json")
            assert asked_anew(job) == asked_anew(other)


def test_a_rule_that_fails_is_asked_again() -> None:
    asked = []

    def fails(job: Job) -> Iterator[Finding]:
        asked.append(job.request["TrainingJobName"])
        raise ZeroDivisionError

    checks = recall.Checks([Check(fails, (load().rules["SM2001"],), recalled=True)])
    for _ in range(4):
        ((_, answer),) = checks.judge(TrainingJob({"TrainingJobName": "churn"}))
        assert isinstance(answer, ZeroDivisionError)
    assert asked == ["churn"] * 4


def test_a_check_is_asked_once_about_the_same() -> None:
    asked: list[object] = []

    def looks(job: Job) -> Iterator[Finding]:
        asked.append(job.look("ResourceConfig.InstanceType"))
        yield Finding.at("ResourceConfig", "found")

    checks = recall.Checks([Check(looks, (load().rules["SM2001"],), recalled=True)])
    for number in range(9):
        for kind in ("ml.m5.large", "ml.m5.xlarge"):
            request = {"TrainingJobName": f"churn-{number}", "ResourceConfig": {"InstanceType": kind}}
            ((_, answer),) = checks.judge(TrainingJob(request))
            assert not isinstance(answer, Exception)
            assert [finding.message for finding in answer] == ["found"]
    assert asked == ["ml.m5.large", "ml.m5.xlarge", "ml.m5.large"]  # the very first answer is not kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        (1, 1.0),
        (0.0, -0.0),
        ("1", 1),
        ([1], [1.0]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (None, ""),
    ],
)
def test_values_that_are_equal_to_python_alone_are_told_apart(one: object, other: object) -> None:
    def echo(job: Job) -> Iterator[Finding]:
        yield Finding.at("", repr(job.request.get("RetryStrategy")))

    checks = recall.Checks([Check(echo, (load().rules["SM2001"],), recalled=True)])
    for _ in range(3):
        for value in (one, other):
            ((_, answer),) = checks.judge(TrainingJob({"RetryStrategy": value}))
            assert not isinstance(answer, Exception)
            assert answer[0].message == repr(value)


@pytest.mark.parametrize("name", ["", "*", "^", "^TrainingJobName"])
def test_no_member_is_taken_for_what_is_noted_beside_members(name: str) -> None:
    def echo(job: Job) -> Iterator[Finding]:
        yield Finding.at("", f"{job.facts.region} {sorted(job.request.items())}")

    checks = recall.Checks([Check(echo, (load().rules["SM2001"],), recalled=True)])
    for count in (1, 2, 1, 2):
        for facts in PLACES:
            request = {name: "the same", "TrainingJobName": f"churn-{count}"}
            ((_, answer),) = checks.judge(TrainingJob(request, facts=facts))
            assert not isinstance(answer, Exception)
            assert answer[0].message == f"{facts.region} {sorted(request.items())}"


def test_threads_that_share_checks_get_the_answers_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "_MOST_ANSWERS", 8)
    monkeypatch.setattr(recall, "_MOST_BYTES", 2000)
    jobs = [TrainingJob(example(operation, changes)) for operation, changes in CHANGES if operation == TRAINING]
    expected = [asked_anew(job) for job in jobs]
    shared = recall.Checks(scope_of(jobs[0]))

    def judged(turn: int) -> list[list[tuple[str, object]]]:
        order = range(len(jobs)) if turn % 2 else reversed(range(len(jobs)))
        found = {index: told(shared, jobs[index]) for index in order}
        return [found[index] for index in range(len(jobs))]

    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(judged, range(8)))


READINGS: dict[str, tuple[Callable[[Any], object], str]] = {
    "get": (lambda request: request.get("a"), "a"),
    "get of an absent member": (lambda request: request.get("z", 1), "z"),
    "item": (lambda request: request["a"], "a"),
    "in": (lambda request: "z" in request, "z"),
    "names": (list, WHOLE),
    "keys": (lambda request: request.keys(), WHOLE),
    "values": (lambda request: request.values(), WHOLE),
    "items": (lambda request: request.items(), WHOLE),
    "reversed": (lambda request: list(reversed(request)), WHOLE),
    "len": (len, WHOLE),
    "bool": (bool, WHOLE),
    "dict": (dict, WHOLE),
    "unpacked": (lambda request: {**request}, WHOLE),
    "equal": (lambda request: request == {}, WHOLE),
    "equal, on the right": (lambda request: request == {}, WHOLE),
    "unequal": (lambda request: request != {}, WHOLE),
    "united": (lambda request: request | {}, WHOLE),
    "united, on the right": (lambda request: {} | request, WHOLE),
    "copy": (lambda request: request.copy(), WHOLE),
    "copy.copy": (copy.copy, WHOLE),
    "copy.deepcopy": (copy.deepcopy, WHOLE),
    "JSON": (json.dumps, WHOLE),
    "text": (repr, WHOLE),
    "update": ({}.update, WHOLE),
}


@pytest.mark.parametrize("reading", READINGS)
def test_whatever_is_read_is_noted(reading: str) -> None:
    read, noted = READINGS[reading]
    notes = Notes()
    read(Noted({"a": 1, "b": 2}, notes))
    assert noted in notes.members


def test_a_member_matched_is_noted() -> None:
    notes = Notes()
    match Noted({"a": 1}, notes):
        case {"a": 2}:
            pass
    assert "a" in notes.members
