"""Every function with every wrong kind of argument, through every door: an author's slip is never a fault of ours."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import boto3
import pytest

import policylint
from policylint.authored.fault import AuthoredError
from policylint.cli import main
from policylint.policies.functions import FUNCTIONS, Function
from tests.policies.workspace import job, lay, policy
from tests.requests import minimal_job

RIGHT = {
    "string": "'abc'",
    "number": "`1`",
    "array": "`[1, 2]`",
    "object": '`{"a": 1}`',
    "null": "`null`",
    "expref": "&@",
}
WRONG = {
    "text": "'abc'",
    "number": "`1`",
    "boolean": "`true`",
    "null": "`null`",
    "list": '`["a", 1, null]`',
    "list of lists": "`[[1], [2]]`",
    "structure": '`{"a": {"b": 1}}`',
    "reference": "&@",
    "list of references": "[&@]",
    "unknown": "RoleArn",
    "list with an unknown": "[RoleArn, 'a']",
    "missing": "OutputDataConfig.KmsKeyId",
    "another function's refusal": "abs(OutputDataConfig.KmsKeyId)",
}
ODD = {  # of the right kind, and still of no use
    "string": {
        "empty": "''",
        "long": f"'{'x' * 5_000}'",
        "no regular expression": "'('",
        "boundless regular expression": "'a{99999999999}'",
        "deep regular expression": f"'{'(' * 3_000}'",
        "no glob": "'[z-'",
        "no duration": "'90'",
        "long duration": f"'{'9' * 5_000}d'",
        "no ARN": "'arn:aws:iam'",
        "no S3 URI": "'s3://'",
        "no image": "'@sha256:'",
    },
    "number": {"huge": "`1e308`", "infinity": "to_number('1e999')", "not a number": "to_number('nan')"},
    "array": {"empty": "`[]`", "nulls": "[`null`]", "texts": "['b', 'a']", "numbers": "`[2, 1e308, 1e308]`"},
    "object": {"empty": "`{}`", "an unknown": "{a: RoleArn}"},
    "expref": {"to nothing": "&abc", "to a list": "&[@]", "to a refusal": "&abs(@)"},
}


def right(function: Function, number: int) -> str:
    kinds = function.parameters[number] - {"null"} or function.parameters[number]
    if function.name == "join" and number == 1:
        return "['a', 'b']"
    return next(RIGHT[kind] for kind in RIGHT if kind in kinds)


def calls(function: Function, *, twice: bool = False) -> Iterator[str]:
    """The function with each argument in turn replaced, left out, or added to.

    A wrong argument is written out, where loading finds it; with `twice` it is also put in a list beside a right one,
    so that only evaluation can.
    """
    arguments = [right(function, number) for number in range(len(function.parameters))]
    yield f"{function.name}({', '.join(arguments)})"
    yield f"{function.name}({', '.join(arguments[1:])})"
    yield f"{function.name}({', '.join([*arguments, RIGHT['number'], RIGHT['string']])})"
    for number, own in enumerate(arguments):
        odd = [one for kind in sorted(function.parameters[number]) for one in ODD.get(kind, {}).values()]
        for wrong in (*WRONG.values(), *odd):
            for given in (wrong, f"[{wrong}, {own}][0]")[: 1 + twice]:
                yield f"{function.name}({', '.join([*arguments[:number], given, *arguments[number + 1 :]])})"


def run(*arguments: str) -> tuple[int, str]:
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        code = main(arguments)
    return code, shown.getvalue()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    job(tmp_path, {"RoleArn": "${role}"})
    return tmp_path


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_eval_gives_a_value_or_says_what_is_wrong(function: Function) -> None:
    for expression in calls(function):
        code, shown = run("eval", "--isolated", expression, "jobs/job.json")
        assert "policylint's own" not in shown, expression
        assert " object at 0x" not in shown, expression
        if code == 0:
            last = shown.splitlines()[-1]
            assert last.endswith(("counts as true)", "counts as false)", "could not be judged)")) or "null" in last
        else:
            assert code == 2
            assert shown.rstrip().endswith("^") or re.search(r"\(\): (what )?argument \d", shown), (expression, shown)


def pack(expressions: list[str]) -> str:
    policies = [
        f"  - name: p{number}\n    deny: {json.dumps(f'to_string({expression}) == {chr(39)}zz{chr(39)}')}\n"
        "    message: It is\n    fix: Change it.\n    reason: It matters.\n"
        for number, expression in enumerate(expressions)
    ]
    return "policies:\n" + "".join(policies)


def loadable(function: Function) -> list[str]:
    """The calls that a pack may hold; of the others loading says where each stands."""
    expressions = [f"not_null({call}, 'a')" for call in calls(function, twice=True)]
    lay(Path(), {"all.yaml": pack(expressions)})
    with pytest.raises(AuthoredError) as refused:
        policylint.check(minimal_job(), config=policylint.Config(policies=("./all.yaml",)))
    assert all(fault.line and fault.column and fault.excerpt for fault in refused.value.faults)
    refusals = {(fault.line - 3) // 5 for fault in refused.value.faults}
    return [expression for number, expression in enumerate(expressions) if number not in refusals]


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_a_pack_is_refused_with_places_or_judges_in_check_test_and_guard(function: Function) -> None:
    expressions = loadable(function)
    assert len(expressions) > 5
    cases = "".join(f"  p{number}: [{{name: one, expect: pass}}]\n" for number in range(len(expressions)))
    lay(Path(), {"ours.yaml": pack(expressions), "ours.test.yaml": f"cases:\n{cases}"})
    code, shown = run("check", "--isolated", "--policies", "./ours.yaml", "jobs/job.json")
    assert "LINT9999" not in shown
    assert "policylint's own" not in shown
    assert code in (0, 1)
    code, shown = run("test", "./ours.yaml")
    assert "policylint's own" not in shown
    assert shown.splitlines()[-1].startswith(f"{len(expressions)} cases, ")
    the_guard_judges(pack(expressions))


SESSION = boto3.Session(region_name="eu-west-1", aws_access_key_id="none", aws_secret_access_key="none")
"""One for all clients: it reads the API's model once."""


def the_guard_judges(text: str) -> None:
    blocking = policy(condition="deny: starts_with(TrainingJobName, 'churn')").removeprefix("policies:\n")
    lay(Path(), {"ours.yaml": text + blocking})
    client: Any = SESSION.client("sagemaker")
    policylint.guard(client, mode="enforce", config=policylint.Config(policies=("./ours.yaml",)))
    with pytest.raises(policylint.Blocked) as blocked:
        client.create_training_job(**minimal_job())
    assert blocked.value.code == "findings"
    rules = {finding.rule for finding in blocked.value.report.findings}
    assert "name-jobs" in rules
    assert "LINT9999" not in rules
