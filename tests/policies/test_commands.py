"""What authors of policies use: test, eval, policies."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from tests.cli import policylint as run
from tests.policies.workspace import job, lay, policy

CASES = """cases:
  name-jobs:
    - {name: another prefix, set: {TrainingJobName: churn}, expect: fail, at: TrainingJobName, message: not ours}
    - {name: ours, set: {TrainingJobName: acme-churn}, expect: pass}
"""


def pack(folder: Path, cases: str = CASES, text: str = "") -> None:
    lay(folder, {"ours.yaml": text or policy(), "ours.test.yaml": cases})


def test_cases_that_hold(tmp_path: Path) -> None:
    pack(tmp_path)
    outcome = run("test", "./ours.yaml", "--require-coverage", "--mutate", "-v", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (
        0,
        "passed name-jobs: another prefix\npassed name-jobs: ours\n2 cases, 0 failed\n",
    )


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        pytest.param(
            CASES.replace("expect: pass", "expect: fail"),
            "FAILED name-jobs: ours\n    ours.test.yaml:4: expected fail, and the policy says pass\n",
            id="another outcome",
        ),
        pytest.param(
            CASES.replace("at: TrainingJobName", "at: RoleArn"),
            "ours.test.yaml:3: expected it at RoleArn, and it is at TrainingJobName\n",
            id="another place",
        ),
        pytest.param(
            CASES.replace("not ours", "too long"),
            "ours.test.yaml:3: expected a message with 'too long', and it says: The name is not ours\n",
            id="another message",
        ),
    ],
)
def test_cases_that_do_not_hold(tmp_path: Path, cases: str, words: str) -> None:
    pack(tmp_path, cases)
    outcome = run("test", "./ours.yaml", cwd=tmp_path)
    assert outcome.code == 1
    assert words in outcome.out
    assert outcome.out.endswith("2 cases, 1 failed\n")


def test_a_policy_that_no_case_breaks_is_told_and_fails_where_coverage_is_required(tmp_path: Path) -> None:
    pack(tmp_path, "cases:\n  name-jobs:\n    - {name: ours, set: {TrainingJobName: acme-x}, expect: pass}\n")
    told = run("test", "./ours.yaml", cwd=tmp_path)
    assert (told.code, told.out.splitlines()[0]) == (0, "note name-jobs lacks a failing case")
    required = run("test", "./ours.yaml", "--require-coverage", cwd=tmp_path)
    assert (required.code, required.out.splitlines()[0]) == (1, "FAILED name-jobs lacks a failing case")


def test_mutation_finds_what_no_case_tries(tmp_path: Path) -> None:
    condition = "assert: starts_with(TrainingJobName, 'acme-') || starts_with(TrainingJobName, 'shared-')"
    pack(tmp_path, text=policy(condition=condition))
    outcome = run("test", "./ours.yaml", "--mutate", cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        "FAILED name-jobs: no case would notice: starts_with(TrainingJobName, 'shared-') dropped from assert",
        "2 cases, 0 failed; 1 gap in what they try",
    ]


def test_junit(tmp_path: Path) -> None:
    pack(tmp_path, CASES.replace("expect: pass", "expect: fail"))
    run("test", "./ours.yaml", "--junit", "out/tests.xml", cwd=tmp_path)
    (suite,) = ElementTree.parse(tmp_path / "out" / "tests.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [(case.get("name"), case.get("line"), len(case)) for case in suite] == [
        ("another prefix", "3", 0),
        ("ours", "4", 1),
    ]


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (
            "cases:\n  name-job: []\n",
            "ours.test.yaml:2:3: the pack has no policy 'name-job': did you mean 'name-jobs'?",
        ),
        (CASES.replace("expect: pass", "expect: passes"), "ours.test.yaml:4:"),
        (CASES.replace("TrainingJobName: acme-churn", "a..b: 1"), "ours.test.yaml:4:"),
        (CASES.replace("name: ours,", "name: ours, base: trainin,"), "did you mean 'training'?"),
        ("cases: {}\n", "there are no cases: write them into NAME.test.yaml beside the policies"),
    ],
)
def test_faulty_cases_stop_everything(tmp_path: Path, cases: str, words: str) -> None:
    pack(tmp_path, cases)
    outcome = run("test", "./ours.yaml", cwd=tmp_path)
    assert outcome.code == 2
    assert words in outcome.err


def test_eval_shows_facts_and_value(tmp_path: Path) -> None:
    job(tmp_path, {"ResourceConfig.InstanceCount": 3})
    outcome = run("eval", "instance_count > `2` && environment == 'prod'", "jobs/job.json", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (
        0,
        "jobs/job.json churn-2026-11-24 (TrainingJob)\n"
        '  environment = "(not known)"\n  instance_count = 3\n  "(not known)"  (could not be judged)\n',
    )
    stated = run(
        "eval", "--environment", "prod", "instance_count > `2` && environment == 'prod'", "jobs/job.json", cwd=tmp_path
    )
    assert stated.out.splitlines()[-1] == "  true  (counts as true)"


def test_eval_never_shows_free_text(tmp_path: Path) -> None:
    job(tmp_path, {"Environment": {"ID": "plain words"}, "Tags": [{"Key": "team", "Value": "plain tag"}]})
    for expression in (
        "Environment",
        "Environment.ID",
        "tags",
        "request",
        "join('-', values(Environment))",
        "reverse(Environment.ID)",
        "[reverse(Environment.ID)][0]",
        "reverse(merge(Environment, tags).ID)",
        "{a: reverse(tags.team)}",
    ):
        outcome = run("eval", expression, "jobs/job.json", cwd=tmp_path)
        assert "plain" not in (outcome.out + outcome.err) + (outcome.out + outcome.err)[::-1]
        assert outcome.code in (0, 2)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("ResourceConfig.InstanceTyp", "did you mean 'InstanceType'?\n  ResourceConfig.InstanceTyp\n  "),
        ("Tags[", "\n  Tags[\n  "),
        ("lenght(Tags)", "did you mean 'length'?\n  lenght(Tags)\n  ^^^^^^\n"),
    ],
)
def test_eval_points_at_faults(tmp_path: Path, expression: str, words: str) -> None:
    job(tmp_path)
    outcome = run("eval", expression, "jobs/job.json", cwd=tmp_path)
    assert outcome.code == 2
    assert words in outcome.out + outcome.err
    assert (outcome.out + outcome.err).endswith("^\n")


def test_policies_list_marks_those_that_apply(tmp_path: Path) -> None:
    lay(tmp_path, {"ours.yaml": policy(), "policylint.toml": 'policies = ["./ours.yaml"]\n'})
    listed = run("policies", "list", cwd=tmp_path).out.splitlines()
    assert listed[0] == "./ours.yaml: no title  (applies here)"
    assert listed[1].split() == ["name-jobs", "soft-mandatory"]
    assert [line.split()[0] for line in listed if not line.startswith(" ")] == [
        "./ours.yaml:",
        "aws-fsbp",
        "baseline",
        "cost",
        "ml-hygiene",
    ]


def test_explain_and_rules_know_policies(tmp_path: Path) -> None:
    explained = run("explain", "require-output-kms-key", cwd=tmp_path)
    assert (explained.code, explained.out.splitlines()[0]) == (0, "# require-output-kms-key")
    assert explained.out == run("policies", "explain", "require-output-kms-key", cwd=tmp_path).out
    near = run("explain", "require-output-kms", cwd=tmp_path)
    assert (near.code, near.err) == (
        2,
        "policylint: no rule or policy is called 'require-output-kms': did you mean 'require-output-kms-key'?; "
        "see `policylint rules`\n",
    )
    assert "require-output-kms-key" in run("rules", "--policies", "baseline", cwd=tmp_path).out


def test_the_schema_for_editors_takes_what_the_reader_takes(tmp_path: Path) -> None:
    import yaml

    schema = json.loads(run("policies", "schema", cwd=tmp_path).out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert list(validator.iter_errors(yaml.safe_load(policy()))) == []
    (fault,) = validator.iter_errors(yaml.safe_load(policy(more="severty: error")))
    assert "severty" in fault.message
