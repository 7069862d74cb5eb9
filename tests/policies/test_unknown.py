"""What is not known never satisfies a policy: whatever a hole in a request comes to, a pass stays one.

A policy is judged against a request with holes (template expressions, facts that nobody stated) and against each of
many ways to fill them. Where it passed with the holes it must not be broken by any filling, and the other way round.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policylint.authored.fault import AuthoredError
from policylint.guards.judging import Judging
from policylint.job import TRAINING, Facts, TrainingJob
from policylint.memory import check
from policylint.path import REMOVED, overlay
from policylint.policies.rules import Policies, load
from policylint.settings.config import Config
from policylint.unknown import mark_templates
from tests.policies.workspace import lay, policy
from tests.requests import minimal_job

BASE = minimal_job(
    {
        "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "team", "Value": "ads"}],
        "VpcConfig": {"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]},
        "HyperParameters": {"lr": "0.1", "kind": '"deep"'},
        "InputDataConfig": [
            {"ChannelName": "train", "ContentType": "text/csv"},
            {"ChannelName": "test"},
        ],
    }
)
# A place of a hole, and what may come to stand there.
HOLES: dict[str, list[Any]] = {
    "TrainingJobName": ["prod-1", "dev"],
    "OutputDataConfig.KmsKeyId": ["alias/prod", REMOVED],
    "ResourceConfig": [{"InstanceType": "ml.p4d.24xlarge", "InstanceCount": 9}, {"InstanceGroups": []}],
    "ResourceConfig.InstanceType": ["ml.m5.xlarge", "ml.p5.48xlarge", REMOVED],
    "ResourceConfig.InstanceCount": [1, 3, 9],
    "StoppingCondition": [{"MaxRuntimeInSeconds": 9}, {}],
    "StoppingCondition.MaxRuntimeInSeconds": [1, 3, 9, REMOVED],
    "Tags": [[], [{"Key": "env", "Value": "dev"}], [{"Key": "team", "Value": "prod"}]],
    "Tags[0]": [{"Key": "env", "Value": "dev"}, {"Key": "other", "Value": "prod"}],
    "Tags[0].Key": ["env", "kind"],
    "Tags[1].Value": ["prod", "dev", ""],
    "VpcConfig": [REMOVED, {"Subnets": ["subnet-9"]}, {"Subnets": []}],
    "VpcConfig.Subnets": [[], ["subnet-9"], ["subnet-1"]],
    "VpcConfig.Subnets[1]": ["subnet-1", "subnet-9"],
    "HyperParameters": [REMOVED, {}, {"lr": "prod"}],
    "HyperParameters.lr": ["3", "nan", "prod", REMOVED],
    "InputDataConfig": [[], REMOVED, [{"ChannelName": "prod", "ContentType": "prod"}]],
    "InputDataConfig[0]": [{"ChannelName": "prod"}, {"ContentType": "dev"}],
    "InputDataConfig[0].ContentType": ["prod", "text/csv", REMOVED],
}


def _lines(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from([line.strip() for line in text.strip().splitlines()])


TEXTS = _lines("""
    TrainingJobName
    OutputDataConfig.KmsKeyId
    ResourceConfig.InstanceType
    tags.env
    tags.kind
    job.name
    hyperparameters.lr
    hyperparameters.kind
    environment
    account
    VpcConfig.Subnets[0]
    InputDataConfig[].ContentType | [0]
    InputDataConfig[0].ContentType
    lower(tags.team)
    lookup(params.owners, tags.team)
""")
NUMBERS = _lines("""
    StoppingCondition.MaxRuntimeInSeconds
    resources.InstanceCount
    instance_count
    gpu_count
    params.most
    length(InputDataConfig[].ContentType)
    length(InputDataConfig[?ContentType])
    length(keys(tags))
    to_number(hyperparameters.lr)
    sum(instances[].gpus)
    max(instances[].count)
    length(VpcConfig.Subnets || `[]`)
    length(VpcConfig.Subnets[?@ == 'subnet-1'] || `[]`)
""")
LISTS = _lines("""
    VpcConfig.Subnets
    InputDataConfig[].ContentType
    InputDataConfig[1:].ContentType
    InputDataConfig[?ContentType == 'prod'].ChannelName
    InputDataConfig[].[ContentType][]
    [VpcConfig.Subnets, VpcConfig.SecurityGroupIds][]
    keys(tags)
    values(tags)
    tags.*
    Tags[].Value
    instances[].family
    unique(InputDataConfig[].ContentType)
    difference(keys(tags), ['env'])
    reverse(InputDataConfig[].ContentType)
    sort(VpcConfig.Subnets || `[]`)
""")
WORDS = st.sampled_from(["prod", "dev", "ml.p5.48xlarge", "subnet-1", "env", "text/csv"])
ATOMS = st.one_of(
    TEXTS,
    LISTS,
    st.builds("{} == '{}'".format, TEXTS, WORDS),
    st.builds("{} != '{}'".format, TEXTS, WORDS),
    st.builds("{}({}, '{}')".format, st.sampled_from(["starts_with", "ends_with", "contains"]), TEXTS, WORDS),
    st.builds("glob({}, '{}*')".format, TEXTS, WORDS),
    st.builds("matches({}, '.*{}.*')".format, TEXTS, WORDS),
    st.builds("contains(['prod', 'dev'], {})".format, TEXTS),
    st.builds("{} {} `{}`".format, NUMBERS, st.sampled_from(["<", "<=", ">", ">=", "=="]), st.integers(0, 9)),
    st.builds("contains({}, '{}')".format, LISTS, WORDS),
    st.builds("{}({}, &@ == '{}')".format, st.sampled_from(["any", "all"]), LISTS, WORDS),
    st.builds("{}({}, &starts_with(@, '{}'))".format, st.sampled_from(["any", "all"]), LISTS, WORDS),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("!({})".format, inner),
        st.builds("({}) && ({})".format, inner, inner),
        st.builds("({}) || ({})".format, inner, inner),
    ),
    max_leaves=4,
)
EACH = ["VpcConfig.Subnets", "InputDataConfig[].ContentType", "InputDataConfig[?ContentType == 'prod'].ChannelName"]
PARAMS = (
    "params:\n  most: {type: integer, default: 2, environments: {prod: 5}, doc: d}\n"
    "  owners: {type: map, values: string, default: {ads: prod, search: dev}, doc: d}\n"
)


@st.composite
def packs(draw: st.DrawFn) -> str:
    key, missing = draw(st.sampled_from(["assert", "deny"])), draw(st.sampled_from(["", "missing: fail"]))
    more = [f"when: {_quoted(draw(CONDITIONS))}"] * draw(st.booleans())
    each = draw(st.sampled_from([None, None, *EACH]))
    if each is not None:
        more.append(f"each: {_quoted(each)}")
        condition = draw(
            st.sampled_from(["item == 'prod'", "starts_with(item, 'subnet-')", "contains(keys(tags), item)"])
        )
    else:
        condition = draw(CONDITIONS)
    more += [missing] * bool(missing)
    return PARAMS + policy(
        condition=f"{key}: {_quoted(condition)}", more="\n".join(["enforcement: hard-mandatory", *more])
    )


def _quoted(expression: str) -> str:
    return '"' + expression.replace('"', '\\"') + '"'


FACTS = st.builds(
    Facts,
    st.sampled_from([None, "prod", "dev"]),
    st.sampled_from([None, "eu-west-1"]),
    st.sampled_from([None, "1" * 12]),
)


def outcome(policies: Policies, request: Mapping[str, Any], facts: Facts) -> str:
    """pass, fail or unknown."""
    job = TrainingJob(mark_templates(request), facts=facts)
    found = {finding.rule for one in policies.checks if one.scope == "TrainingJob" for finding in one.run(job)}
    return "fail" if "name-jobs" in found else "unknown" if found else "pass"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packs")


@given(text=packs(), holes=st.sets(st.sampled_from([*HOLES]), min_size=1, max_size=2), facts=FACTS, data=st.data())
def test_a_pass_with_holes_is_a_pass_however_they_are_filled(
    folder: Path, text: str, holes: set[str], facts: Facts, data: st.DataObject
) -> None:
    assume(not any(a != b and b.startswith(a) for a in holes for b in holes))
    lay(folder, {"ours.yaml": text})
    try:
        policies = load(["./ours.yaml"], root=folder)
    except AuthoredError:  # an expression that can only come to nothing
        return
    hollow = overlay(BASE, dict.fromkeys(holes, "${unknown}"))
    before = outcome(policies, hollow, facts)
    judged_alike(folder, hollow, facts, before)
    filled: Any = hollow
    for hole in sorted(holes):
        filled = overlay(filled, {hole: data.draw(st.sampled_from(HOLES[hole]))})
    known = replace(facts, environment=facts.environment or data.draw(st.sampled_from(["prod", "dev"])))
    after = outcome(policies, filled, known)
    assert (before, after) not in {("pass", "fail"), ("fail", "pass")}, text


def judged_alike(folder: Path, request: dict[str, Any], facts: Facts, expected: str) -> None:
    """`policylint.check` and the guard block what the policies do not let pass, and nothing else."""
    config = Config(policies=(str(folder / "ours.yaml"),), select=("name-jobs",), environment=facts.environment)
    report = check(request, config=config, region=facts.region, account=facts.account)
    found = {finding.rule for finding in report.findings}
    assert ("name-jobs" in found, "LINT1401" in found and "name-jobs" not in found) == (
        expected == "fail",
        expected == "unknown",
    )
    judged = Judging(config, folder).judge(
        TRAINING, mark_templates(request), region=facts.region, account=facts.account
    )
    assert judged.passes is (expected == "pass")
