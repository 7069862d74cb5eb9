"""Fixing a file: what is fixed stays fixed, nothing else is found afterwards, and what cannot be fixed is said."""

import json
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from policylint.catalogue import load as catalogue
from policylint.examples import example
from policylint.fixing.apply import FixOutcome, apply_fixes
from policylint.fixing.change import SHARED
from policylint.fixing.places import MADE, SPELLED
from policylint.fixing.trial import Trial
from policylint.job import TRAINING, TUNING
from policylint.rule import Example, Rule
from policylint.ruleset import Ruleset
from policylint.settings.loading import load
from tests.fixing.change_strategies import PATIENT, at, places
from tests.requests import minimal_job, minimal_tuning_job
from tests.strategies import requests

RUN = "StoppingCondition.MaxRuntimeInSeconds"
WAIT = "StoppingCondition.MaxWaitTimeInSeconds"
SPOT = "EnableManagedSpotTraining"
MOST_JOBS = "HyperParameterTuningJobConfig.ResourceLimits.MaxNumberOfTrainingJobs"
RESUMES = {"CheckpointConfig.S3Uri": "s3://acme-ml/churn/checkpoints/"}


@lru_cache(maxsize=1)
def ruleset() -> Ruleset:
    return Ruleset.of(load(None, command_line={}, isolated=True))


def fixed(text: str | bytes, file: str = "job.json", *, unsafe: bool = False) -> FixOutcome:
    return apply_fixes(file, text if isinstance(text, bytes) else text.encode(), ruleset(), unsafe=unsafe)


def found(trial: Trial) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.path) for findings in trial.findings.values() for finding in findings)


def written(trial: Trial) -> str:
    return trial.content.decode()


# What is fixed --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoilt", "result"),
    [
        pytest.param({WAIT: 7200}, {}, id="wait without spot"),
        pytest.param({SPOT: True, **RESUMES}, {SPOT: True, **RESUMES, WAIT: 3600}, id="spot without wait"),
        pytest.param(
            {"HyperParameters": {"epochs": 10, "lr": 0.10, "amp": True}},
            {"HyperParameters": {"epochs": "10", "lr": "0.1", "amp": "true"}},
            id="numbers for text",
        ),
        pytest.param({"AlgorithmSpecification.TrainingInputMode": "file"}, {}, id="case of an enum"),
        pytest.param({"hyper_parameters": {"a": "b"}}, {"HyperParameters": {"a": "b"}}, id="name in snake case"),
        pytest.param({"HyperParametrs": {"a": 5}}, {"HyperParameters": {"a": "5"}}, id="name, then what is below it"),
        pytest.param({"Environment": None}, {}, id="null"),
        pytest.param(
            {"VpcConfig": {"SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"], "Subnets": ["subnet-0a1b2c3d4e5f60718"] * 4}},
            {"VpcConfig": {"SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"], "Subnets": ["subnet-0a1b2c3d4e5f60718"]}},
            id="one subnet four times",
        ),
    ],
)
def test_safe_fixes(spoilt: dict[str, Any], result: dict[str, Any]) -> None:
    outcome = fixed(json.dumps(minimal_job(spoilt), indent=2))
    assert json.loads(written(outcome.after)) == minimal_job(result)
    assert found(outcome.after) == Counter()
    assert outcome.refused == {}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param("10", '"10"', id="integer"),
        pytest.param("1.50", '"1.50"', id="float, as written"),
        pytest.param("true", '"true"', id="boolean"),
        pytest.param("yes", None, id="a boolean in YAML alone"),
        pytest.param("010", None, id="octal"),
        pytest.param("1_000", None, id="underscores"),
        pytest.param("1:30", None, id="base sixty"),
    ],
)
def test_what_yaml_alone_takes_for_a_number_is_quoted_on_request(text: str, result: str | None) -> None:
    request = yaml.safe_dump(minimal_job()) + f"HyperParameters:\n  epochs: {text} # as given\n"
    outcome = fixed(request, "job.yaml")
    assert written(outcome.after) == request.replace(f"{text} #", f"{result or text} #")
    assert (outcome.fixed, outcome.unsafe) == ((1, 0) if result else (0, 1))
    outcome = fixed(request, "job.yaml", unsafe=True)
    assert written(outcome.after) == request.replace(f"{text} #", f'"{text}" #')


def test_unsafe_fixes_are_made_on_request_only() -> None:
    request = json.dumps(minimal_job({RUN: 2_419_201}))
    assert (fixed(request).fixed, fixed(request).unsafe) == (0, 1)
    outcome = fixed(request, unsafe=True)
    assert json.loads(written(outcome.after)) == minimal_job({RUN: 2_419_200})
    assert (outcome.fixed, outcome.unsafe) == (1, 0)


def test_each_definition_of_a_tuning_job_is_mended_in_its_place() -> None:
    definition = {**minimal_tuning_job()["TrainingJobDefinition"], "DefinitionName": "one"}
    spoilt = {**definition, "DefinitionName": "two", "staticHyperParameters": {"epochs": 5}}
    request = minimal_tuning_job({"TrainingJobDefinitions": [definition, spoilt]})
    del request["TrainingJobDefinition"]
    outcome = fixed(json.dumps(request))
    assert outcome.fixed == 2  # the name, and the number below it
    definitions = json.loads(written(outcome.after))["TrainingJobDefinitions"]
    assert definitions[0] == definition
    assert definitions[1]["StaticHyperParameters"] == {"epochs": "5"}


def test_json_lines_are_mended_line_by_line() -> None:
    good, bad = minimal_job(), minimal_job({"HyperParameters": {"epochs": 10}})
    lines = [json.dumps(good), "", "{broken", json.dumps(bad), json.dumps(bad, ensure_ascii=False), json.dumps(good)]
    outcome = fixed("\r\n".join(lines).encode() + b"\n\xff\n", "jobs.jsonl")
    assert outcome.fixed == 2
    lines[3:5] = [line.replace("10}", '"10"}') for line in lines[3:5]]
    assert outcome.after.content == "\r\n".join(lines).encode() + b"\n\xff\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encoding_stays(encoding: str) -> None:
    text = json.dumps(minimal_job({"AlgorithmSpecification.TrainingInputMode": "file"}), indent=1)
    outcome = fixed(text.encode(encoding))
    assert outcome.after.content == text.replace('"file"', '"File"').encode(encoding)


STATES = {
    "StartAt": "Train",
    "States": {
        "Train": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
            "Parameters": {**minimal_job({SPOT: True, **RESUMES}), "TrainingJobName.$": "$.name"},
            "End": True,
        }
    },
}
del STATES["States"]["Train"]["Parameters"]["TrainingJobName"]  # type: ignore[index]


def test_a_state_machine_is_mended() -> None:
    outcome = fixed(json.dumps(STATES))
    assert outcome.fixed == 1
    parameters = json.loads(written(outcome.after))["States"]["Train"]["Parameters"]
    assert parameters["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 3600}


# What is not ----------------------------------------------------------------------------------------------------------


def test_a_fix_that_would_lead_to_another_finding_is_not_made() -> None:
    # There are more jobs than a Bayesian search may have.
    config = "HyperParameterTuningJobConfig"
    limits = {MOST_JOBS: 5000, f"{config}.Strategy": "Bayes"}
    request = json.dumps(minimal_tuning_job(limits))
    outcome = fixed(request, unsafe=True)
    assert (outcome.fixed, written(outcome.after)) == (0, request)
    assert [(finding.rule, finding.path, reason) for finding, reason in outcome.skipped()] == [
        ("SM1004", f"{config}.Strategy", f"the fix would cause SM2711 at {MOST_JOBS}")
    ]


def test_a_name_is_fixed_with_what_stands_below_it() -> None:
    # The job is judged as one on spot already: that it saves no checkpoints does not keep its name wrong.
    request = minimal_job({"EnableManagedSpotTrainng": True, WAIT: 7200})
    outcome = fixed(json.dumps(request))
    assert json.loads(written(outcome.after)) == minimal_job({WAIT: 7200, SPOT: True})
    assert (outcome.fixed, outcome.refused) == (1, {})


def test_both_bounds_of_a_range_are_quoted() -> None:
    ranges = {"ContinuousParameterRanges": [{"Name": "eta", "MinValue": 0.3, "MaxValue": 0.01}]}
    request = minimal_tuning_job({"HyperParameterTuningJobConfig.ParameterRanges": ranges})
    outcome = fixed(json.dumps(request))
    assert '"MinValue": "0.3", "MaxValue": "0.01"' in written(outcome.after)
    assert outcome.refused == {}


def test_a_name_is_mended_before_what_it_makes_wrong() -> None:
    # As long as the name is wrong, the wait seems to be without spot, and its own fix would take it out.
    request = minimal_job({**RESUMES, WAIT: 7200, "EnableManagedSpotTrainng": True})
    outcome = fixed(json.dumps(request))
    assert json.loads(written(outcome.after)) == minimal_job({**RESUMES, WAIT: 7200, SPOT: True})
    assert outcome.fixed == 1


def test_what_a_fix_leads_to_is_mended_with_it() -> None:
    request = minimal_job({**RESUMES, "EnableManagedSpotTrainng": True})
    outcome = fixed(json.dumps(request))
    assert json.loads(written(outcome.after)) == minimal_job({**RESUMES, WAIT: 3600, SPOT: True})


ANCHORED = """\
- &job
  TrainingJobName: one
  RoleArn: arn:aws:iam::123456789012:role/SageMakerTraining
  AlgorithmSpecification:
    TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4
    TrainingInputMode: File
  OutputDataConfig: {S3OutputPath: s3://acme-ml/churn/}
  ResourceConfig: {InstanceType: ml.m5.xlarge, InstanceCount: 1, VolumeSizeInGB: 30}
  StoppingCondition: {MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200}
- <<: *job
  TrainingJobName: two
"""


def test_what_is_shared_through_an_anchor_is_left() -> None:
    outcome = fixed(ANCHORED, "jobs.yaml")
    assert outcome.after.content == ANCHORED.encode()
    assert (outcome.fixed, list(outcome.refused.values())) == (0, [SHARED] * 2)


def test_no_fix_is_offered_inside_a_string() -> None:
    template = {
        "Resources": {
            "Machine": {
                "Type": "AWS::StepFunctions::StateMachine",
                "Properties": {"DefinitionString": json.dumps(STATES), "RoleArn": "arn:aws:iam::123456789012:role/x"},
            }
        }
    }
    outcome = fixed(json.dumps(template), "template.json")
    assert (outcome.fixed, outcome.refused) == (0, {})


def test_a_plan_of_terraform_is_left() -> None:
    after = {
        "training_job_name": "churn",
        "role_arn": "arn:aws:iam::123456789012:role/SageMakerTraining",
        "algorithm_specification": [{"training_image": "x", "training_input_mode": "file"}],
        "output_data_config": [{"s3_output_path": "s3://acme-ml/churn/"}],
        "resource_config": [{"instance_type": "ml.m5.xlarge", "instance_count": 1, "volume_size_in_gb": 30}],
        "stopping_condition": [{"max_runtime_in_seconds": 3600}],
    }
    change = {"actions": ["create"], "after": after, "after_unknown": {}}
    resource = {"address": "a.b", "mode": "managed", "type": "aws_sagemaker_training_job", "change": change}
    outcome = fixed(json.dumps({"format_version": "1.2", "resource_changes": [resource]}), "plan.json")
    assert (outcome.fixed, list(outcome.refused.values())) == (0, [MADE["terraform"]])


CUSTOM_RESOURCE = """\
apiVersion: sagemaker.services.k8s.aws/v1alpha1
kind: TrainingJob
metadata:
  name: churn
spec:
  trainingJobName: churn
  roleARN: arn:aws:iam::123456789012:role/SageMakerTraining
  algorithmSpecification:
    trainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4
    trainingInputMode: file
  enableManagedSpotTraining: true
  checkpointConfig: {s3URI: "s3://acme-ml/churn/"}
  outputDataConfig: {s3OutputPath: "s3://acme-ml/churn/"}
  resourceConfig: {instanceType: ml.m5.xlarge, instanceCount: 1, volumeSizeInGB: 30}
  stoppingCondition: {maxRuntimeInSeconds: 3600}
"""


def test_members_are_not_added_under_a_name_that_the_file_does_not_use() -> None:
    outcome = fixed(CUSTOM_RESOURCE, "job.yaml")
    assert written(outcome.after) == CUSTOM_RESOURCE.replace("Mode: file", "Mode: File")
    assert (outcome.fixed, list(outcome.refused.values())) == (1, [SPELLED])


def test_what_is_suppressed_is_not_mended() -> None:
    request = yaml.safe_dump(minimal_job()) + "HyperParameters:\n  epochs: 10 # policylint: ignore[SM1003] on trial\n"
    outcome = fixed(request, "job.yaml")
    assert (outcome.fixed, outcome.after.content) == (0, request.encode())


def test_a_suppression_does_not_lose_its_finding_to_a_fix() -> None:
    # To take the wait away would leave the comment with nothing to ignore.
    request = yaml.safe_dump(minimal_job()).replace(
        "StoppingCondition:", f"StoppingCondition: {{MaxRuntimeInSeconds: 60, {WAIT.partition('.')[2]}: 60}} # %\nx:"
    )
    request = request[: request.index("x:")] + request[request.index("TrainingJobName") :]
    accepted = request.replace("%", "policylint: ignore[SM2409] a smoke test")
    assert fixed(accepted, "job.yaml").fixed == 1
    accepted = request.replace("%", "policylint: ignore[SM2405] a smoke test")
    assert fixed(accepted, "job.yaml").fixed == 0


def test_a_fix_that_harms_the_file_does_not_keep_others_from_being_made() -> None:
    # To take the read-only member out would leave its comment, on a line of its own, with nothing to ignore.
    request = yaml.safe_dump(minimal_job())
    copied = "  # policylint: ignore[SM1003] as the service told it\n  SelectedInstanceCount: '1'\n  VolumeSizeInGB:"
    kept = request.replace("  VolumeSizeInGB:", copied)
    spoilt = request + "HyperParameters: {epochs: 10}\n"
    outcome = fixed("---\n".join([spoilt, kept, spoilt, spoilt]), "jobs.yaml")
    quoted = spoilt.replace("10", '"10"')
    assert written(outcome.after) == "---\n".join([quoted, kept, quoted, quoted])
    assert (outcome.fixed, list(outcome.refused.values())) == (3, ["the fix would cause LINT1101 at the request"])


# Every rule's own example ---------------------------------------------------------------------------------------------

ON_REQUESTS = [rule for rule in catalogue().rules.values() if not isinstance(rule.bad, Example)]
STYLES: list[tuple[str, Callable[[Any], str]]] = [
    ("job.json", lambda value: json.dumps(value, indent=2)),
    ("job.json", json.dumps),
    ("job.yaml", lambda value: yaml.safe_dump(value, sort_keys=False)),
    ("job.yaml", lambda value: yaml.safe_dump(value, default_flow_style=True, width=60)),
]


@pytest.mark.parametrize("rule", ON_REQUESTS, ids=lambda rule: rule.id)
@pytest.mark.parametrize(("file", "style"), STYLES, ids=["lines", "line", "block", "flow"])
def test_a_rules_example_is_clean_once_mended(rule: Rule, file: str, style: Callable[[Any], str]) -> None:
    assert not isinstance(rule.bad, Example)
    outcome = fixed(style(example(rule.operation, rule.bad)), file, unsafe=True)
    fixes = [finding.fix for findings in outcome.before.findings.values() for finding in findings]
    if any(fixes):
        assert outcome.fixed > 0
        assert outcome.refused == {}
        assert found(outcome.after) == Counter()


# Any request, spoilt in many ways -------------------------------------------------------------------------------------


@st.composite
def spoilt_requests(draw: DrawFn) -> dict[str, Any]:
    request: dict[str, Any] = deepcopy(draw(st.one_of(requests(TRAINING), requests(TUNING))))
    for _ in range(draw(st.integers(1, 6))):
        inner = [(route, value) for route, value in places(request)]
        route, value = draw(st.sampled_from(inner))
        parent, step = at(request, route[:-1]), route[-1]
        if isinstance(parent, list):
            parent.insert(step, deepcopy(value))
            continue
        respelt = [lambda name: name[0].lower() + name[1:], str.upper, lambda name: name[:-1], lambda name: f"{name}s"]
        odd = [None, 7, 2.50, True, str(value), str(value).lower(), [value], {"a": value}]
        if isinstance(step, str) and len(step) > 1 and draw(st.booleans()):
            parent[draw(st.sampled_from(respelt))(step)] = parent.pop(step)
        else:
            parent[step] = draw(st.sampled_from(odd))
    return request


@PATIENT
@given(request=spoilt_requests(), style=st.sampled_from(STYLES), unsafe=st.booleans())
def test_mending_any_request(request: dict[str, Any], style: tuple[str, Callable[[Any], str]], unsafe: bool) -> None:
    file, write = style
    outcome = fixed(write(request), file, unsafe=unsafe)
    before, after = found(outcome.before), found(outcome.after)
    assert sum(after.values()) <= sum(before.values()) - outcome.fixed
    assert {rule for rule, _ in after} <= {rule for rule, _ in before}
    if not any("[" in path for _, path in before):
        assert after <= before

    again = fixed(outcome.after.content, file, unsafe=unsafe)
    assert (again.fixed, again.after.content) == (0, outcome.after.content)
    assert (again.unsafe, again.refused) == (outcome.unsafe, outcome.refused)

    offered = [f.fix for findings in outcome.after.findings.values() for f in findings if f.fix]
    assert len(outcome.refused) + outcome.unsafe >= sum(fix.safe or unsafe for fix in offered)
