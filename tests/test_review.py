"""What a change brings, told by the real program over real commits."""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from policylint.base import Against, Base, BaseError
from policylint.reports.costs import Cost, Costs, JobKey, paired
from policylint.review import Review, review
from policylint.run import check_paths
from policylint.settings.config import Settings
from policylint.settings.loading import load
from policylint.shown import Shown
from tests.cli import Outcome, policylint
from tests.repository import Repository
from tests.requests import minimal_job
from tests.sources.python.extracting import notebook

SOUND = minimal_job()
SIGNED = f"reason: an old one still, approver: a@b, expires: {date.today() + timedelta(days=200)}"


def faulty(name: str, **more: Any) -> dict[str, Any]:
    return minimal_job({"TrainingJobName": f"{name:_<8}", **more})


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository.made(tmp_path / "repository")
    made.write("jobs/known.json", faulty("known"))
    made.write("jobs/better.json", faulty("better"))
    made.write("jobs/moved.json", faulty("moved"))
    made.commit()
    made.git("switch", "--quiet", "--create", "topic")
    monkeypatch.chdir(made.folder)
    return made


def reviewed(*paths: str, base: str | None = "main", settings: Settings | None = None) -> Review:
    settings = settings or Settings()
    report, _ = check_paths(list(paths), settings, identify=True)
    return review(report, paths, settings, Against(base) if base else None)


def places(findings: Sequence[object]) -> list[tuple[str, str]]:
    return sorted((getattr(finding, "file", ""), getattr(finding, "rule", "")) for finding in findings)


def test_findings_are_told_apart(repository: Repository) -> None:
    repository.write("jobs/known.json", "\n\n" + (repository.folder / "jobs" / "known.json").read_text("utf-8"))
    repository.write("jobs/better.json", SOUND)
    repository.write("jobs/worse.json", faulty("worse"))
    found = reviewed("jobs")
    assert places(found.new) == [("jobs/worse.json", "SM1006")]
    assert places(found.existing) == [("jobs/known.json", "SM1006"), ("jobs/moved.json", "SM1006")]
    assert places(found.fixed) == [("jobs/better.json", "SM1006")]


def test_the_base_is_judged_by_the_policies_of_today(repository: Repository) -> None:
    policy = "{name: never, assert: EnableNetworkIsolation, message: Never., fix: None., reason: None.}"
    repository.write("ours.yaml", f"policies: [{policy}]\n")
    repository.write("policylint.toml", 'policies = ["./ours.yaml"]\n')
    repository.write("jobs/worse.json", faulty("worse"))
    found = reviewed("jobs", settings=load())
    assert places(found.new) == [("jobs/worse.json", "SM1006"), ("jobs/worse.json", "never")]
    assert [file for file, rule in places(found.existing) if rule == "never"] == [
        *("jobs/better.json", "jobs/known.json", "jobs/moved.json"),
    ]


def test_a_file_of_another_name_is_not_news_unless_its_content_is(repository: Repository) -> None:
    (repository.folder / "jobs" / "moved.json").rename(repository.folder / "jobs" / "named.json")
    found = reviewed("jobs")
    assert (places(found.new), places(found.fixed)) == ([], [])
    repository.write("jobs/named.json", faulty("moved", RoleArn="x"))
    assert {(finding.file, finding.path) for finding in reviewed("jobs").new} == {("jobs/named.json", "RoleArn")}


def test_a_broken_file_is_news_even_where_another_broken_one_is_gone(repository: Repository) -> None:
    repository.write("jobs/broken.json", '{"TrainingJobName": ')
    repository.commit()
    repository.git("branch", "--force", "main")
    (repository.folder / "jobs" / "broken.json").unlink()
    repository.write("jobs/another.json", '{"TrainingJobName": ')
    found = reviewed("jobs")
    assert places(found.new) == [("jobs/another.json", "LINT1003")]
    assert places(found.fixed) == [("jobs/broken.json", "LINT1003")]


def test_a_folder_that_was_not_there_brings_all_that_is_in_it(repository: Repository) -> None:
    repository.write("more/new.json", faulty("new"))
    assert places(reviewed("more").new) == [("more/new.json", "SM1006")]
    assert places(reviewed("more/new.json", "jobs/known.json").existing) == [("jobs/known.json", "SM1006")]


def test_without_a_base_everything_is_new(repository: Repository) -> None:
    found = reviewed("jobs", base=None)
    assert (len(found.new), found.existing, found.fixed) == (3, (), ())


def test_the_working_directory_may_lie_below_the_repository(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.folder / "jobs")
    repository.write("jobs/worse.json", faulty("worse"))
    found = reviewed(".", "../jobs/known.json")
    assert places(found.new) == [("worse.json", "SM1006")]
    assert len(found.existing) == 3


def test_what_is_said_about_the_waivers_themselves_is_no_news(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write(
        "team/waivers.yaml",
        f"waivers: [{{rule: SM1003, {SIGNED}, files: 'jobs/a.json'}}]",
    )
    repository.write("team/policylint.toml", 'waivers = ["waivers.yaml"]\n')
    repository.write("team/jobs/a.json", SOUND)
    repository.commit()
    repository.git("branch", "--force", "main")
    monkeypatch.chdir(repository.folder / "team")
    for paths in (["jobs"], [str(repository.folder / "team" / "jobs")]):
        found = reviewed(*paths, settings=load())
        assert places(found.existing) == [("waivers.yaml", "LINT1204")]
        assert (found.new, found.fixed) == ((), ())


def test_both_sides_are_judged_by_the_settings_of_today(repository: Repository) -> None:
    repository.write(
        "policylint.toml", '[[suppressions]]\nreason = "x"\nfiles = "jobs/known.json"\nrules = ["SM1006"]\n'
    )
    outcome = policylint("review", "jobs", "--base=main", cwd=repository.folder)
    assert "2 existing findings" in outcome.out
    assert "1 finding is accepted" in outcome.out
    assert "fixed" not in outcome.out


POLICY = "{{name: {}, assert: EnableNetworkIsolation, message: Never., fix: None., reason: None.}}"


def pack(*names: str) -> str:
    return f"policies: [{', '.join(POLICY.format(name) for name in names)}]\n"


def told(repository: Repository, *arguments: str, base: str = "HEAD", cwd: str = ".") -> str:
    """The sentences of the comment."""
    outcome = policylint("review", f"--base={base}", *arguments, cwd=repository.folder / cwd)
    assert outcome.err == ""
    return outcome.out.splitlines()[2].replace("\\", "")


@pytest.fixture
def ruled(repository: Repository) -> Repository:
    """A repository whose three jobs are judged by a pack of its own, which a folder of packs holds."""
    repository.write("packs/ours/rules.yaml", pack("one"))
    repository.write("policylint.toml", 'policies = ["packs/ours"]\nignore = ["SM1"]\n')
    repository.commit()
    return repository


@pytest.mark.parametrize(
    ("arguments", "cwd"),
    [
        pytest.param(["jobs"], ".", id="a folder"),
        pytest.param(["."], ".", id="the folder with the pack"),
        pytest.param(["."], "jobs", id="from below"),
        pytest.param(["--isolated", "--ignore=SM1", "--policies=packs/ours/rules.yaml", "jobs"], ".", id="by option"),
    ],
)
def test_findings_of_a_changed_pack_are_told_apart(ruled: Repository, arguments: list[str], cwd: str) -> None:
    assert told(ruled, *arguments, cwd=cwd).startswith("3 requests checked. 3 existing findings. 1 policy applies.")
    ruled.write("packs/ours/rules.yaml", pack("two", "three"))
    name = "rules" if "--isolated" in arguments else "ours"
    assert told(ruled, *arguments, cwd=cwd).startswith(
        f"3 requests checked. 6 existing findings. 6 findings because the pack {name} changed. "
        f"3 findings fewer because the pack {name} changed. 2 policies apply."
    )
    ruled.write("jobs/known.json", faulty("known", EnableNetworkIsolation=True))
    assert "4 existing findings. 4 findings because the pack" in told(ruled, *arguments, cwd=cwd)


def test_what_brings_rules_is_named(ruled: Repository) -> None:
    ruled.write("packs/more.yaml", "extends: [./ours]\n" + pack("two"))
    ruled.write("waivers.yaml", f"waivers: [{{rule: one, {SIGNED}, files: '**'}}]\n")
    ruled.write("policylint.toml", 'policies = ["packs/more.yaml"]\nignore = ["SM1"]\nwaivers = ["waivers.yaml"]\n')
    why = "because policylint.toml, the waivers and the pack more changed"
    assert f"3 existing findings. 3 findings {why}. 3 findings fewer {why}." in told(ruled, "jobs")
    ruled.commit()
    ruled.write("waivers.yaml", "waivers: []\n")
    assert "6 existing findings. 3 findings because the waivers changed." in told(ruled, "jobs")
    ruled.write("waivers.yaml", "waivers: [] # as they were\n")
    ruled.commit()
    ruled.write("waivers.yaml", "waivers: []\n")
    assert "because" not in told(ruled, "jobs")


def test_a_first_configuration_brings_its_findings(ruled: Repository) -> None:
    assert "3 existing findings. 3 findings because policylint.toml and the pack ours changed." in told(
        ruled, "jobs", base="main"
    )


def test_a_configuration_under_its_other_name_is_the_one_of_before(ruled: Repository) -> None:
    text = (ruled.folder / "policylint.toml").read_text("utf-8")
    (ruled.folder / "policylint.toml").unlink()
    ruled.write("pyproject.toml", text.replace("policies", "[tool.policylint]\npolicies", 1))
    ruled.commit()
    (ruled.folder / "pyproject.toml").unlink()
    ruled.write("policylint.toml", text)
    assert told(ruled, "jobs").startswith("3 requests checked. 3 existing findings. 1 policy applies.")


def test_a_configuration_outside_of_the_repository_is_that_of_both(ruled: Repository, tmp_path: Path) -> None:
    config = tmp_path / "policylint.toml"
    config.write_text(f"policies = ['{ruled.folder / 'packs' / 'ours'}']\nignore = ['SM1']\n", "utf-8")
    ruled.write("packs/ours/rules.yaml", pack("two", "three"))
    assert "6 existing findings. 2 policies apply." in told(ruled, f"--config={config}", "jobs")


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        (
            "packs/ours/rules.yaml",
            "policies: [{nam: x}]\n",
            "the pack ours changed is not known, since the rules of",
        ),
        ("packs/ours/rules.yaml", "policies: [{nam: x}]\n", "be used: packs/ours/rules.yaml:1:12: the key 'fix' of"),
        ("policylint.toml", "polices = []\n", "policylint.toml:1:1: unknown key 'polices': did you mean 'policies'? 1"),
    ],
)
def test_a_base_whose_rules_cannot_be_used_is_compared_all_the_same(
    ruled: Repository, file: str, content: str, words: str
) -> None:
    ruled.write(file, content)
    ruled.commit()
    ruled.git("checkout", "--quiet", "HEAD~1", "--", file)
    sentences = told(ruled, "jobs")
    assert sentences.startswith("3 requests checked. 3 existing findings. How many findings there are because ")
    assert words in sentences
    assert "/tmp" not in sentences


def test_what_the_base_is_not(repository: Repository) -> None:
    with pytest.raises(BaseError, match="there is no git revision 'nowhere' here"):
        reviewed("jobs", base="nowhere")
    with pytest.raises(BaseError, match="lies outside the repository"):
        reviewed("jobs", "..")


# What it costs --------------------------------------------------------------------------------------------------------


def prices(base: Base | None) -> Costs:
    """A price list of the test's own: a dollar for each character of the file."""
    before = by_length(base.paths, base.named) if base else {}
    return Costs(paired(by_length(["jobs"]), before), Shown(base.name if base else ""), currency="EUR")


def by_length(paths: Sequence[str], named: Callable[[str], str] = str) -> dict[JobKey, Cost]:
    found: dict[JobKey, Cost] = {}
    for file in sorted(file for path in paths for file in Path(path).rglob("*.json")):
        job = Shown(named(str(file))), Shown(f"job-{len(found)}"), 0
        found[job] = Cost(float(len(file.read_text("utf-8"))))
    return found


def test_costs_are_those_of_then_and_now(repository: Repository) -> None:
    repository.write("jobs/known.json", "{}")
    (repository.folder / "jobs" / "moved.json").rename(repository.folder / "jobs" / "named.json")
    report, _ = check_paths(["jobs/better.json"], Settings())
    costs = review(report, ["jobs"], Settings(), Against("main"), price=prices).costs
    assert costs is not None
    assert [(job.file, job.before is None, job.now is None) for job in costs.changed] == [
        ("jobs/known.json", False, False)
    ]
    length = float(len((repository.folder / "jobs" / "better.json").read_text("utf-8")))
    assert (costs.before.max_usd, costs.now.max_usd, costs.change) == (3 * length, 2 * length + 2, 2 - length)
    assert costs.currency == "EUR"
    alone = review(report, ["jobs"], Settings(), None, price=prices).costs
    assert alone is not None
    assert (alone.base, alone.changed, alone.now) == ("", [], costs.now)


def test_facts_by_glob_hold_for_the_base_too(repository: Repository) -> None:
    repository.write("policylint.toml", '[[facts]]\nfiles = "jobs/**"\nregion = "eu-west-1"\n')
    repository.write("jobs/known.json", faulty("known", **{"ResourceConfig.InstanceType": "ml.m5.2xlarge"}))
    out = policylint("review", "jobs", "--base=main", cwd=repository.folder).out
    assert "cost +\\$" in out
    assert "unknown" not in out


# The command ----------------------------------------------------------------------------------------------------------


def run(repository: Repository, *arguments: str) -> Outcome:
    return policylint("review", "jobs", "--base=main", *arguments, cwd=repository.folder)


def test_the_command_writes_what_it_is_asked_to(repository: Repository) -> None:
    outcome = run(repository, "--comment=out/comment.md", "--output=json=out/a", "--output=html=out/b.html")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "")
    files = {file.name: file.read_text("utf-8") for file in (repository.folder / "out").iterdir()}
    assert set(files) == {"comment.md", "a", "b.html"}
    assert files["comment.md"] == run(repository).out
    assert files["a"].startswith('{\n  "version": "1"')


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param([], 1, id="known findings count"),
        pytest.param(["--new-only"], 0, id="known findings are let pass"),
        pytest.param(["--new-only", "--fail-over=5"], 0, id="a budget that is kept"),
        pytest.param(["--new-only", "--fail-over=0.01"], 1, id="a budget that is broken"),
        pytest.param(["--min-severity=error", "--ignore=SM1"], 0, id="rules that are off"),
    ],
)
def test_the_exit_code(repository: Repository, arguments: list[str], code: int) -> None:
    assert run(repository, *arguments).code == code


def test_what_is_less_severe_is_left_out(repository: Repository) -> None:
    repository.write("policylint.toml", "[severity]\nSM1006 = 'note'\n")
    assert "3 notes existed before" in run(repository).out
    out = run(repository, "--min-severity=warning").out
    assert "no findings" in out
    assert "fixed" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--output=report.foo"], "no format has the suffix '.foo'; write FORMAT=FILE", id="no format"),
        pytest.param(["--output=pdf=x"], "write FORMAT=FILE with one of azure, github", id="unknown format"),
        pytest.param(["--fail-over=-1"], "argument --fail-over: '-1' is not an amount in USD", id="budget"),
        pytest.param(["--fail-over=nan"], "argument --fail-over: 'nan' is not an amount in USD", id="no number"),
        pytest.param(["--base=-x"], "there is no git revision '-x' here", id="base"),
    ],
)
def test_what_cannot_be_done_is_said(repository: Repository, arguments: list[str], words: str) -> None:
    outcome = run(repository, *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


ESTIMATOR = """from sagemaker.estimator import Estimator

estimator = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/SageMakerTraining",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    output_path="s3://acme-ml/churn/models/",
    max_run=3600,
)
estimator.fit("s3://acme-ml/churn/train/")
"""


def test_a_changed_estimator_is_told_with_what_it_costs(repository: Repository) -> None:
    for name, text in (("train.py", ESTIMATOR), ("train.ipynb", notebook("# x", ESTIMATOR.splitlines(keepends=True)))):
        repository.write(name, text)
    repository.commit()
    repository.git("branch", "before")
    for name in ("train.py", "train.ipynb"):
        text = (repository.folder / name).read_text("utf-8")
        repository.write(name, text.replace("instance_count=1,", "instance_count=64, use_spot_instance=True,"))
    told = policylint("review", "--isolated", "--base", "before", "train.py", "train.ipynb", cwd=repository.folder)
    assert told.code == 1
    assert told.out.startswith("### \u274c policylint: 2 new errors; cost \\~+\\$")
    for name in ("train.py", "train.ipynb"):
        assert f"| `estimator.fit` in `{name}` | \\~\\$" in told.out
    assert told.out.count("never reads it: did you mean 'use\\_spot\\_instances'?") == 2


def two_states(folder: Path) -> None:
    """A base and a head: one job that stays, one that takes longer, one that is new."""
    for state, files in {
        "base": {"stays": 3600, "grows": 3600},
        "head": {"stays": 3600, "grows": 7200, "new": 1800},
    }.items():
        for name, seconds in files.items():
            file = folder / state / "jobs" / f"{name}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                json.dumps(minimal_job({"TrainingJobName": name, "StoppingCondition.MaxRuntimeInSeconds": seconds}))
            )
    (folder / "head" / "policylint.toml").write_text('region = "us-east-1"\n[pricing]\nas-of = "2026-11-24"\n')


def test_an_increase_is_kept_at_the_boundary_and_not_beyond(tmp_path: Path) -> None:
    two_states(tmp_path)
    head = tmp_path / "head"
    costs = policylint("cost", "jobs", "--base", "../base", "--output-format=json", cwd=head)
    changes = {one["job"]: one["change_usd"] for one in json.loads(costs.out)["changes"]}
    increase, new = sum(changes.values()), changes["new"]
    before = json.loads(costs.out)["total"]["max_usd"] - increase
    percent = 100 * increase / before
    for what, arguments, code in [
        ("equal", [f"{increase:.12f}"], 0),
        ("a little less", [f"{increase - 1e-6:.12f}"], 1),
        ("equal, in percent", [f"{percent:.12f}%"], 0),
        ("a little less, in percent", [f"{percent * 0.99999:.12f} %"], 1),
        ("nothing", ["0"], 1),
        ("much", ["200%"], 0),
        ("of new jobs, equal", [f"{new:.12f}", "--new-jobs"], 0),
        ("of new jobs, a little less", [f"{new - 1e-6:.12f}", "--new-jobs"], 1),
        ("of new jobs, equal in percent", [f"{100 * new / before:.12f}%", "--new-jobs"], 0),
    ]:
        given = ["jobs", "--base", "../base", "--fail-over-increase", *arguments]
        assert policylint("review", *given, cwd=head).code == code, what
        if "--new-jobs" not in arguments:
            assert policylint("cost", *given, cwd=head).code == code, what
    # A limit on the whole is kept at the boundary likewise.
    whole = before + increase
    for limit, code in ((whole, 0), (whole - 1e-6, 1)):
        assert policylint("cost", "jobs", "--fail-over", f"{limit:.12f}", cwd=head).code == code
    told = policylint("review", "jobs", "--base", "../base", "--fail-over-increase=10%", cwd=head).out
    assert "too much of an increase" in told.splitlines()[0]
    assert "**The cost rises by \\~\\$0.3536, more than 10 %.**" in told
    only_new = policylint("review", "jobs", "--base", "../base", "--fail-over-increase=1", "--new-jobs", cwd=head).out
    assert "The cost rises by no more than \\$1.00. Of cost, only new jobs count." in only_new
    assert "grows" not in only_new
    for arguments in (["--fail-over-increase=5"], ["--new-jobs"]):
        refused = policylint("review", "jobs", *arguments, cwd=head)
        assert (refused.code, "compares with a base; add --base" in refused.err) == (2, True)
    for wrong in ("-1", "5 EUR", "ten", "", "1e400", "%", "5%%"):
        refused = policylint("review", "jobs", "--base=../base", f"--fail-over-increase={wrong}", cwd=head)
        assert (
            refused.code,
            "is neither an amount in USD such as 250 nor a percentage such as 10%" in refused.err,
        ) == (
            2,
            True,
        )


def test_an_increase_that_is_not_known_is_not_kept(tmp_path: Path) -> None:
    two_states(tmp_path)
    unknown = minimal_job({"TrainingJobName": "rare", "ResourceConfig.InstanceType": "ml.p5.48xlarge"})
    for state, count in (("base", 1), ("head", 2)):
        unknown["ResourceConfig"]["InstanceCount"] = count
        (tmp_path / state / "jobs" / "rare.json").write_text(json.dumps(unknown))
    given = ["review", "jobs", "--region=sa-east-1", "--ignore=SM2009", "--base=../base", "--fail-over-increase=1000"]
    told = policylint(*given, cwd=tmp_path / "head")
    assert (told.code, "Whether the cost rises by more than \\$1,000.00 is not known." in told.out) == (2, True)
    # What is as it was adds nothing, whatever it costs; from what is not known, a part is at least that of the rest.
    (tmp_path / "base" / "jobs" / "rare.json").write_text(json.dumps(unknown))
    assert policylint(*given, cwd=tmp_path / "head").code == 0
    for most, code in (("500%", 0), ("1%", 2)):
        assert policylint(*given[:-1], f"--fail-over-increase={most}", cwd=tmp_path / "head").code == code


def test_a_comment_only_where_a_cost_changes(tmp_path: Path) -> None:
    two_states(tmp_path)
    head = tmp_path / "head"
    given = ["review", "jobs", "--comment=comment.md", "--comment-if=cost-changes"]
    policylint(*given, "--base=../base", cwd=head)
    assert "difference" in (head / "comment.md").read_text()
    policylint(*given, "--base=.", cwd=head)
    assert not (head / "comment.md").exists()
    assert policylint("review", "jobs", "--comment-if=cost-changes", "--base=.", cwd=head).out == ""
