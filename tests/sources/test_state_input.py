"""What a machine itself puts into the input and the variables of its states."""

import json
from typing import Any

import pytest

from policylint.sources.kinds import asl
from policylint.unknown import Unknown

TASK = "arn:aws:states:::sagemaker:createTrainingJob.sync"


def asked(states: dict[str, Any], **machine: Any) -> Any:
    """The RoleArn of the one task: its value, or its candidates' values where it is unknown."""
    value = {"StartAt": next(iter(states)), "States": states, **machine}
    [(job, _)] = asl.KIND.jobs(json.loads(json.dumps(value)))
    role = job.request.get("RoleArn")
    return [one.value for one in role.candidates] if isinstance(role, Unknown) else role


def task(path: str = "$.role", **more: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": TASK, "Parameters": {"RoleArn.$": path}, "End": True, **more}


def made(following: str = "T", **more: Any) -> dict[str, Any]:
    return {"Type": "Pass", "Next": following, **more}


R, S, TO_W = made(Result={"role": "r"}), made(Result={"role": "s"}), made("W", Result={"role": "r"})
BESIDE = {"Type": "Task", "Resource": "x", "Next": "T"}
WAIT = {"Type": "Wait", "Seconds": 1, "Next": "T"}
EITHER = {"Type": "Choice", "Choices": [{"Next": "P"}]}
CAUGHT = [{"ErrorEquals": ["States.ALL"], "Next": "T"}]


@pytest.mark.parametrize(
    ("states", "role"),
    [
        pytest.param({"T": task()}, [], id="the execution's input"),
        pytest.param({"P": R, "T": task()}, "r", id="a result"),
        pytest.param({"P": made(Result="r", ResultPath="$.role"), "T": task()}, "r", id="a result at a path"),
        pytest.param({"P": made(Result={"role": "r"}, ResultPath="$.x"), "T": task()}, [], id="elsewhere"),
        pytest.param({"P": made(Result={"a": {"role": "r"}}), "T": task("$.a['role']")}, "r", id="brackets"),
        pytest.param({"P": made(Result={"a": [0, "r"]}), "T": task("$.a[1]")}, "r", id="an item of a list"),
        pytest.param({"P": made(Parameters={"role": "r", "n.$": "$.n"}), "T": task()}, "r", id="parameters"),
        pytest.param(
            {"P": made("Q", Result={"a": "r"}), "Q": made(Parameters={"role.$": "$.a"}), "T": task()}, "r", id="copied"
        ),
        pytest.param({"P": made(Parameters={"role.$": "$.a"}), "T": task()}, [], id="of the input"),
        pytest.param({"P": TO_W, "W": WAIT, "T": task()}, "r", id="through a wait"),
        pytest.param({"P": TO_W, "W": BESIDE, "T": task()}, [], id="lost in a task"),
        pytest.param({"P": TO_W, "W": {**BESIDE, "ResultPath": "$.x"}, "T": task()}, "r", id="kept beside a result"),
        pytest.param({"P": TO_W, "W": {**BESIDE, "ResultPath": None}, "T": task()}, "r", id="kept without a result"),
        pytest.param({"P": made(Result={"in": {"role": "r"}}), "T": task(InputPath="$.in")}, "r", id="input path"),
        pytest.param({"P": made(Result={"role": "r"}, OutputPath="$.x"), "T": task()}, [], id="output path"),
        pytest.param(
            {"C": {**EITHER, "Default": "Q"}, "P": R, "Q": S, "T": task()},
            ["r", "s"],
            id="either",
        ),
        pytest.param({"C": {**EITHER, "Default": "T"}, "P": R, "T": task()}, ["r"], id="on one way only"),
        pytest.param({"P": R, "T": task(Catch=CAUGHT)}, ["r"], id="caught"),
        pytest.param({"P": made(Assign={"x": "r"}), "T": task("$x")}, "r", id="a variable"),
        pytest.param({"P": made(Assign={"x": {"role": "r"}}), "T": task("$x.role")}, "r", id="in a variable"),
        pytest.param({"T": task("$x")}, [], id="an unknown variable"),
    ],
)
def test_jsonpath(states: dict[str, Any], role: Any) -> None:
    assert asked(states) == role


@pytest.mark.parametrize(
    ("states", "role"),
    [
        pytest.param({"P": made(Output={"role": "r"}), "T": "{% $states.input.role %}"}, "r", id="output"),
        pytest.param({"P": made(Output={"role": "{% 'r' %}"}), "T": "{% $states.input.role %}"}, "r", id="a literal"),
        pytest.param({"P": made(Output={"role": "{% $x() %}"}), "T": "{% $states.input.role %}"}, [], id="computed"),
        pytest.param({"P": made(Assign={"x": "r"}), "T": "{% $x %}"}, "r", id="a variable"),
        pytest.param(
            {"P": made("Q", Output={"role": "r"}), "Q": made(), "T": "{% $states.input.role %}"}, "r", id="on"
        ),
        pytest.param({"P": made(Output="{% $states.input %}"), "T": "{% $states.input.role %}"}, [], id="the input"),
    ],
)
def test_jsonata(states: dict[str, Any], role: Any) -> None:
    start = {"Type": "Task", "Resource": TASK, "Arguments": {"RoleArn": states.pop("T")}, "End": True}
    assert asked({**states, "T": start}, QueryLanguage="JSONata") == role


@pytest.mark.parametrize(
    ("around", "role"),
    [
        pytest.param({"Type": "Parallel", "Branches": "IN"}, "r", id="a branch has the input"),
        pytest.param({"Type": "Map", "ItemProcessor": "IN"}, [], id="a map has an item"),
        pytest.param({"Type": "Map", "ItemSelector": {"role": "s"}, "ItemProcessor": "IN"}, "s", id="selected"),
        pytest.param({"Type": "Map", "Parameters": {"role.$": "$.role"}, "Iterator": "IN"}, "r", id="passed on"),
        pytest.param({"Type": "Parallel", "Parameters": {"x": 1}, "Branches": "IN"}, [], id="not passed on"),
    ],
)
def test_machines_in_machines(around: dict[str, Any], role: Any) -> None:
    inner = {"StartAt": "T", "States": {"T": task()}}
    whole = {
        key: ([inner] if key == "Branches" else inner) if value == "IN" else value for key, value in around.items()
    }
    assert asked({"P": made("A", Result={"role": "r"}), "A": {**whole, "End": True}}) == role


def test_a_task_without_parameters_sends_what_it_gets() -> None:
    states = {"P": made(Result={"RoleArn": "r"}), "T": {"Type": "Task", "Resource": TASK, "End": True}}
    assert asked(states) == "r"


def test_a_loop_ends() -> None:
    states = {"A": made("B"), "B": made("A"), "T": task()}
    states["B"]["Next"] = "T"
    states["T"] = {**task(), "Next": "A"}
    assert asked(states) == []
