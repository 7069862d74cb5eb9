"""The commands for authors of policies, in a project that has packs, parameters and waivers of its own."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.cli import policylint
from tests.requests import minimal_job
from tests.test_docs import ROOT

HARD = """policies:
  - name: require-isolation
    enforcement: hard-mandatory
    assert: EnableNetworkIsolation
    message: The containers can reach the network
    fix: Set EnableNetworkIsolation to true.
    reason: Data leaves by the network.
"""
UNVALUED = """params:
  buckets:
    type: strings
    doc: The buckets that models are written to.
policies:
  - name: use-our-buckets
    assert: glob(s3(OutputDataConfig.S3OutputPath).bucket, params.buckets)
    message: "{{ OutputDataConfig.S3OutputPath }} is none of ours"
    fix: Write to one of ours.
    reason: Models must be found again.
"""
CASES = """cases:
  use-our-buckets:
    - {name: ours, params: {buckets: [acme-*]}, expect: pass}
    - {name: another, %sexpect: fail}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What `policylint init` writes, and one job: the baseline, a pack, and a value for a parameter of the baseline."""
    (tmp_path / "jobs").mkdir()
    assert policylint("init", cwd=tmp_path).code == 0
    (tmp_path / "jobs" / "job.json").write_text(json.dumps(minimal_job()), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("arguments", [("list",), ("show", "./policies/acme"), ("show", "baseline")])
def test_packs_are_listed_and_shown_where_parameters_are_set(arguments: tuple[str, ...], project: Path) -> None:
    outcome = policylint("policies", *arguments, cwd=project)
    assert (outcome.code, outcome.err) == (0, "")


def test_a_pack_is_shown_with_the_values_that_apply_here(project: Path) -> None:
    shown = policylint("policies", "show", "baseline", cwd=project).out
    assert f'`["owner", "cost-center"]` ({project / "policylint.toml"}: policy-params)' in shown


def test_an_option_may_name_other_packs_than_the_file_has_values_for(project: Path) -> None:
    outcome = policylint("check", "--quiet", "--policies", "cost", "--environment", "dev", "jobs", cwd=project)
    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize("command", [("check", "jobs"), ("policies", "list")])
def test_a_misspelled_parameter_of_the_file_is_a_fault(command: tuple[str, ...], project: Path) -> None:
    config = project / "policylint.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("required_tags", "requred_tags"), encoding="utf-8")
    outcome = policylint(*command, cwd=project)
    assert outcome.code == 2
    assert "no pack has a parameter 'requred_tags': did you mean 'required_tags'?" in outcome.err


def test_a_policy_is_explained_from_the_pack_that_has_its_cases(tmp_path: Path) -> None:
    page = policylint("policies", "explain", "require-output-kms-key", cwd=tmp_path).out
    assert "Pack `baseline`" in page
    assert "No key: the smallest valid training job, as it is." in page


def test_a_page_shows_a_case_without_its_base(tmp_path: Path) -> None:
    page = policylint("policies", "explain", "cap-job-cost", cwd=tmp_path).out
    assert 'ResourceConfig.InstanceType: "ml.g5.xlarge"' in page
    assert "params.max_job_usd: 1\n" in page


def test_a_title_keeps_the_ellipsis_at_its_end(tmp_path: Path) -> None:
    page = policylint("policies", "explain", "require-tags", cwd=tmp_path).out
    assert page.split("\n")[2] == "These tags are missing: ..."


def test_generated_waivers_are_plain_yaml_and_waive_all_that_was_there(project: Path) -> None:
    assert policylint("waivers", "generate", "jobs", "--approver", "me@acme.example", cwd=project).code == 0
    text = (project / "waivers.yaml").read_text(encoding="utf-8")
    assert "&" not in text
    assert len(yaml.safe_load(text)["waivers"]) > 5
    outcome = policylint("check", "--quiet", "jobs", "--waivers", "waivers.yaml", cwd=project)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


@pytest.mark.parametrize(
    "arguments",
    [("--waivers", "w.yaml"), ("list", "--waivers", "w.yaml"), ("--waivers", "w.yaml", "list")],
    ids=["no command", "list", "option before list"],
)
def test_waivers_lists_them(arguments: tuple[str, ...], tmp_path: Path) -> None:
    waiver = "waivers:\n  - {rule: SM1003, reason: known for a year, approver: me@b, expires: 2020-01-31}\n"
    (tmp_path / "w.yaml").write_text(waiver, encoding="utf-8")
    outcome = policylint("waivers", *arguments, cwd=tmp_path)
    assert (outcome.code, outcome.out.splitlines()[-1]) == (0, "1 waiver, 1 expired")
    assert policylint("waivers", *arguments, "--expired", cwd=tmp_path).code == 1


def test_a_baseline_leaves_out_what_cannot_be_accepted(project: Path) -> None:
    (project / "hard.yaml").write_text(HARD, encoding="utf-8")
    outcome = policylint("baseline", "jobs", "--policies", "./hard.yaml", cwd=project)
    assert outcome.out == (
        "Wrote no findings to policylint-baseline.json. 1 more of hard-mandatory policies cannot be accepted.\n"
    )
    outcome = policylint(
        "check", "-q", "jobs", "--policies", "./hard.yaml", "--baseline", "policylint-baseline.json", cwd=project
    )
    assert (outcome.code, outcome.out.count("\n")) == (1, 1)


def test_a_pack_whose_parameter_has_no_value_is_tested_with_those_of_its_cases(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(UNVALUED, encoding="utf-8")
    (tmp_path / "p.test.yaml").write_text(CASES % "params: {buckets: [other]}, ", encoding="utf-8")
    outcome = policylint("test", "./p.yaml", "--require-coverage", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (0, "2 cases, 0 failed\n")
    assert "must be set" in policylint("policies", "show", "./p.yaml", cwd=tmp_path).out
    (tmp_path / "p.test.yaml").write_text(CASES % "", encoding="utf-8")
    outcome = policylint("test", "./p.yaml", cwd=tmp_path)
    assert outcome.code == 2
    assert "p.test.yaml:4:14: the parameter buckets has no value: give the case one, in params" in outcome.err


def test_an_expression_is_tried_with_the_parameters_that_apply(project: Path) -> None:
    expression = "starts_with(TrainingJobName, params.name_prefix)"
    outcome = policylint("eval", expression, "jobs/job.json", cwd=project)
    assert outcome.out.splitlines()[-1] == "  false  (counts as false)"
    outcome = policylint("eval", expression, "jobs/job.json", "--isolated", cwd=project)
    assert (outcome.code, outcome.out) == (2, "")
    assert "--policies PACK" in outcome.err


def test_a_value_that_a_function_does_not_take_is_told(project: Path) -> None:
    outcome = policylint("eval", "length(VpcConfig.Subnets)", "jobs/job.json", cwd=project)
    assert outcome.out.splitlines()[-1].startswith("  length() does not take null: a policy fails then")


def test_the_schema_for_editors_takes_all_packs_and_no_unknown_key(tmp_path: Path) -> None:
    schema = json.loads(policylint("policies", "schema", cwd=tmp_path).out)
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    files = [*(ROOT / "policies").rglob("*.yaml"), *(ROOT / "examples/policies/acme/policies").rglob("*.yaml")]
    packs = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files if ".test." not in file.name]
    assert [list(validator.iter_errors(pack)) for pack in packs] == [[] for _ in packs]
    assert len(packs) > 10
    policy = packs[0].get("policies", [{}])[0]
    assert not validator.is_valid({"policies": [{**policy, "asert": "RoleArn"}]})
