"""How often state machines start jobs: claimed by policylint, and counted in moto's Step Functions interpreter.

Generated machines run with failures injected after each job is created, which is the worst that can happen: the job is
paid for, and its state is tried again.
"""

import json
import logging
import random
from collections.abc import Iterator
from threading import Event
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.sagemaker.exceptions import AWSValidationException
from moto.sagemaker.models import SageMakerModelBackend
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl

from policylint.cost.costing import costing
from policylint.job import Facts
from policylint.sources.kinds import asl
from tests.effort import deep
from tests.requests import minimal_job

REGION = "eu-west-1"
ROLE = "arn:aws:iam::123456789012:role/Steps"
MACHINES = 200 if deep() else 5


class Machine:
    """A generated machine, with what is known of it: whether it loops, and by which failures its claim is met."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.tasks = 0
        self.loops = False
        self.plain = True  # no state around others is tried again, and no choice leaves any out
        self.single = True  # nothing runs beside anything
        self.definition = self._sub_machine(depth=0)

    def _sub_machine(self, depth: int) -> dict[str, Any]:
        states: dict[str, Any] = {}
        first = self._chain(states, depth, length=self.draw.randint(1, 2), then=None)
        return {"StartAt": first, "States": states}

    def _name(self, kind: str, states: dict[str, Any]) -> str:
        self.tasks += 1
        name = f"{kind}{self.tasks}"
        states[name] = {}
        return name

    def _chain(self, states: dict[str, Any], depth: int, length: int, then: str | None) -> str:
        """Some states after each other, the last of which leads to `then`; the name of the first."""
        self.single = self.single and length == 1
        for _ in range(length):
            then = self._state(states, depth, then)
        assert then is not None
        return then

    def _state(self, states: dict[str, Any], depth: int, then: str | None) -> str:
        kinds = [
            "task",
            "task",
            "task",
            *(["map", "map", "parallel", "parallel", "choice", "loop"] if depth < 2 else []),
        ]
        kind = self.draw.choice(kinds)
        after = {"Next": then} if then else {"End": True}
        if kind == "task":
            name = self._name("Train", states)
            tries = self.draw.choice([0, 0, 1, 2])
            states[name] = {**self._task(name, tries), **self._retried(tries), **after}
        elif kind == "map":
            name = self._name("Each", states)
            states[name] = self._map(name, depth) | after
            if "ItemsPath" in states[name]:
                given = self._name("Given", states)
                states[given] = {"Type": "Pass", "Result": {"list": self._listed}, "Next": name}
                return given
        elif kind == "parallel":
            name = self._name("All", states)
            branches = [self._sub_machine(depth + 1) for _ in range(self.draw.randint(1, 2))]
            self.single = self.single and len(branches) == 1
            states[name] = {"Type": "Parallel", "Branches": branches, **self._around(), **after}
        elif kind == "choice":
            name = self._name("Either", states)
            self.plain = self.single = False
            rule = {"Variable": "$.x", "IsPresent": self.draw.random() < 0.5}
            ways = [self._chain(states, depth + 1, 1, then) for _ in range(2)]
            states[name] = {"Type": "Choice", "Choices": [rule | {"Next": ways[0]}], "Default": ways[1]}
        else:
            return self._loop(states, depth, then)
        return name

    def _loop(self, states: dict[str, Any], depth: int, then: str | None) -> str:
        """A state that is come back to while a counter, which the machine keeps itself, has not reached a number."""
        self.loops, self.plain, self.single = True, False, False
        begin, count, again = (self._name(kind, states) for kind in ("Begin", "Count", "Again"))
        name = self._name("Train", states)
        states[begin] = {"Type": "Pass", "Result": 0, "ResultPath": "$.n", "Next": name}
        states[name] = {**self._task(name, 0), "ResultPath": None, "Next": count}
        states[count] = {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": again}
        end = then or self._name("Done", states)
        if then is None:
            states[end] = {"Type": "Succeed"}
        rule = {"Variable": "$.n", "NumericLessThan": self.draw.randint(2, 4), "Next": name}
        states[again] = {"Type": "Choice", "Choices": [rule], "Default": end}
        return begin

    def _map(self, name: str, depth: int) -> dict[str, Any]:
        self._listed = list(range(self.draw.randint(1, 3)))
        number = len(self._listed)
        listed = self._listed
        processor = self._sub_machine(depth + 1)
        self._listed = listed
        self.single = self.single and number == 1
        given: dict[str, Any] = {"ItemsPath": "$.list"}
        return {"Type": "Map", "ItemProcessor": processor, **given, **self._around()}

    def _around(self) -> dict[str, Any]:
        """What a state around others has: now and then it is tried again as a whole."""
        tries = self.draw.choice([0, 0, 0, 1])
        self.plain = self.plain and tries == 0
        return self._retried(tries)

    def _retried(self, tries: int) -> dict[str, Any]:
        if tries == 0:
            return {}
        return {"Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": tries}]}

    def _task(self, name: str, tries: int) -> dict[str, Any]:
        request = minimal_job()
        del request["TrainingJobName"]
        name_of_job = f"States.Format('{name}-of-{tries}-at-{{}}-{{}}', $$.State.RetryCount, States.UUID())"
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::sagemaker:createTrainingJob",
            "Parameters": {**request, "TrainingJobName.$": name_of_job},
            "ResultPath": None,
        }


class Created:
    """The jobs that were created, and when a job fails after that: "last" tries succeed, "never", or by chance."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.succeeds = "last"
        self.draw = random.Random(1)

    def fails(self, name: str) -> bool:
        _, _, tries, _, attempt, *_ = name.split("-")
        if self.succeeds == "last":
            return int(attempt) < int(tries)
        return self.succeeds == "never" or self.draw.random() < 0.4


@pytest.fixture
def created(monkeypatch: pytest.MonkeyPatch) -> Iterator[Created]:
    """Moto with its interpreter on, which waits for nothing, and in which jobs fail as `Created` says."""
    found = Created()
    create = SageMakerModelBackend.create_training_job

    def creating(self: Any, training_job_name: str, *args: Any, **kwargs: Any) -> Any:
        answer = create(self, training_job_name, *args, **kwargs)
        found.names.append(training_job_name)
        if found.fails(training_job_name):
            raise AWSValidationException("injected after the job was created")
        return answer

    monkeypatch.setattr(SageMakerModelBackend, "create_training_job", creating)
    monkeypatch.setattr(retrier_decl, "time", SimpleNamespace(sleep=lambda seconds: None))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    logging.disable(logging.CRITICAL)
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield found
    logging.disable(logging.NOTSET)


def run(client: Any, machine: str, name: str) -> str:
    """Run a machine to its end; how that is called."""
    execution = client.start_execution(stateMachineArn=machine, name=name, input="{}")["executionArn"]
    while True:
        status: str = client.describe_execution(executionArn=execution)["status"]
        if status != "RUNNING":
            return status
        Event().wait(0.005)


def claimed(definition: dict[str, Any]) -> float | None:
    """The most that the jobs of a machine can cost; None where nothing bounds them."""
    terms = costing(as_of="2026-11-24")
    found = [terms.estimate(job.with_facts(Facts(region=REGION, runs=facts.runs))) for job, facts in jobs(definition)]
    known = [one.max_usd for one in found if one.max_usd is not None]
    assert all(one.unbounded for one in found if one.max_usd is None)
    return sum(known) if len(known) == len(found) else None


def jobs(definition: dict[str, Any]) -> Iterator[tuple[Any, Facts]]:
    return asl.KIND.jobs(definition)


# A branch that begins after another one has ended the machine raises in moto's own thread, and starts nothing.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_no_machine_starts_more_than_is_claimed(created: Created) -> None:
    client = boto3.client("stepfunctions", region_name=REGION)
    one = costing(as_of="2026-11-24").estimate(next(jobs(Machine(0).definition))[0].with_facts(Facts(region=REGION)))
    assert one.max_usd is not None
    bounded = tight = 0
    for seed in range(MACHINES):
        machine = Machine(seed)
        claim = claimed(machine.definition)
        most = 0
        text = json.dumps(machine.definition)
        arn = client.create_state_machine(name=f"m{seed}", definition=text, roleArn=ROLE)["stateMachineArn"]
        for plan in ("last", "never", "chance"):
            created.names.clear()
            created.succeeds = plan
            status = run(client, arn, plan)
            assert status in ("SUCCEEDED", "FAILED"), (seed, plan)
            most = max(most, len(created.names))
            if claim is not None:
                assert len(created.names) * one.max_usd <= claim * (1 + 1e-9), (seed, plan, machine.definition)
        assert (claim is None) == machine.loops, (seed, machine.definition)
        bounded += claim is not None
        if claim is not None and (machine.plain or machine.single):
            assert most * one.max_usd == pytest.approx(claim, rel=1e-9), (seed, machine.definition)
            tight += 1
    assert bounded > MACHINES // 3
    assert tight >= max(1, MACHINES // 8)
