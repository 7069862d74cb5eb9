"""Terraform source through the program: what is found in it, where it stands, and what is left unknown."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.cli import main
from policylint.sources.terraform.functions import FUNCTIONS
from policylint.sources.terraform.module import Module
from policylint.sources.terraform.source import RESOURCES, configuration
from policylint.sources.terraform.syntax import parse
from policylint.sources.terraform.values import plain
from policylint.sources.text import SourceFault

Folder = Callable[..., Path]

ARN = "arn:aws:states:::sagemaker:createTrainingJob.sync"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"


def machine(parameters: str, before: str = "", after: str = "") -> str:
    """A state machine with one task, whose parameters are given in HCL."""
    return f"""{before}resource "aws_sfn_state_machine" "train" {{
  definition = jsonencode({{
    StartAt = "Train"
    States = {{
      Train = {{
        Type     = "Task"
        Resource = "{ARN}"
        End      = true
        Parameters = {{
          {parameters}
        }}
      }}
    }}
  }})
}}
{after}"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)

    def write(**files: str) -> Path:
        for name, text in files.items():
            path = tmp_path / name.replace("_tf", ".tf")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        return tmp_path

    return write


@pytest.fixture
def extract(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[Any]]:
    def run(*paths: str) -> list[Any]:
        main(["extract", "--isolated", *paths])
        found: list[Any] = json.loads(capsys.readouterr().out)
        return found

    return run


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[Any]]:
    def run(*arguments: str) -> list[Any]:
        main(["check", "--isolated", "--output-format", "json", *arguments])
        found: list[Any] = json.loads(capsys.readouterr().out)["findings"]
        return [{**(one["position"] or {}), **one} for one in found]

    return run


Run = Callable[..., list[Any]]


def request(found: list[Any]) -> Any:
    [one] = found
    return one["request"]


def test_locals_of_another_file_are_known_and_stand_where_they_are_named(
    folder: Folder, extract: Run, check: Run
) -> None:
    folder(
        main_tf=machine("ResourceConfig = { InstanceType = local.type }"), locals_tf='locals { type = "ml.m5.xl" }\n'
    )
    assert request(extract("main.tf"))["ResourceConfig"] == {"InstanceType": "ml.m5.xl"}
    [finding] = [one for one in check("main.tf") if one["path"] == "ResourceConfig.InstanceType"]
    assert (finding["line"], finding["column"]) == (10, 45)


def test_a_default_is_a_candidate_and_a_file_of_values_decides(folder: Folder, extract: Run, check: Run) -> None:
    text = machine("ResourceConfig = { InstanceType = var.type }", after='variable "type" { default = "ml.nope" }\n')
    folder(main_tf=text)
    asked = request(extract("main.tf"))["ResourceConfig"]["InstanceType"]
    assert asked == {"$unknown": "var.type", "$candidates": ["ml.nope"]}
    [finding] = [one for one in check("main.tf") if one["path"] == "ResourceConfig.InstanceType"]
    assert "the default of variable type" in finding["message"]
    assert finding["line"] == text.count("\n")
    folder(main_tf=text, terraform_tfvars='type = "ml.m5.large"\n')
    assert request(extract("main.tf"))["ResourceConfig"]["InstanceType"] == "ml.m5.large"


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("aws_iam_role.train.arn", {"$unknown": "aws_iam_role.train.arn"}),
        ("data.aws_ssm_parameter.x.value", {"$unknown": "data.aws_ssm_parameter.x.value"}),
        ("module.names.role", {"$unknown": "module.names.role"}),
        ('var.none ? "a" : "b"', {"$unknown": 'var.none ? "a" : "b"', "$candidates": ["a", "b"]}),
        ('var.none ? "a" : "a"', "a"),
        ('"${var.none}-x"', {"$unknown": "${var.none}-x"}),
        ("timestamp()", {"$unknown": "timestamp()"}),
        ("local.circle", {"$unknown": "local.circle"}),
        ('true ? "a" : false ? "b" : "c"', "a"),
    ],
)
def test_what_only_a_plan_can_tell_is_unknown(folder: Folder, extract: Run, expression: str, shown: Any) -> None:
    folder(main_tf=machine(f"RoleArn = {expression}", after='variable "none" {}\nlocals { circle = local.circle }\n'))
    assert request(extract("main.tf"))["RoleArn"] == shown


def test_members_that_an_unknown_object_may_hold_are_not_missing(folder: Folder, check: Run) -> None:
    folder(main_tf=machine('RoleArn = "x"', after=""))
    assert any("OutputDataConfig" in one["path"] for one in check("main.tf"))
    text = machine("").replace(
        "Parameters = {\n          \n        }", 'Parameters = merge(module.x.request, { A = "b" })'
    )
    folder(main_tf=text)
    assert {one["path"] for one in check("main.tf") if one["rule"] == "SM1002"} == set()


_TASK = f'{{"States": {{"T": {{"Type": "Task", "Resource": "{ARN}",\n"Parameters": {{"TrainingJobName": "%s"}}}}}}}}'


@pytest.mark.parametrize(
    ("definition", "shown"),
    [
        (f"<<EOT\n{_TASK % 'a_b'}\nEOT\n", "a_b"),
        (f"<<-EOT\n    {_TASK % 'a_b'}\n  EOT\n", "a_b"),
        (f"<<-EOT\n    {_TASK % '${local.name}'}\n  EOT\n", "a_b"),
        (json.dumps(_TASK % "a_b"), "a_b"),
        (json.dumps(_TASK % "${local.name}"), "a_b"),
    ],
    ids=["heredoc", "flush heredoc", "interpolated", "escaped", "escaped and interpolated"],
)
def test_places_in_texts(folder: Folder, check: Run, definition: str, shown: str) -> None:
    text = f'resource "aws_sfn_state_machine" "m" {{\n  definition = {definition}\n}}\nlocals {{\n  name = "a_b"\n}}\n'
    folder(main_tf=text)
    [finding] = [one for one in check("main.tf") if one["rule"] == "SM1006"]
    assert text.splitlines()[finding["line"] - 1][finding["column"] - 1 :].lstrip('\\"').startswith(shown)


def test_template_files_and_files_beside_it(folder: Folder, extract: Run) -> None:
    states = (_TASK % "${name}").replace('"TrainingJobName"', '"X": ${n}, "TrainingJobName"')
    folder(
        main_tf='resource "aws_sfn_state_machine" "m" {\n'
        '  definition = templatefile("${path.module}/machine.tftpl", { name = "churn", n = 3 })\n}\n',
        machine_tftpl=states,
    )
    assert request(extract("main.tf")) == {"TrainingJobName": "churn", "X": 3}


_STEPS = '{ Steps = [{ Name = "T", Type = "Training", Arguments = %s }] }'
_TEMPLATE = '{ Resources = { J = { Type = "AWS::SageMaker::TrainingJob", Properties = %s } } }'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("aws_sagemaker_pipeline", f"pipeline_definition = jsonencode({_STEPS})"),
        (
            "awscc_sagemaker_pipeline",
            f"pipeline_definition = {{ pipeline_definition_body = jsonencode({_STEPS}) }}",
        ),
        (
            "aws_scheduler_schedule",
            'target {\n arn = "arn:aws:scheduler:::aws-sdk:sagemaker:createTrainingJob"\n input = jsonencode(%s)\n }',
        ),
        ("aws_cloudwatch_event_target", "input = jsonencode(%s)"),
        ("aws_cloudformation_stack", f"template_body = jsonencode({_TEMPLATE})"),
        ("aws_cloudformation_stack", f"template_body = yamlencode({_TEMPLATE})"),
        (
            "aws_cloudcontrolapi_resource",
            'type_name = "AWS::SageMaker::TrainingJob"\n  desired_state = jsonencode(%s)',
        ),
        ("terraform_data", "input = %s"),
    ],
)
def test_resources_that_hold_requests(folder: Folder, extract: Run, kind: str, body: str) -> None:
    parameters = (
        '{ TrainingJobName = "churn", ResourceConfig = { InstanceType = "ml.m5.xlarge", InstanceCount = 1 },'
        ' AlgorithmSpecification = { TrainingInputMode = "File" }, OutputDataConfig = { S3OutputPath = "s3://a/x" } }'
    )
    folder(main_tf=f'resource "{kind}" "it" {{\n  {body.replace("%s", parameters)}\n}}\n')
    [found] = extract("main.tf")
    assert found["request"]["ResourceConfig"] == {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}
    assert found["kind"] == "hcl"


def test_the_training_job_of_the_provider_with_blocks(folder: Folder, extract: Run) -> None:
    folder(
        main_tf="""provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { team = "ml" } }
}
resource "aws_sagemaker_training_job" "it" {
  for_each          = { a = 1, b = 2 }
  training_job_name = "churn-${each.key}"
  resource_config {
    instance_type  = "ml.m5.xlarge"
    instance_count = each.value
  }
  dynamic "input_data_config" {
    for_each = ["train", "validation"]
    content { channel_name = input_data_config.value }
  }
  dynamic "vpc_config" {
    for_each = var.networks
    content { subnets = vpc_config.value }
  }
  tags = { owner = "x" }
}
"""
    )
    first, second = extract("main.tf")
    assert first["job"] == 'aws_sagemaker_training_job.it["a"]'
    assert first["request"]["TrainingJobName"] == "churn-a"
    assert second["request"]["ResourceConfig"] == {"InstanceType": "ml.m5.xlarge", "InstanceCount": 2}
    assert [one["ChannelName"] for one in first["request"]["InputDataConfig"]] == ["train", "validation"]
    assert first["request"]["VpcConfig"] == {"$unknown": 'dynamic "vpc_config"'}
    assert {one["Key"]: one["Value"] for one in first["request"]["Tags"]} == {"team": "ml", "owner": "x"}


@pytest.mark.parametrize(
    ("provider", "tags"),
    [
        ("", [{"Key": "owner", "Value": "x"}, {"$unknown": "tags with the default_tags of the provider"}]),
        ('provider "aws" {}\n', [{"Key": "owner", "Value": "x"}]),
    ],
    ids=["of the module that calls", "without default tags"],
)
def test_tags_that_a_provider_may_add(folder: Folder, extract: Run, provider: str, tags: Any) -> None:
    job = 'training_job_name = "x"\n  tags = { owner = "x" }'
    folder(main_tf=f'{provider}resource "aws_sagemaker_training_job" "it" {{\n  {job}\n}}\n')
    assert request(extract("main.tf"))["Tags"] == tags


def test_fixes_are_made_in_place(folder: Folder) -> None:
    text = machine(
        'ResourceConfig = { "InstanceType" = "ml.m5.xlrge", VolumeSizeInGB = 50, InstanceCount = 1 } # kept',
        before='# é\nlocals { name = "x" }\n',
    )
    folder(main_tf=text)
    main(["check", "--isolated", "--fix", "--unsafe-fixes", "-q", "main.tf"])
    assert Path("main.tf").read_text() == text.replace("xlrge", "xlarge")


def test_a_value_that_several_share_is_not_edited(folder: Folder) -> None:
    text = machine("ResourceConfig = { InstanceType = local.t }", before='locals { t = "ml.m5.xlrge" }\n').replace(
        'resource "aws_sfn_state_machine" "train" {', 'resource "aws_sfn_state_machine" "train" {\n  count = 2'
    )
    folder(main_tf=text)
    main(["check", "--isolated", "--fix", "--unsafe-fixes", "-q", "main.tf"])
    assert Path("main.tf").read_text() == text


@pytest.mark.parametrize("comment", ["# policylint: ignore[SM1004] known", "// policylint: ignore[SM1004] known"])
@pytest.mark.parametrize("place", ["value", "resource", "above"])
def test_comments_accept(folder: Folder, check: Run, comment: str, place: str) -> None:
    text = machine('ResourceConfig = { InstanceType = "ml.m5.xlrge" }')
    if place == "value":
        text = text.replace('"ml.m5.xlrge" }', f'"ml.m5.xlrge" }} {comment}')
    elif place == "resource":
        text = text.replace('"train" {', f'"train" {{ {comment}')
    else:
        text = f"{comment}\n// more of it\n{text}"
    folder(main_tf=text)
    assert "SM1004" not in {one["rule"] for one in check("main.tf")}
    assert not {one["rule"] for one in check("main.tf")} & {"LINT1006", "LINT1007", "LINT1010"}


def test_secrets_in_requests_defaults_and_comments_are_found_and_hidden(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "AKIA" + "Q3EGRIV7XTNPLWZB"
    folder(
        main_tf=machine(
            "Environment = { A = local.key, B = var.key }",
            before=f'# {key}\nlocals {{ key = "{key}" }}\nvariable "key" {{ default = "{key}" }}\n',
        )
    )
    main(["check", "--isolated", "--output-format", "json", "main.tf"])
    out = capsys.readouterr().out
    found = [one for one in json.loads(out)["findings"] if one["rule"].startswith("SEC")]
    assert {one["position"]["line"] for one in found} >= {1, 2, 3}
    assert key not in out
    main(["extract", "--isolated", "main.tf"])
    assert key not in capsys.readouterr().out


def test_cost_reads_it(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder(
        main_tf=machine(
            'ResourceConfig = { InstanceType = "ml.m5.xlarge", InstanceCount = 2, VolumeSizeInGB = 50 }\n'
            " StoppingCondition = { MaxRuntimeInSeconds = 3600 }",
            before='provider "aws" { region = "us-east-1" }\n',
        )
    )
    main(["cost", "--isolated", "--output-format", "json", "main.tf"])
    [job] = json.loads(capsys.readouterr().out)["jobs"]
    assert (job["region"], job["wall_clock_seconds"]) == ("us-east-1", 3600)
    assert 0.4 < job["max_usd"] < 0.6


HOSTILE = {
    "unclosed": 'resource "a" "b" {',
    "broken heredoc": 'locals { a = <<EOT\n"training_job"\n',
    "garbage": "}{)(][training_job\n" * 100,
    "deep lists": "locals { training_job = " + "[" * 5_000 + "]" * 5_000 + " }",
    "deep calls": machine("A = " + "upper(" * 2_000 + '"x"' + ")" * 2_000),
    "deep templates": machine("A = " + '"${' * 300 + "1" + '}"' * 300),
    "deep blocks": "training_job {\n" * 3_000 + "}\n" * 3_000,
    "doubling locals": machine("A = local.l40")
    + "locals {\n l0 = [1, 2]\n"
    + "".join(f" l{n} = [local.l{n - 1}, local.l{n - 1}]\n" for n in range(1, 41))
    + "}\n",
    "doubling texts": machine("A = local.l40")
    + 'locals {\n l0 = "xxxxxxxxxx"\n'
    + "".join(f' l{n} = "${{local.l{n - 1}}}${{local.l{n - 1}}}"\n' for n in range(1, 41))
    + "}\n",
    "loops in loops": machine("A = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]"),
    "long texts": 'locals {\n big = join(",", range(1000))\n}\n'
    + 'resource "terraform_data" "training_job" {\n input = [\n'
    + '"${local.big}${local.big}${local.big}" == "x" ? "${local.big}" : upper(local.big),\n' * 2_000
    + "]\n}\n",
    "many instances": machine("A = count.index").replace('"train" {', '"train" {\n count = 1000000000', 1),
    "circles": machine("A = local.a") + "locals {\n a = local.b\n b = local.a\n}\n",
    "operators": machine("A = 1" + " + 1" * 5_000),
    "conditions": machine("A = " + "true ? " * 500 + "1" + " : 2" * 500),
    "huge": "# training_job\n" + "x = 1\n" * 800_000,
    "wrong types": machine("A = upper(jsonencode([1])[0].x...)\n B = {}.a.b\n C = [1][true]\n D = null[0]\n E = -{}"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_bounded_and_none_is_lost(folder: Folder, check: Run, name: str) -> None:
    folder(main_tf=HOSTILE[name])
    found = check("main.tf")
    assert found
    assert "LINT9999" not in {one["rule"] for one in found}


def test_a_syntax_error_has_its_place(folder: Folder, check: Run) -> None:
    folder(main_tf=machine('A = "é"') + "\nlocals {\n  a = [1, 2\n}\n", fine_tf=machine('TrainingJobName = "a_b"'))
    found = check(".")
    [fault] = [one for one in found if one["rule"] == "LINT1003"]
    assert fault["file"] == "main.tf"
    assert fault["line"] >= 18
    assert "SM1006" in {one["rule"] for one in found if one["file"] == "fine.tf"}


def test_a_walk_reads_what_a_folder_says_together_and_is_silent_about_the_rest(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    definition = machine('TrainingJobName = "a_b"').partition("definition = ")[2].rstrip().rstrip("}")
    folder(
        machine_tf='resource "aws_sfn_state_machine" "m" {\n  definition = local.definition\n}\n',
        locals_tf=f"locals {{\n  definition = {definition}\n}}\n",
        iam_tf='data "aws_iam_policy_document" "x" {\n  statement { actions = ["sagemaker:CreateTrainingJob"] }\n}\n',
        variables_tf='variable "training_job_name" {}\n',
    )
    main(["check", "--isolated", "--output-format", "json", "."])
    report = json.loads(capsys.readouterr().out)
    assert {one["file"] for one in report["findings"]} == {"machine.tf"}
    assert report["unread"] == []


def literal(value: Any) -> str:
    """A value as HCL writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)} = {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, str):
        written = json.dumps(value, ensure_ascii=True)[1:-1]
        escaped = written.replace("\\b", "\\u0008").replace("\\f", "\\u000c").replace("${", "$${").replace("%{", "%%{")
        return f'"{escaped}"'
    return json.dumps(value)


# Beyond U+FFFF JSON writes two escapes where HCL has one.
_STRINGS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=12)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12).filter(bool) | _STRINGS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_STRINGS, inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES)
def test_values_come_back_from_jsonencode(value: Any) -> None:
    text = parse("main.tf", f"locals {{\n  it = jsonencode({literal(value)})\n}}\n")
    found = Module("<stdin>", text).local("it")
    assert found is not None
    assert json.loads(plain(found)) == value


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=40))
def test_texts_come_back_from_heredocs(value: str) -> None:
    written = value.replace("${", "$${").replace("%{", "%%{")
    if "EOT" in written or value.endswith(("$", "%")):
        return
    text = parse("main.tf", f"locals {{\n  it = <<EOT\n{written}\nEOT\n}}\n")
    found = Module("<stdin>", text).local("it")
    assert found is not None
    assert plain(found) == f"{value}\n"


_PARTS = st.sampled_from(
    ["resource", '"a"', "{", "}", "=", "[", "]", "(", ")", "${", "%{", '"', "<<EOT\n", "EOT\n", "\n", "local.a",
     "var.b", "for x in", ":", "=>", "...", "if", "?", "jsonencode", "1", "1e3", "é", "#", "//", "/*", "$${", "~}", "."]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=30).map(" ".join))
def test_no_text_breaks_the_reading(text: str) -> None:
    with suppress(SourceFault):
        assert RESOURCES in configuration(text, "<stdin>")


def test_the_documentation_lists_the_functions() -> None:
    page = (Path(__file__).parents[2] / "docs" / "terraform-sources.md").read_text()
    listed = page.partition("These functions")[2].partition("##")[0]
    assert re.findall(r"`(\w+)`", listed) == sorted(FUNCTIONS)
