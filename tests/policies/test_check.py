"""Policies through `policylint check`: which apply, what they find, what may be accepted, what they cannot judge."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

import policylint
from policylint.settings.config import Config
from tests.cli import policylint as run
from tests.policies.workspace import check, findings, job, lay, policy
from tests.requests import minimal_job, minimal_tuning_job

BREACH = [("name-jobs", "error", "TrainingJobName")]


def test_without_any_the_summary_says_so_and_names_the_baseline(tmp_path: Path) -> None:
    job(tmp_path)
    outcome = run("check", "jobs", cwd=tmp_path)
    assert (outcome.code, outcome.out.splitlines()[-1]) == (
        0,
        "No policies of an organisation apply here; `--policies baseline` applies the pack that ships.",
    )


def test_an_option_names_packs_from_the_working_directory(tmp_path: Path) -> None:
    job(tmp_path)
    lay(tmp_path, {"ours.yaml": policy()})
    outcome = run("check", "--policies", "ours.yaml", "jobs", cwd=tmp_path)
    assert outcome.code == 1
    assert "name-jobs [error] The name is not ours" in outcome.out
    assert outcome.out.splitlines()[-1] == "1 policy applies."


def test_the_configuration_names_packs_from_its_own_folder(tmp_path: Path) -> None:
    job(tmp_path)
    lay(tmp_path, {"policylint.toml": 'policies = ["./ours"]\n', "ours/names.yaml": policy()})
    inside = run("check", "--output-format", "json", ".", cwd=tmp_path / "jobs")
    assert findings(check(tmp_path)) == findings(inside) == BREACH


def test_a_policy_that_is_broken_stops_everything(tmp_path: Path) -> None:
    job(tmp_path)
    lay(tmp_path, {"ours.yaml": policy(condition="assert: TrainingJobNam")})
    outcome = run("check", "--policies", "ours.yaml", "jobs", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines()[0].startswith("policylint: ours.yaml:3:13: ")
    assert "did you mean 'TrainingJobName'?" in outcome.err
    assert outcome.err.splitlines()[-1].endswith("| " + " " * 12 + "^" * 14)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("basline", "basline: there is no such pack, file or folder: did you mean 'baseline'?"),
        ("./nowhere", "there is no such pack, file or folder; known by name: aws-fsbp, baseline, cost, ml-hygiene"),
        ("jobs", "there are no policies (*.yaml) in this folder"),
    ],
)
def test_a_pack_that_is_not_there_stops_everything(tmp_path: Path, reference: str, words: str) -> None:
    job(tmp_path)
    outcome = run("check", "--policies", reference, "jobs", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


def test_a_policy_with_the_name_of_a_rule_is_refused(tmp_path: Path) -> None:
    job(tmp_path)
    lay(tmp_path, {"a.yaml": policy(), "b.yaml": policy(condition="deny: Tags")})
    outcome = run("check", "--policies", "a.yaml", "--policies", "b.yaml", "jobs", cwd=tmp_path)
    assert outcome.code == 2
    assert "the policy name-jobs is also in a.yaml:2: give one of the packs a namespace" in outcome.err


SOFT = pytest.param("soft-mandatory", [], id="soft-mandatory: accepted")
HARD = pytest.param("hard-mandatory", BREACH, id="hard-mandatory: not accepted")


@pytest.mark.parametrize(("enforcement", "left"), [SOFT, HARD])
@pytest.mark.parametrize(
    "accepting",
    [
        pytest.param('[[suppressions]]\nreason = "legacy"\n', id="a suppression of any rule"),
        pytest.param('[per-file-ignores]\n"jobs/**" = ["ALL"]\n', id="an ignore of all in some files"),
        pytest.param('baseline = "known.json"\n', id="a baseline"),
        pytest.param('waivers = ["waivers.yaml"]\n', id="a waiver of all"),
    ],
)
def test_what_is_hard_mandatory_cannot_be_accepted(
    tmp_path: Path, enforcement: str, left: list[tuple[str, str, str]], accepting: str
) -> None:
    job(tmp_path)
    lay(
        tmp_path,
        {
            "ours.yaml": policy(more=f"enforcement: {enforcement}"),
            "waivers.yaml": "waivers:\n  - {rule: ALL, files: jobs, reason: an old name, approver: a@b, expires: %s}\n"
            % (date.today() + timedelta(days=200)),
            "policylint.toml": 'policies = ["./ours.yaml"]\nwaive-secrets = true\n',
        },
    )
    run("baseline", "jobs", "--output", "known.json", cwd=tmp_path)
    settings = (tmp_path / "policylint.toml").read_text()
    lay(tmp_path, {"policylint.toml": accepting + settings if "[" not in accepting else settings + accepting})
    assert [found for found in findings(check(tmp_path)) if found[0] == "name-jobs"] == left


@pytest.mark.parametrize(
    "settings",
    ['ignore = ["name-jobs"]', '[severity]\nname-jobs = "note"', '[per-file-ignores]\n"jobs/**" = ["name-jobs"]'],
)
def test_naming_what_is_hard_mandatory_in_order_to_weaken_it_is_refused(tmp_path: Path, settings: str) -> None:
    job(tmp_path)
    lay(tmp_path, {"ours.yaml": policy(more="enforcement: hard-mandatory")})
    lay(tmp_path, {"policylint.toml": f'policies = ["./ours.yaml"]\n{settings}\n'})
    outcome = check(tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "policylint: name-jobs is hard-mandatory: it can be neither ignored nor waived\n"


def test_an_inline_ignore_of_what_is_hard_mandatory_is_told(tmp_path: Path) -> None:
    text = "# policylint: ignore[name-jobs] an old name\nTrainingJobName: churn\nRoleArn: x\nStoppingCondition: {}\n"
    lay(tmp_path, {"jobs/job.yaml": text, "ours.yaml": policy(more="enforcement: hard-mandatory")})
    found = findings(check(tmp_path, "--policies", "ours.yaml", "--select", "LINT1102,name-jobs"))
    assert found == [("LINT1102", "warning", ""), *BREACH]


def test_an_advisory_policy_never_fails_a_run(tmp_path: Path) -> None:
    job(tmp_path)
    lay(tmp_path, {"ours.yaml": policy(more="enforcement: advisory")})
    outcome = check(tmp_path, "--policies", "ours.yaml")
    assert (outcome.code, findings(outcome)) == (0, [("name-jobs", "note", "TrainingJobName")])


@pytest.mark.parametrize(
    ("options", "code", "found"),
    [
        pytest.param([], 0, [("LINT1201", "note", "TrainingJobName")], id="told"),
        pytest.param(["--strict-unknown"], 1, [("LINT1201", "error", "TrainingJobName")], id="an error where wanted"),
    ],
)
def test_what_cannot_be_judged_is_told(
    tmp_path: Path, options: list[str], code: int, found: list[tuple[str, str, str]]
) -> None:
    job(tmp_path, {"TrainingJobName": "${name}"})
    lay(tmp_path, {"ours.yaml": policy()})
    outcome = check(tmp_path, "--policies", "ours.yaml", *options)
    assert (outcome.code, findings(outcome)) == (code, found)


IN_PRODUCTION = policy("vpc-in-production", "when: environment == 'prod'\n    assert: VpcConfig")


@pytest.mark.parametrize(
    ("options", "settings", "tags", "found"),
    [
        pytest.param(["--environment", "prod"], "", [], ["vpc-in-production"], id="an option says it"),
        pytest.param(["--environment", "dev"], "", [], [], id="another environment"),
        pytest.param([], 'environment-tag = "stage"', [("stage", "prod")], ["vpc-in-production"], id="a tag says it"),
        pytest.param([], 'environment-tag = "stage"', [("stage", "dev")], [], id="a tag says another"),
        pytest.param([], "", [("stage", "prod")], ["LINT1201"], id="nobody said that the tag means it"),
        pytest.param([], '[[facts]]\nfiles = "jobs/**"\nenvironment = "prod"', [], ["vpc-in-production"], id="by file"),
    ],
)
def test_the_environment(
    tmp_path: Path, options: list[str], settings: str, tags: list[tuple[str, str]], found: list[str]
) -> None:
    job(tmp_path, {"Tags": [{"Key": key, "Value": value} for key, value in tags]})
    lay(tmp_path, {"ours.yaml": IN_PRODUCTION, "policylint.toml": f'policies = ["./ours.yaml"]\n{settings}\n'})
    assert [rule for rule, _, _ in findings(check(tmp_path, *options))] == found


def test_the_definitions_of_a_tuning_job_are_judged_in_their_places() -> None:
    report = policylint.check(minimal_tuning_job(), config=Config(policies=("baseline",)), select=["require-vpc"])
    assert [finding.path for finding in report.findings] == ["TrainingJobDefinition.VpcConfig"]


def test_the_library_takes_packs_too(tmp_path: Path) -> None:
    lay(tmp_path, {"ours.yaml": policy()})
    config = Config(policies=(str(tmp_path / "ours.yaml"),))
    assert [finding.rule for finding in policylint.check(minimal_job(), config=config).findings] == ["name-jobs"]


def test_messages_never_show_secrets(tmp_path: Path) -> None:
    secret = "AKIA" + "Q3EGUZ7XN5LD" + "W2HC"
    job(tmp_path, {"OutputDataConfig.S3OutputPath": f"s3://acme/{secret}/"})
    shown = '"{{ OutputDataConfig.S3OutputPath }} is not encrypted"'
    lay(tmp_path, {"ours.yaml": policy(condition="assert: Tags").replace("The name is not ours", shown)})
    for form in ("text", "json", "sarif", "markdown"):
        outcome = run("check", "--policies", "ours.yaml", "--output-format", form, "jobs", cwd=tmp_path)
        assert "is not encrypted" in outcome.out
        assert secret not in outcome.out + outcome.err


def test_costs_are_computed_for_policies_that_ask_for_them_alone(tmp_path: Path) -> None:
    job(tmp_path)
    lay(tmp_path, {"ours.yaml": policy(), "priced.yaml": policy("cap", "assert: cost.max_usd < `5`")})
    script = (
        "import sys\nfrom policylint.cli import main\nmain(['check', '-q', '--policies', sys.argv[1], 'jobs'])\n"
        "print('policylint.cost.estimate' in sys.modules)"
    )
    for pack, priced in (("ours.yaml", "False"), ("priced.yaml", "True")):
        done = subprocess.run(
            [sys.executable, "-c", script, pack], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == priced
