"""Hard-mandatory policies: what is not known blocks, and nobody gets around it, through every door."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

import policylint
from policylint import Blocked, Config
from policylint.engine import Engine
from policylint.guards.judging import Judging
from policylint.job import TRAINING
from policylint.memory import check as check_in_memory
from policylint.settings.config import Settings
from policylint.sources.kinds.recognition import job_of
from policylint.unknown import mark_templates
from tests.cli import policylint as run
from tests.guard.conftest import running, server  # noqa: F401 - the fixtures
from tests.guard.server import Server
from tests.policies.workspace import check, findings, job, lay, policy
from tests.requests import minimal_job, minimal_tuning_job

HARD = "enforcement: hard-mandatory"
ISOLATED = "assert: EnableNetworkIsolation"
# What a policy asks, what the request has, and the words about what must be stated.
UNKNOWN: list[tuple[str, dict[str, Any], str]] = [
    (f"when: environment == 'prod'\n    {ISOLATED}", {}, "environment of the job is not stated"),
    ("assert: region == 'eu-west-1'", {"AlgorithmSpecification.TrainingImage": "a"}, "region of the job is not stated"),
    ("assert: account == '1'", {"RoleArn": "${role}"}, "account of the job is not stated"),
    ("assert: TrainingJobName", {"TrainingJobName": "{{ name }}"}, "TrainingJobName is not known here"),
    ("deny: starts_with(job.name, 'test-')", {"TrainingJobName": "${name}"}, "TrainingJobName is not known here"),
    ("assert: instance_count <= `2`", {"ResourceConfig.InstanceCount": "${n}"}, "how many instances"),
    (
        "assert: cost.max_usd < `9`",
        {"ResourceConfig.InstanceType": "ml.zz9.large"},
        "cost.max_usd is not known here ('ml.zz9.large'",
    ),
    (f"when: starts_with(tags.env, 'prod')\n    {ISOLATED}", {}, "starts_with(): argument 1 is null"),
    (f"when: glob(tags.env, 'prod*')\n    {ISOLATED}", {}, "glob(): argument 1 is null"),
    (f"when: matches(tags.env, 'prod.*')\n    {ISOLATED}", {}, "matches(): argument 1 is null"),
    (f"when: tags.env == 'prod'\n    {ISOLATED}", {"Tags": "${tags}"}, "Tags is not known here"),
    (
        f"when: tags.env == 'prod'\n    {ISOLATED}",
        {"Tags": [{"Key": "env", "Value": "dev"}, {"Key": "env", "Value": "prod"}]},
        "the tag env, which is given twice",
    ),
    (
        "each: InputDataConfig[?starts_with(ContentType, 'text/')]\n    assert: CompressionType",
        {"InputDataConfig": [{"ChannelName": "train"}]},
        "starts_with(): argument 1 is null",
    ),
]
ACCEPTING = [
    '[[suppressions]]\nreason = "legacy"\n',
    '[per-file-ignores]\n"jobs/**" = ["ALL"]\n',
    'baseline = "known.json"\n',
    'waivers = ["waivers.yaml"]\n',
    'ignore = ["LINT"]\n',
    'select = ["SM1001"]\n',
    '[severity]\nLINT = "note"\n',
]


@pytest.mark.parametrize("enforcement", ["hard-mandatory", "soft-mandatory", "advisory"])
def test_what_is_not_known_fails_and_blocks_where_a_policy_is_hard(tmp_path: Path, enforcement: str) -> None:
    rule, code = ("LINT1401", 1) if enforcement == "hard-mandatory" else ("LINT1201", 0)
    for number, (condition, changes, words) in enumerate(UNKNOWN):
        name = f"ours{number}.yaml"
        lay(tmp_path, {name: policy(condition=condition, more=f"enforcement: {enforcement}")})
        config = Config(policies=(str(tmp_path / name),), select=("name-jobs", "LINT1201"))
        request = minimal_job(changes)
        report = check_in_memory(request, config=config)
        assert [finding.rule for finding in report.findings] == [rule], condition
        (finding,) = report.findings
        assert words in finding.message
        assert report.exit_code(config.fail_on) == code
        judged = Judging(config, tmp_path).judge(TRAINING, mark_templates(request), region=None, account=None)
        assert judged.passes is (code == 0), condition


def test_nothing_accepts_what_a_hard_policy_could_not_judge(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "jobs/job.yaml": "# policylint: ignore[LINT1401] later\n" + json.dumps(minimal_job(), indent=1),
            "ours.yaml": policy(condition=UNKNOWN[0][0], more=HARD),
            "waivers.yaml": "waivers:\n  - {rule: ALL, reason: r, approver: a, expires: 2099-01-01}\n",
        },
    )
    run("baseline", "jobs", "--policies", "ours.yaml", "--output", "known.json", cwd=tmp_path)
    base = 'policies = ["./ours.yaml"]\nwaive-secrets = true\n'
    for accepting in ACCEPTING:
        lay(tmp_path, {"policylint.toml": base + accepting})
        outcome = check(tmp_path)
        assert outcome.code == 1, accepting
        assert ("LINT1401", "error", "") in findings(outcome), accepting
    for refused in ('ignore = ["LINT1401"]\n', '[severity]\nLINT1401 = "note"\n'):
        lay(tmp_path, {"policylint.toml": base + refused})
        assert "can be neither ignored nor waived" in check(tmp_path).err


def test_the_policy_says_what_a_missing_value_means(tmp_path: Path) -> None:
    condition = f"when: starts_with(tags.env, 'prod')\n    {ISOLATED}"
    for more, expected in (
        ("when-missing: skip", []),
        ("when-missing: apply", ["name-jobs"]),
        ("", ["LINT1401"]),
    ):
        lay(tmp_path, {"ours.yaml": policy(condition=condition, more=f"{HARD}\n{more}")})
        job(tmp_path)
        found = findings(check(tmp_path, "--policies", "ours.yaml"))
        assert [rule for rule, _, _ in found] == expected
    job(tmp_path, {"Tags": [{"Key": "env", "Value": "dev"}]})
    assert check(tmp_path, "--policies", "ours.yaml").code == 0


def test_states_definitions_and_parameters_that_are_not_shown(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {"ours.yaml": policy(condition="assert: VpcConfig", more=HARD)},
    )
    lay(tmp_path, {"serverless.yaml": policy("forbid-serverless", "deny: ServerlessJobConfig", HARD)})
    both = ("ours.yaml", "serverless.yaml")  # a tuning job's definition has no ServerlessJobConfig
    for task, packs in (("createTrainingJob", both), ("createHyperParameterTuningJob", both[:1])):
        resource = f"arn:aws:states:::sagemaker:{task}.sync"
        machine = {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": resource, "End": True}}}
        lay(tmp_path, {"jobs/job.json": json.dumps(machine)})
        for pack in packs:
            outcome = check(tmp_path, "--policies", pack, "--select", "LINT1401")
            assert [rule for rule, _, _ in findings(outcome)] == ["LINT1401"], (task, pack)
            assert outcome.code == 1
        # No pack of ours fails at a task without Parameters.
        for shipped in ("cost", "baseline", "aws-fsbp", "ml-hygiene"):
            assert findings(check(tmp_path, "--policies", shipped, "--select", "LINT9999")) == []
    step = {
        "Name": "Train",
        "Type": "Training",
        "Arguments": {**minimal_job(), "VpcConfig": {"Get": "Parameters.Vpc"}},
    }
    pipeline = {"Version": "2020-12-01", "Parameters": [{"Name": "Vpc", "Type": "String"}], "Steps": [step]}
    lay(tmp_path, {"jobs/job.json": json.dumps(pipeline)})
    assert findings(check(tmp_path, "--policies", "ours.yaml"))[-1] == ("LINT1401", "error", "VpcConfig")


def test_tags_of_any_shape_are_no_fault_of_ours() -> None:
    engine = Engine.of(Settings(Config(policies=("cost", "baseline", "aws-fsbp", "ml-hygiene"))))
    shapes: list[Any] = [[{"Key": []}], [{"Key": {}, "Value": []}], [[]], [None], {"a": 1}, "x", 5, [{"Key": 1}]]
    for tags in shapes:
        for request in (minimal_job(), minimal_tuning_job()):
            rules = {finding.rule for finding in engine.judge(job_of({**request, "Tags": tags}))}
            assert "LINT9999" not in rules


GLASS = "POLICYLINT_BREAK_GLASS"


def test_broken_glass_opens_what_it_says(
    server: Server,  # noqa: F811 - the fixture
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unreadable pack or configuration may hold a policy that nobody may override: it is not opened."""
    lay(tmp_path, {"soft.yaml": policy(), "hard.yaml": policy("hard-one", UNKNOWN[0][0], HARD), "bad.yaml": "a: ["})
    monkeypatch.setenv(GLASS, "OPS-17: the release is today")
    for settings, opens, words in (
        ('policies = ["./soft.yaml"]\n', True, ""),
        ('policies = ["./soft.yaml", "./bad.yaml"]\n', False, "which policies are hard-mandatory is not known"),
        ('policies = ["./soft.yaml", "./nowhere"]\n', False, "which policies are hard-mandatory is not known"),
        ("policies = [\n", False, "which policies are hard-mandatory is not known"),
        ('policies = ["./soft.yaml", "./hard.yaml"]\n', False, "a policy that is broken forbids it"),
    ):
        lay(tmp_path, {"policylint.toml": settings})
        client = server.client()
        before = server.reached()
        policylint.guard(client, config=tmp_path / "policylint.toml", audit=tmp_path / "audit.jsonl")
        if opens:
            client.create_training_job(**minimal_job())
        else:
            with pytest.raises(Blocked, match=words):
                client.create_training_job(**minimal_job())
        assert server.reached() == before + opens, settings


def test_what_cannot_be_looked_into_is_not_opened_where_policies_are_hard(
    server: Server,  # noqa: F811 - the fixture
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lay(tmp_path, {"soft.yaml": policy(), "hard.yaml": policy("hard-one", "assert: Tags", HARD)})
    stack = {"StackName": "ChurnTraining", "TemplateURL": "https://s3.eu-west-1.amazonaws.com/acme/template.yaml"}
    for pack, on_error, glass, opens in (
        ("soft", "block", True, True),
        ("hard", "block", True, False),
        ("soft", "warn", False, True),
        ("hard", "warn", False, False),
    ):
        if glass:
            monkeypatch.setenv(GLASS, "OPS-17: now")
        else:
            monkeypatch.delenv(GLASS, raising=False)
        client = server.session().client("cloudformation", endpoint_url=server.url)
        config = Config(policies=(str(tmp_path / f"{pack}.yaml"),))
        policylint.guard(client, config=config, audit=tmp_path / "audit.jsonl", on_error=on_error)
        with pytest.raises(ClientError if opens else Blocked):  # moto knows no such bucket
            client.create_stack(**stack)
