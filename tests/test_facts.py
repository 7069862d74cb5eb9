"""What a request does not say itself: whose word on the Region counts. SM2511 shows it: p2 is not
offered everywhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.facts import FactsByFile, account_of
from policylint.guards.judging import Judging
from policylint.job import TRAINING, Facts, TrainingJob
from policylint.settings.config import Config, FactsFor, Settings
from tests.cli import policylint
from tests.policies.workspace import lay, policy
from tests.requests import minimal_job

NOT_OFFERED, OFFERED = "us-west-1", "us-east-1"
P2 = {"ResourceConfig.InstanceType": "ml.p2.xlarge"}


def found(folder: Path, *arguments: str, **environment: str) -> bool:
    select = ("--select", "SM2511", "--output-format", "json")
    outcome = policylint("check", "jobs/job.json", *select, *arguments, cwd=folder, **environment)
    return bool(json.loads(outcome.out)["findings"])


@pytest.mark.parametrize(
    ("option", "variable", "sidecar", "glob", "default", "expected"),
    [
        pytest.param(None, None, None, None, None, False, id="nothing but the image's Region"),
        pytest.param(None, None, None, None, NOT_OFFERED, True, id="the configuration's default"),
        pytest.param(None, None, None, OFFERED, NOT_OFFERED, False, id="a glob over the default"),
        pytest.param(None, None, NOT_OFFERED, None, None, True, id="the sidecar where nobody else knows"),
        pytest.param(None, None, NOT_OFFERED, OFFERED, NOT_OFFERED, False, id="a glob over the sidecar"),
        pytest.param(None, None, OFFERED, None, NOT_OFFERED, True, id="the configuration over the sidecar"),
        pytest.param(None, OFFERED, NOT_OFFERED, NOT_OFFERED, None, False, id="a variable over the sidecar"),
        pytest.param(NOT_OFFERED, OFFERED, OFFERED, None, None, True, id="an option over all"),
    ],
)
def test_the_stronger_word_on_the_region_counts(
    tmp_path: Path,
    option: str | None,
    variable: str | None,
    sidecar: str | None,
    glob: str | None,
    default: str | None,
    expected: bool,
) -> None:
    request: dict[str, Any] = minimal_job(P2)
    if sidecar:
        request["x-policylint"] = {"region": sidecar}
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "job.json").write_text(json.dumps(request))
    lines = [f'region = "{default}"'] if default else []
    lines += ["[[facts]]", 'files = "jobs/*.json"', f'region = "{glob}"'] if glob else []
    (tmp_path / "policylint.toml").write_text("\n".join(lines))
    arguments = ("--region", option) if option else ()
    environment = {"POLICYLINT_REGION": variable} if variable else {}
    assert found(tmp_path, *arguments, **environment) is expected


def test_per_file_ignores(tmp_path: Path) -> None:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "job.json").write_text(json.dumps(minimal_job({"TrainingJobName": f"{folder}_b"})))
    (tmp_path / "policylint.toml").write_text('[per-file-ignores]\n"old/**" = ["SM1"]\n')
    outcome = policylint("check", ".", "--quiet", cwd=tmp_path)
    assert [line.split(":")[0] for line in outcome.out.splitlines()] == ["new/job.json"]


def test_skipped_files_are_counted_and_named_when_asked(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(json.dumps(minimal_job()))
    (tmp_path / "package.json").write_text('{"name": "churn"}')
    plain, verbose = policylint("check", ".", cwd=tmp_path), policylint("check", ".", "-v", cwd=tmp_path)
    assert (plain.code, verbose.code) == (0, 0)
    assert "1 file holds no request and was skipped" in plain.out
    assert "package.json" not in plain.out
    assert "package.json" in verbose.out


WORDS = ("forced", "facts", "configuration", "sidecar", "tag")


def settings_of(words: set[str], *, decides: bool) -> Settings:
    config = Config(
        environment="configuration" if "configuration" in words else None,
        facts=(FactsFor("jobs/**", environment="facts"),) if "facts" in words else (),
        environment_tag="env",
        environment_tag_decides=decides,
    )
    return Settings(config, origins={"environment": "None"})


@given(words=st.sets(st.sampled_from(WORDS)), decides=st.booleans(), twice=st.booleans())
def test_the_organisations_word_comes_before_the_jobs_own(words: set[str], decides: bool, twice: bool) -> None:
    """Option, [[facts]], configuration, sidecar, tag, in this order; the tag before [[facts]] where it decides."""
    values = ["tag", "another"] if twice else ["tag"]
    tags = [{"Key": "env", "Value": value} for value in values] if "tag" in words else []
    job = TrainingJob(minimal_job({"Tags": tags}))
    sidecar = Facts("sidecar") if "sidecar" in words else Facts()
    facts = FactsByFile(settings_of(words, decides=decides)).of("jobs/job.json", job, sidecar)
    order = ["facts", "configuration", "sidecar", "tag"]
    if decides:
        order = ["tag", *order[:-1]]
    expected = next((word for word in order if word in words), None)
    assert facts.environment == (None if expected == "tag" and twice else expected)


def test_an_account_that_the_file_claims_is_not_stronger_than_the_role() -> None:
    claims = Facts(account="2" * 12, region="eu-west-3")
    for settings, role, expected in (
        (Config(), "arn:aws:iam::123456789012:role/T", "123456789012"),
        (Config(account="3" * 12), "arn:aws:iam::123456789012:role/T", "3" * 12),
        (Config(facts=(FactsFor("**", account="4" * 12),)), "x", "4" * 12),
        (Config(), "x", "2" * 12),
    ):
        job = TrainingJob(minimal_job({"RoleArn": role}))
        known = FactsByFile(Settings(settings)).of("a.json", job, claims)
        assert account_of(job.with_facts(known)) == expected


def test_a_claim_gets_nobody_around_a_hard_policy(tmp_path: Path) -> None:
    """In files and in calls alike: a sidecar, a tag and two tags against what the organisation says."""
    hard = "when: environment == 'prod'\n    assert: VpcConfig"
    lay(tmp_path, {"ours.yaml": policy(condition=hard, more="enforcement: hard-mandatory")})
    stated = '[[facts]]\nfiles = "**"\nenvironment = "prod"\n'
    dev = [{"Key": "env", "Value": "dev"}]
    for settings, members, rule in (
        (stated, {"x-policylint": {"environment": "dev"}}, "name-jobs"),
        (f'environment-tag = "env"\n{stated}', {"Tags": dev}, "name-jobs"),
        (f'environment-tag = "env"\nenvironment-tag-decides = true\n{stated}', {"Tags": dev}, None),
        ('environment-tag = "env"\n', {"Tags": [*dev, {"Key": "env", "Value": "prod"}]}, "LINT1401"),
        (
            'environments = ["dev", "prod"]\nenvironment-tag = "env"\n',
            {"Tags": [{"Key": "env", "Value": "Dev"}]},
            "LINT1401",
        ),
        ('environment-tag = "env"\n', {"Tags": "${tags}"}, "LINT1401"),
        ('environment-tag = "env"\n', {"Tags": dev}, None),
    ):
        lay(tmp_path, {"policylint.toml": f'policies = ["./ours.yaml"]\n{settings}'})
        lay(tmp_path, {"job.json": json.dumps({**minimal_job(), **members})})
        outcome = policylint("check", "--output-format", "json", "job.json", cwd=tmp_path)
        found = {finding["rule"] for finding in json.loads(outcome.out)["findings"]} & {"name-jobs", "LINT1401"}
        assert (found, outcome.code) == ({rule} if rule else set(), int(rule is not None)), (settings, members)
        if "x-policylint" not in members and members["Tags"] != "${tags}":
            judging = Judging(tmp_path / "policylint.toml", tmp_path)
            judged = judging.judge(TRAINING, {**minimal_job(), **members}, region=None, account=None)
            assert judged.passes is (rule is None), settings
