"""One request, one verdict: through `policylint.check`, `policylint check`, `policylint cost` and the guard alike."""

import inspect
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policylint
from policylint import Config
from policylint.guards.judging import Judging
from policylint.job import TRAINING
from policylint.remembered import remembered
from policylint.settings.loading import load
from tests.cli import policylint as run
from tests.policies.workspace import lay, policy
from tests.requests import minimal_job, minimal_tuning_job

IN_PRODUCTION = policy("vpc-in-production", "when: environment == 'prod'\n    assert: VpcConfig")
FAR = date.today() + timedelta(days=200)
Verdict = tuple[list[str], list[str]]
"""The rules of the findings, and of those that are accepted."""


def by_library(folder: Path, request: dict[str, Any]) -> Verdict:
    config = load(folder / "policylint.toml", command_line={}).config
    return _verdict(policylint.check(request, config=config))


def by_command(folder: Path, request: dict[str, Any]) -> Verdict:
    outcome = run("check", "--output-format", "json", "-", cwd=folder, stdin=json.dumps(request))
    report = json.loads(outcome.out)
    return (
        [finding["rule"] for finding in report["findings"]],
        [accepted["finding"]["rule"] for accepted in report["suppressed"]],
    )


def by_guard(folder: Path, request: dict[str, Any]) -> Verdict:
    judging = Judging(folder / "policylint.toml", folder)
    return _verdict(judging.judge(TRAINING, request, region=None, account=None).report)


def _verdict(report: policylint.Report) -> Verdict:
    return [finding.rule for finding in report.findings], [accepted.finding.rule for accepted in report.suppressed]


DOORS = pytest.mark.parametrize("door", [by_library, by_command, by_guard])


@DOORS
@pytest.mark.parametrize("key", ["environment", "env"])
@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        pytest.param("", ["LINT1201"], id="no setting: a tag says nothing"),
        pytest.param('environment-tag = "KEY"', ["vpc-in-production"], id="the setting names the tag"),
        pytest.param('environment-tag = "stage"', ["LINT1201"], id="the setting names another"),
        pytest.param('environment-tag = "KEY"\nenvironment = "dev"', [], id="what is stated is stronger"),
        pytest.param('[[facts]]\nfiles = "**"\nenvironment = "prod"', ["vpc-in-production"], id="a fact of every file"),
        pytest.param('[[facts]]\nfiles = "a/**"\nenvironment = "prod"', ["LINT1201"], id="a fact of other files"),
    ],
)
def test_the_environment_is_the_same_through_every_door(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    door: Callable[[Path, dict[str, Any]], Verdict],
    key: str,
    setting: str,
    expected: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    lay(tmp_path, {"ours.yaml": IN_PRODUCTION})
    lay(tmp_path, {"policylint.toml": f'policies = ["./ours.yaml"]\n{setting.replace("KEY", key)}\n'})
    request = minimal_job({"Tags": [{"Key": key, "Value": "prod"}]})
    assert door(tmp_path, request) == (expected, [])


@pytest.mark.parametrize(
    ("setting", "code", "words"),
    [
        pytest.param("", 0, "prod", id="no setting"),
        pytest.param('environment-tag = "stage"\n', 1, "over the budget", id="the setting names the tag"),
    ],
)
def test_the_tag_of_the_environment_decides_over_budgets_too(
    tmp_path: Path, setting: str, code: int, words: str
) -> None:
    budget = '[[budgets]]\nenvironment = "prod"\njob = 0.01\nmode = "hard"\n'
    lay(tmp_path, {"policylint.toml": setting + budget})
    lay(tmp_path, {"job.json": json.dumps(minimal_job({"Tags": [{"Key": "stage", "Value": "prod"}]}))})
    outcome = run("cost", "job.json", "--as-of", "2026-11-24", cwd=tmp_path)
    assert outcome.code == code
    assert (words in outcome.err) is bool(code)


@DOORS
@pytest.mark.parametrize(
    ("setting", "accepted"),
    [
        pytest.param('[[suppressions]]\nrules = ["SM1006"]\nreason = "old"', True, id="configuration, every file"),
        pytest.param('[[suppressions]]\nfiles = "a/**"\nreason = "old"', False, id="configuration, other files"),
        pytest.param('waivers = ["waivers.yaml"]', True, id="waiver"),
        pytest.param('waivers = ["late.yaml"]', False, id="waiver that has expired"),
    ],
)
def test_what_is_accepted_is_accepted_through_every_door(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    door: Callable[[Path, dict[str, Any]], Verdict],
    setting: str,
    accepted: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    waiver = "waivers:\n  - {rule: SM1006, reason: an old name still, approver: a@b, expires: %s}\n"
    lay(tmp_path, {"waivers.yaml": waiver % FAR, "late.yaml": waiver % "2020-01-31"})
    lay(tmp_path, {"policylint.toml": f'select = ["SM1006"]\n{setting}\n'})
    found, suppressed = door(tmp_path, minimal_job({"TrainingJobName": "churn_2026"}))
    about_waivers = {"LINT1202"}  # what only a run over files can say
    assert ([rule for rule in found if rule not in about_waivers], suppressed) == (
        ([], ["SM1006"]) if accepted else (["SM1006"], [])
    )


KIND = policy("is-a-tuning-job", "assert: job.kind == 'TuningJob'", "applies-to: [TrainingJob, TuningJob]")
WHOLE = {**minimal_tuning_job(), **minimal_job()}
NAMES = st.sampled_from([*WHOLE, "HyperParameterTuningJobConfg", "trainingJobName", "TrainingJobDefinitions", "Name"])


@pytest.fixture(scope="module")
def asks_for_the_kind(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("kinds")
    lay(folder, {"ours.yaml": KIND})
    return Config(policies=(str(folder / "ours.yaml"),), select=("is-a-tuning-job",))


@given(names=st.sets(NAMES, max_size=8))
def test_check_and_estimate_never_disagree_about_what_a_request_is(asks_for_the_kind: Config, names: set[str]) -> None:
    request = {name: WHOLE.get(name, {}) for name in sorted(names)}
    kind = policylint.estimate(request).kind
    report = policylint.check(request, config=asks_for_the_kind)
    is_tuning = "is-a-tuning-job" not in {finding.rule for finding in report.findings}
    assert kind == ("HyperParameterTuningJob" if is_tuning else "TrainingJob")


@pytest.mark.parametrize(("name", "has"), [("check", "select: the rules that are on"), ("estimate", "as_of: the day")])
def test_the_public_functions_say_what_they_take(name: str, has: str) -> None:
    function = getattr(policylint, name)
    assert has in function.__doc__
    assert next(iter(inspect.signature(function).parameters)) == "request"


def test_answers_are_remembered_by_the_subject_itself_and_equal_arguments() -> None:
    asked: list[object] = []

    @remembered(2)
    def length(subject: list[int], more: tuple[int, ...] = ()) -> int:
        asked.append(subject)
        return len(subject) + len(more)

    one, twin, third = [1], [1], [1, 2]
    assert [length(one), length(one), length(one, (1,)), length(one, (1,))] == [1, 1, 2, 2]
    assert len(asked) == 2
    assert length(twin) == 1
    assert len(asked) == 3  # equal, and yet another
    assert [length(third), length(one)] == [2, 1]
    assert len(asked) == 5  # the first question was given up for the latest two
