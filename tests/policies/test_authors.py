"""What authors of policies have at hand: maps, several lists, values in messages, plain hyperparameters, cases."""

import json
from pathlib import Path
from typing import Any

from policylint import Config
from policylint.memory import check as check_in_memory
from tests.cli import policylint as run
from tests.policies.workspace import job, lay, policy
from tests.requests import minimal_job, minimal_tuning_job

TAGGED = [{"Key": "team", "Value": "ads"}]


def messages(folder: Path, pack: str, request: dict[str, Any], **settings: Any) -> list[str]:
    lay(folder, {"ours.yaml": pack})
    config = Config(policies=(str(folder / "ours.yaml"),), select=("name-jobs", "LINT1201"), **settings)
    return [finding.message for finding in check_in_memory(request, config=config).findings]


def saying(message: str, condition: str, more: str = "") -> str:
    return policy(condition=condition, more=more).replace("The name is not ours", json.dumps(message))


def test_a_budget_by_team_is_one_policy(tmp_path: Path) -> None:
    params = (
        "params:\n  budgets: {type: map, values: number, default: {search: 500, ads: 0.1}, doc: d}\n"
        "  longest: {type: map, values: duration, default: {ads: 1h30m}, doc: d}\n"
    )
    message = (
        "{{ tags.team }} has {{ lookup(params.budgets, tags.team) }} USD and {{ lookup(params.longest, tags.team) }}"
    )
    pack = params + saying(message, "assert: cost.max_usd <= lookup(params.budgets, tags.team)")
    for team, expected in (
        ("ads", ["ads has 0.10 USD and 1.5 h"]),
        ("search", []),
        ("new", ["new has (missing) USD and (missing)"]),
        ("${team}", ["Tags[0].Value is not known here, since something else makes it, so this policy could not judge"]),
    ):
        request = minimal_job({"Tags": [{"Key": "team", "Value": team}]})
        found = messages(tmp_path, pack, request)
        assert [one[: len(words)] for one, words in zip(found, expected, strict=True)] == expected
    request = minimal_job({"Tags": TAGGED})
    assert messages(tmp_path, pack, request, policy_params={"budgets": {"ads": 900}}) == []
    by_environment = {"budgets": {"default": {"ads": 900}, "environments": {"prod": {"ads": 0.2}}}}
    assert messages(tmp_path, pack, request, policy_params=by_environment, environment="dev") == []
    assert "0.20 USD" in messages(tmp_path, pack, request, policy_params=by_environment, environment="prod")[0]


def test_faulty_maps_are_refused_in_their_place(tmp_path: Path) -> None:
    job(tmp_path)
    for declared, words in (
        ("{type: map, default: {a: 1}, doc: d}", "budgets: a map says the type of its values: add values"),
        ("{type: number, values: number, doc: d}", "budgets: only a map has values"),
        ("{type: map, values: number, default: {a: x}, doc: d}", "budgets.a is a number, not 'x'"),
        ("{type: map, values: number, default: 5, doc: d}", "budgets is a map from texts to values, each a number"),
    ):
        lay(tmp_path, {"ours.yaml": f"params:\n  budgets: {declared}\n{policy()}"})
        outcome = run("check", "--policies", "ours.yaml", "jobs", cwd=tmp_path)
        assert outcome.code == 2
        assert words in outcome.err
        assert outcome.err.startswith("policylint: ours.yaml:2:")
    lay(tmp_path, {"ours.yaml": policy(condition="assert: lookup(tags.team, tags)")})
    assert "lookup() takes a structure" in run("check", "--policies", "ours.yaml", "jobs", cwd=tmp_path).err


def test_each_of_several_lists(tmp_path: Path) -> None:
    each = "each: [VpcConfig.Subnets, VpcConfig.SecurityGroupIds, OutputDataConfig.S3OutputPath]"
    pack = saying("{{ item }} is not ours", f"{each}\n    assert: ends_with(item, '-ours')")
    vpc = {"Subnets": ["subnet-1", "subnet-ours"], "SecurityGroupIds": ["sg-2"]}
    request = minimal_job({"VpcConfig": vpc, "OutputDataConfig.S3OutputPath": "s3://acme-ml"})
    lay(tmp_path, {"ours.yaml": pack})
    config = Config(policies=(str(tmp_path / "ours.yaml"),), select=("name-jobs",))
    found = check_in_memory(request, config=config).findings
    assert [(one.path, one.message) for one in found] == [
        ("VpcConfig.Subnets[0]", "subnet-1 is not ours"),
        ("VpcConfig.SecurityGroupIds[0]", "sg-2 is not ours"),
        ("OutputDataConfig.S3OutputPath", "s3://acme-ml is not ours"),
    ]
    job(tmp_path)
    lay(tmp_path, {"ours.yaml": policy(condition="each: [VpcConfig.Subnets, VpcConfig.Subnet]\n    assert: item")})
    outcome = run("check", "--policies", "ours.yaml", "jobs", cwd=tmp_path)
    assert outcome.err.startswith("policylint: ours.yaml:3:41: VpcConfig has no member 'Subnet'")


def test_hyperparameters_are_plain_values(tmp_path: Path) -> None:
    condition = "deny: contains(['llama-70b', '16'], hyperparameters.backbone)"
    pack = saying("{{ hyperparameters.backbone }} is not licensed", condition)
    for written in ("llama-70b", '"llama-70b"', json.dumps(json.dumps("llama-70b")), '"16"', "16"):
        plain = written if '"' not in written else json.loads(written).strip('"')
        for request in (
            minimal_job({"HyperParameters": {"backbone": written}}),
            minimal_tuning_job({"TrainingJobDefinition.StaticHyperParameters": {"backbone": written}}),
        ):
            assert messages(tmp_path, pack, request) == [f"{plain} is not licensed"]
    for other in ('"llama-7b"', '"llama-70b', "['llama-70b']", '["llama-70b"]', '"'):
        assert messages(tmp_path, pack, minimal_job({"HyperParameters": {"backbone": other}})) == []
    # Also through the whole request, and of a tuning job's own.
    pack = saying("no", "applies-to: [TuningJob]\n    deny: TrainingJobDefinition.StaticHyperParameters.a == 'x'")
    request = minimal_tuning_job({"TrainingJobDefinition.StaticHyperParameters": {"a": '"x"'}})
    assert messages(tmp_path, pack, request) == ["no"]


def test_lengths_of_time_are_readable(tmp_path: Path) -> None:
    params = "params:\n  longest: {type: duration, default: 1h30m, doc: d}\n"
    member = "StoppingCondition.MaxRuntimeInSeconds"
    shown = f"{{{{ {member} }}}}"
    for message, expected in (
        (f"{shown} is more than {{{{ params.longest }}}}", "8 h is more than 1.5 h"),
        (f"{shown} s; {{{{ params.longest }}}} seconds", "28800 s; 5400 seconds"),
        (f"{{{{ not_null({member}, `86400`) }}}}; {{{{ instance_count }}}}", "8 h; 1"),
    ):
        pack = params + saying(message, f"deny: {member} > params.longest")
        assert messages(tmp_path, pack, minimal_job({member: 28800})) == [expected]


def test_messages_show_what_is_no_secret_and_nothing_that_is_one(tmp_path: Path) -> None:
    secret = "AKIA" + "Q3EGUZ7XN5LD" + "W2HC"
    password = "vT7#qLr2" + "!mXz9Kd"
    pack = saying(
        "{{ tags.team }} {{ tags.other }} {{ Environment.MODE }} {{ hyperparameters.key }} "
        "{{ values(hyperparameters) }} {{ values(Environment) }} "
        "{{ AlgorithmSpecification.ContainerArguments }} {{ tags.long }}",
        "deny: TrainingJobName",
    )
    request = minimal_job(
        {
            "Tags": [*TAGGED, {"Key": "other", "Value": secret}, {"Key": "long", "Value": "a b " * 60 + secret}],
            "Environment": {"MODE": "fast", "DB_PASSWORD": password, "URL": f"https://me:{password}@db.example/x"},
            "HyperParameters": {"key": json.dumps(secret), "db_password": json.dumps(password)},
            "AlgorithmSpecification.ContainerArguments": ["--password", password],
        }
    )
    (message,) = messages(tmp_path, pack, request)
    assert message.startswith("ads *")
    assert " fast " in message
    assert message.endswith("(a text of 260 characters)")
    assert secret not in message
    assert password not in message
    for hidden in ("lower(tags.team)", "join('-', Tags[].Value)", "Environment.API_TOKEN", "reverse(tags.team)"):
        lay(tmp_path, {"ours.yaml": saying(f"{{{{ {hidden} }}}}", "deny: Tags")})
        job(tmp_path)
        outcome = run("check", "--policies", "ours.yaml", "jobs", cwd=tmp_path)
        assert (outcome.code, "a message cannot show it" in outcome.err) == (2, True), hidden


def test_numbers_that_are_none_satisfy_nothing(tmp_path: Path) -> None:
    for condition in ("deny: {} > `1000`", "deny: {} < `-1`", "assert: {} <= `1000`", "assert: {} > `-1`"):
        pack = policy(condition=condition.format("to_number(hyperparameters.steps)"))
        for text in ("nan", "NaN", "inf", "-inf", "Infinity", "1e999", '"nan"'):
            request = minimal_job({"HyperParameters": {"steps": text}})
            assert messages(tmp_path, pack, request) == ["The name is not ours"], (condition, text)
        assert messages(tmp_path, pack, minimal_job({"HyperParameters": {"steps": "10"}})) == []


def test_patterns_take_no_longer_than_their_text(tmp_path: Path) -> None:
    """With `re`, each of these would take longer than the world lasts."""
    for pattern in ("(a+)+b", "(a|a)*b", "(.*)*x", "([a-z]+)*[0-9]", "(a|aa)+b"):
        pack = policy(condition=f"deny: matches(hyperparameters.text, '{pattern}')")
        request = minimal_job({"HyperParameters": {"text": "a" * 20_000 + "!"}})
        assert messages(tmp_path, pack, request) == []
    job(tmp_path)
    for refused, words in ((r"(?=a)b", "look-around"), (r"(a)\1", "backreferences"), ("(a{1000}){1000}", "size limit")):
        lay(tmp_path, {"ours.yaml": policy(condition=f"assert: matches(TrainingJobName, '{refused}')")})
        outcome = run("check", "--policies", "ours.yaml", "jobs", cwd=tmp_path)
        assert (outcome.code, words in outcome.err) == (2, True)


def test_environments_are_a_closed_set(tmp_path: Path) -> None:
    job(tmp_path)
    declared = (
        "environments: [dev, prod]\nparams:\n  most: {type: integer, default: 1, environments: {prod: 2}, doc: d}\n"
    )
    for text, words in (
        (
            declared + policy(condition="when: environment == 'prd'\n    assert: Tags"),
            "environment is never 'prd'",
        ),
        (
            declared.replace("prod: 2", "prd: 2") + policy(condition="assert: instance_count <= params.most"),
            "most has a value for 'prd'",
        ),
        (declared + policy(condition="assert: contains(['dev', 'prdo'], environment)"), "did you mean 'prod'?"),
    ):
        lay(tmp_path, {"ours.yaml": text})
        outcome = run("check", "--policies", "ours.yaml", "jobs", cwd=tmp_path)
        assert (outcome.code, words in outcome.err) == (2, True), outcome.err
    lay(tmp_path, {"ours.yaml": policy(condition="when: environment == 'prd'\n    assert: Tags")})
    lay(tmp_path, {"policylint.toml": 'policies = ["./ours.yaml"]\nenvironments = ["dev", "prod"]\n'})
    assert "environment is never 'prd'" in run("check", "jobs", cwd=tmp_path).err
    pack = declared + policy(condition="when: environment == 'prod'\n    assert: Tags")
    assert (
        "the environment 'production', which is none of dev, prod,"
        in messages(tmp_path, pack, minimal_job(), environment="production")[0]
    )


def test_a_policy_and_its_first_cases_from_a_request(tmp_path: Path) -> None:
    secret = "AKIA" + "Q3EGUZ7XN5LD" + "W2HC"
    job(tmp_path, {"Tags": TAGGED, "Environment": {"KEY": secret}, "VpcConfig": {"Subnets": ["${SUBNET}"]}})
    given = ("--assert", "VpcConfig.Subnets && tags.team", "--when", "environment == 'prod'", "--from", "jobs/job.json")
    made = run("policies", "new", "require-vpc", *given, "--environment", "prod", "--folder", "ours", cwd=tmp_path)
    assert made.code == 0, made.err
    tests = (tmp_path / "ours" / "require-vpc.test.yaml").read_text()
    assert secret not in tests
    assert [line.strip() for line in tests.splitlines() if "expect" in line] == [
        *("expect: pass", "expect: fail", "expect: fail", "expect: pass")
    ]
    tried = run("test", "./ours/require-vpc.yaml", cwd=tmp_path)
    assert (tried.code, tried.out) == (0, "4 cases, 0 failed\n")
    again = run("policies", "new", "require-vpc", *given, "--folder", "ours", cwd=tmp_path)
    assert (again.code, "is there already" in again.err) == (2, True)
    faulty = run("policies", "new", "other", "--assert", "Vpc", "--from", "jobs/job.json", cwd=tmp_path)
    assert (faulty.code, list(tmp_path.glob("other*"))) == (2, [])
    outside = run("policies", "new", "../other", "--assert", "Tags", "--from", "jobs/job.json", cwd=tmp_path)
    assert outside.code == 2

    (tmp_path / "ours" / "require-vpc.test.yaml").write_text(tests.replace("expect: pass", "expect: fail"))
    failed = run("test", "./ours/require-vpc.yaml", cwd=tmp_path)
    assert failed.out.splitlines()[:4] == [
        "FAILED require-vpc: as in job.json",
        failed.out.splitlines()[1],
        '    environment = "prod"',
        '    tags = {"team": "ads"}',
    ]
    kinds = run("test", "./ours/require-vpc.yaml", "--require-kinds", cwd=tmp_path)
    assert "FAILED require-vpc: it judges TrainingJobDefinition, and no case is one" in kinds.out
    assert (
        "    judges TrainingJob, TrainingJobDefinition"
        in run("policies", "show", "./ours/require-vpc.yaml", cwd=tmp_path).out.splitlines()
    )


def test_eval_traces_each_step_and_shows_no_free_text(tmp_path: Path) -> None:
    job(tmp_path, {"Environment": {"MODE": "plain words"}})
    expression = "gpu_count <= `4` && any(instances, &starts_with(type, 'ml.m5')) && lower(Environment.MODE) == 'x'"
    outcome = run("eval", "--trace", expression, "jobs/job.json", cwd=tmp_path)
    lines = [line.strip() for line in outcome.out.splitlines()]
    assert "gpu_count <= `4` = true" in lines
    assert "[0] starts_with(type, 'ml.m5') = true" in lines
    assert 'type = "ml.m5.xlarge"' in lines
    assert 'lower(Environment.MODE) = "(free text, not shown)"' in lines
    assert "plain" not in outcome.out
    refused = run("eval", "--trace", "starts_with(tags.env, 'p') || Tags", "jobs/job.json", cwd=tmp_path)
    assert any("argument 1 is null" in line for line in refused.out.splitlines())
