"""The action, step by step as a runner takes them: each script under bash, in a repository with a base and a head."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from policylint.commands.github_action import annotations
from policylint.finding import Finding, Severity
from policylint.report import Report
from policylint.review import Review
from tests.effort import deep
from tests.github.server import TOKEN, GitHub, github
from tests.golden import assert_golden
from tests.reports.sample import RULES
from tests.repository import GIT_ENVIRONMENT, Repository
from tests.requests import minimal_job
from tests.shown import as_shown

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = {step["id"] if "id" in step else step["name"]: step for step in ACTION["runs"]["steps"]}
GOLDEN = Path(__file__).parent / "golden"
HOSTILE = "a'; touch pwned; $(touch pwned) `touch pwned` ::error::x.json"


class Runner:
    """As much of GitHub's runner as the action needs: expressions, files for outputs, and bash."""

    def __init__(self, folder: Path, hub: GitHub) -> None:
        self.repository = Repository.made(folder / "work")
        self.temp = folder / "temp"
        self.temp.mkdir()
        self.hub = hub
        self.event: dict[str, Any] = {}
        self.environment: dict[str, str] = {}
        self.inputs = {name: given.get("default", "") for name, given in ACTION["inputs"].items()}
        self.inputs["github-token"] = TOKEN
        self.outputs: dict[str, dict[str, str]] = {
            "install": {"python": sys.executable},
            "python": {"python-path": sys.executable},
        }

    def expressions(self, text: str) -> str:
        known = {
            "github.action_path": str(ROOT),
            "runner.temp": str(self.temp),
            **{f"inputs.{name}": value for name, value in self.inputs.items()},
            **{f"steps.{step}.outputs.{name}": v for step, found in self.outputs.items() for name, v in found.items()},
        }
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda match: known.get(match[1], ""), text)

    def run(self, id: str) -> tuple[int, str, str]:
        """The exit code of a step, what it printed, and its summary."""
        step = STEPS[id]
        files = {
            name: self.temp / f"{id.partition(' ')[0]}.{name}" for name in ("script", "output", "summary", "event")
        }
        for name in ("output", "summary"):
            files[name].write_text("", "utf-8")
        files["event"].write_text(json.dumps(self.event), "utf-8")
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "a script takes what it is told from the environment"
        files["script"].write_text(step["run"], "utf-8")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "INPUT_", "GIT_"))}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(files["script"])],
            cwd=self.repository.folder / self.expressions(step.get("working-directory", ".")),
            env={
                **kept,
                **GIT_ENVIRONMENT,
                "GITHUB_API_URL": self.hub.url,
                "GITHUB_EVENT_PATH": str(files["event"]),
                "GITHUB_OUTPUT": str(files["output"]),
                "GITHUB_REPOSITORY": "acme/ml",
                "GITHUB_SERVER_URL": "https://github.example",
                "GITHUB_SHA": "0" * 40,
                "GITHUB_STEP_SUMMARY": str(files["summary"]),
                "GITHUB_WORKSPACE": str(self.repository.folder),
                "PYTHONPATH": str(ROOT),
                "RUNNER_TEMP": str(self.temp),
                **self.environment,
                **{name: self.expressions(value) for name, value in step["env"].items()},
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        self.outputs[id] = outputs_of(files["output"].read_text("utf-8"))
        return done.returncode, done.stdout + done.stderr, files["summary"].read_text("utf-8")

    def pull_request(self) -> None:
        """The event: what is checked out is the head, and the base is `main`."""
        base, head = (self.repository.git("rev-parse", name) for name in ("main", "HEAD"))
        self.event = {"pull_request": {"number": 7, "base": {"sha": base}, "head": {"sha": head}}}


def outputs_of(text: str) -> dict[str, str]:
    """A file of outputs as a runner reads it."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        name, heredoc, delimiter = line.partition("<<")
        if not heredoc:
            name, _, found[name] = line.partition("=")
            continue
        value = []
        while (below := next(lines)) != delimiter:
            value.append(below)
        found[name] = "\n".join(value)
    return found


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    with github() as hub:
        made = Runner(tmp_path, hub)
        repository = made.repository
        repository.write("jobs/known.json", minimal_job({"TrainingJobName": "an_old_name"}))
        repository.write("jobs/mended.json", minimal_job({"RoleArn": "nobody"}))
        repository.write("package.json", {"name": "no request"})
        repository.commit("base")
        repository.git("switch", "--quiet", "--create", "topic")
        repository.write("jobs/mended.json", minimal_job())
        repository.write("jobs/new.json", minimal_job({"TrainingJobName": "a_new_name", "EnableSpot": True}))
        repository.write(f"jobs/{HOSTILE}", minimal_job({"StoppingCondition": {"MaxRuntimeInSeconds": 0}}))
        repository.commit("head")
        made.pull_request()
        yield made
        assert not list(tmp_path.rglob("pwned"))


def shown(runner: Runner, outputs: Mapping[str, str]) -> str:
    text = "".join(f"{name}={value}\n" for name, value in outputs.items())
    return text.replace(str(runner.temp), "TEMP")


def stable(runner: Runner, text: str) -> str:
    """A text without what differs from one machine to another."""
    request = runner.event["pull_request"]
    for commit, name in ((request["base"]["sha"], "BASE"), (request["head"]["sha"], "HEAD")):
        text = text.replace(commit, name).replace(commit[:12], name)
    return text


@pytest.mark.golden
def test_a_pull_request(runner: Runner) -> None:
    code, log, summary = runner.run("review")
    assert code == 0
    assert_golden(stable(runner, log.replace(runner.hub.url, "URL")), GOLDEN / "log.txt")
    assert_golden(stable(runner, summary), GOLDEN / "summary.md")
    assert_golden(shown(runner, runner.outputs["review"]), GOLDEN / "outputs.txt")
    assert runner.hub.bodies() == [f"<!-- policylint -->\n{summary}"]
    assert {file.name for file in (runner.temp / "policylint").iterdir()} == {
        *("comment.md", "pull-request", "report.html", "report.json", "report.sarif"),
    }
    assert (runner.temp / "policylint" / "pull-request").read_text("utf-8") == "7\n"
    assert runner.run("End with policylint's exit code")[0] == 1


def test_the_comment_follows_the_next_push(runner: Runner) -> None:
    runner.run("review")
    runner.repository.git("rm", "--quiet", "jobs/new.json", f"jobs/{HOSTILE}")
    runner.repository.commit()
    runner.pull_request()
    runner.run("review")
    (body,) = runner.hub.bodies()
    assert body.startswith("<!-- policylint -->\n### ✅ policylint: nothing new")
    assert runner.outputs["review"]["exit-code"] == "0"
    assert runner.outputs["review"]["new-findings"] == "0"


@pytest.mark.parametrize(("existing", "code"), [("pass", "0"), ("fail", "1"), ("passs", "2")])
def test_what_was_there_before_fails_only_where_that_is_asked_for(runner: Runner, existing: str, code: str) -> None:
    runner.repository.git("rm", "--quiet", "jobs/new.json", f"jobs/{HOSTILE}")
    runner.repository.commit()
    runner.pull_request()
    runner.inputs["existing"] = existing
    runner.run("review")
    assert runner.outputs["review"]["exit-code"] == code


def test_a_fork_has_the_summary_and_no_comment(runner: Runner) -> None:
    runner.hub.read_only = True
    code, log, summary = runner.run("review")
    assert code == 0
    assert "::notice title=policylint::The token may not comment" in log
    assert summary.startswith("### ❌ policylint: ")
    assert runner.hub.comments == []


@pytest.mark.golden
def test_a_change_of_its_own_rules_does_not_help_a_fork(runner: Runner) -> None:
    """What it would let pass is said first, and does not count with `rules-from: base-for-forks`."""
    runner.repository.git("switch", "--quiet", "main")
    policy = "{name: never, assert: EnableNetworkIsolation, message: Isolate it., fix: Do., reason: R.}"
    runner.repository.write("ours.yaml", f"policies: [{policy}]\n")
    runner.repository.write("policylint.toml", 'policies = ["./ours.yaml"]\nselect = ["never", "SM1"]\n')
    runner.repository.commit("rules")
    runner.repository.git("switch", "--quiet", "--create", "loose")
    runner.repository.write("policylint.toml", 'select = ["SM1010"]\nextend-exclude = ["jobs/legacy"]\n')
    runner.repository.write("jobs/new.json", minimal_job({"TrainingJobName": "a_new_name"}))
    runner.repository.commit("loosened")
    runner.pull_request()
    runner.inputs["rules-from"] = "base-for-forks"
    for name, code, new in (("acme/ml", "0", "0"), ("someone/ml", "1", "2")):
        runner.event["pull_request"]["head"]["repo"] = {"full_name": name}
        _, _, summary = runner.run("review")
        assert (runner.outputs["review"]["exit-code"], runner.outputs["review"]["new-findings"]) == (code, new)
    assert_golden(stable(runner, summary), GOLDEN / "loosened.md")
    runner.inputs["rules-from"] = "fork"
    runner.run("review")
    assert runner.outputs["review"]["exit-code"] == "2"


def test_a_github_that_is_down_does_not_hide_the_verdict(runner: Runner) -> None:
    runner.hub.trouble = [(500, {}, {"message": "boom"}), (422, {}, {"message": "no\n::error::x"})]
    code, log, summary = runner.run("review")
    assert code == 0
    assert "::warning title=policylint::GitHub refused GET " in log
    assert "\n::error::x" not in log
    assert runner.outputs["review"]["exit-code"] == "1"
    assert summary


def test_a_shallow_clone_fetches_its_base(runner: Runner, tmp_path: Path) -> None:
    origin = runner.repository.folder.as_uri()
    clone = Repository(tmp_path / "clone")
    runner.repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
    runner.repository.git("clone", "--quiet", "--depth=1", "--branch=topic", origin, str(clone.folder))
    runner.repository = clone
    _, log, summary = runner.run("review")
    assert "Every finding counts as new" not in log
    assert "1 existing finding" in summary
    assert "1 finding fixed" in summary


def test_a_stale_event_blames_nobody_for_what_others_have_done(runner: Runner) -> None:
    repository, stale = runner.repository, runner.event["pull_request"]["base"]["sha"]
    topic = repository.git("rev-parse", "HEAD")
    repository.git("switch", "--quiet", "main")
    repository.write("jobs/theirs.json", minimal_job({"TrainingJobName": "a_name_of_theirs"}))
    main = repository.commit("main")
    repository.git("switch", "--quiet", "--detach")
    repository.git("merge", "--quiet", "--no-edit", "topic")
    runner.event = {"pull_request": {"number": 7, "base": {"sha": stale, "ref": "main"}, "head": {"sha": topic}}}
    _, _, summary = runner.run("review")
    assert "2 existing findings." in summary
    assert summary.rstrip().endswith(f"compared with `{main[:12]}`.")
    runner.event = {"merge_group": {"base_sha": main, "head_sha": repository.git("rev-parse", "HEAD")}}
    _, _, again = runner.run("review")
    assert again.replace("0" * 40, topic) == summary


def test_a_checkout_of_the_target_alone_is_no_pass(runner: Runner) -> None:
    runner.repository.git("switch", "--quiet", "main")
    runner.environment["GITHUB_EVENT_NAME"] = "pull_request_target"
    _, log, _ = runner.run("review")
    assert "::error title=policylint::on pull_request_target the checkout is of the target branch" in log
    assert runner.outputs["review"]["exit-code"] == "2"
    runner.inputs["base-ref"] = "main"
    runner.run("review")
    assert runner.outputs["review"]["exit-code"] == "0"


def test_a_base_that_cannot_be_had_is_said(runner: Runner) -> None:
    runner.event["pull_request"]["base"]["sha"] = "1" * 40
    _, log, summary = runner.run("review")
    assert "::notice title=policylint::Every finding counts as new: git fetch failed: fatal: 'origin' does not" in log
    assert "known.json" in summary
    assert runner.outputs["review"]["findings"] == runner.outputs["review"]["new-findings"]


def test_a_push_has_no_comment_and_compares_with_what_is_asked_for(runner: Runner) -> None:
    runner.event = {"ref": "refs/heads/topic"}
    _, _, summary = runner.run("review")
    assert "existing finding" not in summary
    runner.inputs["base-ref"] = "main"
    _, _, summary = runner.run("review")
    assert "1 existing finding" in summary
    assert f"https://github.example/acme/ml/blob/{'0' * 40}/jobs/new.json#L2" in summary
    assert runner.hub.comments == []


def test_a_folder_to_run_in_is_part_of_every_place(runner: Runner) -> None:
    runner.inputs["working-directory"] = "jobs"
    runner.inputs["paths"] = "new.json\n  known.json  \n\n"
    _, log, summary = runner.run("review")
    assert "::error file=jobs/new.json,line=2,endLine=2," in log
    sarif = json.loads(Path(runner.outputs["review"]["sarif-file"]).read_text("utf-8"))
    places = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in sarif["runs"][0]["results"]
    ]
    assert set(places) == {"jobs/new.json", "jobs/known.json"}
    assert "/jobs/new.json#L2" in summary
    assert "`a_new_name` in `jobs/new.json`" in summary
    assert '<span class="mono">jobs/new.json</span>' in Path(runner.outputs["review"]["html-file"]).read_text("utf-8")


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        pytest.param({"paths": "nowhere"}, "LINT1001", id="paths"),
        pytest.param({"args": "--selekt SM"}, "no option is called '--selekt'", id="args"),
        pytest.param({"args": "'"}, "args: No closing quotation", id="quotes"),
        pytest.param({"config": "none.toml"}, "none.toml: there is no such file", id="config"),
        pytest.param({"fail-on": "; touch pwned"}, "unknown '; touch pwned'", id="fail-on"),
        pytest.param({"fail-over": "$(touch pwned)"}, "'$(touch pwned)' is not an amount in USD", id="budget"),
        pytest.param({"fail-over-increase": "5 EUR"}, "'5 EUR' is neither an amount in USD", id="increase"),
        pytest.param({"cost-of": "old"}, "cost-of: is 'old'; write all or new", id="cost-of"),
        pytest.param({"comment-if": "sometimes"}, "unknown 'sometimes'", id="comment-if"),
        pytest.param({"base-ref": "nowhere"}, "base-ref: git fetch failed", id="base-ref"),
        pytest.param({"base-ref": "--upload-pack=touch pwned"}, "base-ref: git fetch failed", id="hostile base-ref"),
    ],
)
def test_an_input_that_cannot_be_used_fails_the_run_and_says_why(
    runner: Runner, inputs: dict[str, str], words: str
) -> None:
    runner.inputs |= inputs
    code, log, summary = runner.run("review")
    assert code == 0
    assert words in log
    assert words in summary.replace("\\", "")
    assert runner.outputs["review"]["exit-code"] == "2"
    assert runner.run("End with policylint's exit code")[0] == 2


@pytest.mark.parametrize("inputs", [{"comment": "often"}, {"comment-tag": "--> hello"}])
def test_a_comment_as_nobody_could_make_it_is_none(runner: Runner, inputs: dict[str, str]) -> None:
    runner.inputs |= inputs
    _, log, _ = runner.run("review")
    assert "::warning title=policylint::" in log
    assert runner.hub.comments == []


def test_a_limit_on_the_increase_and_a_comment_only_where_a_cost_changes(runner: Runner) -> None:
    repository = runner.repository
    repository.git("rm", "--quiet", "jobs/new.json", f"jobs/{HOSTILE}")
    repository.write("jobs/mended.json", minimal_job({"StoppingCondition.MaxRuntimeInSeconds": 7200}))
    repository.commit()
    runner.pull_request()
    for inputs, code in (
        ({"fail-over-increase": "1000"}, "0"),
        ({"fail-over-increase": "0.01"}, "1"),
        ({"fail-over-increase": "0.01", "cost-of": "new"}, "0"),
    ):
        runner.inputs |= inputs
        runner.run("review")
        assert runner.outputs["review"]["exit-code"] == code, inputs
    runner.inputs["comment-if"] = "cost-changes"
    _, _, summary = runner.run("review")
    assert runner.hub.bodies() == [f"<!-- policylint -->\n{summary}"]  # one that is there stays true
    runner.hub.comments.clear()
    _, log, summary = runner.run("review")
    assert "No comment: no job costs another amount." in log
    assert (runner.hub.comments, "Of cost, only new jobs count." in summary) == ([], True)
    runner.event = {"ref": "refs/heads/topic"}
    _, log, _ = runner.run("review")
    assert "::notice title=policylint::fail-over-increase holds nothing here: there is no base" in log


def test_no_comment_if_none_is_wanted(runner: Runner) -> None:
    runner.inputs["comment"] = "off"
    runner.run("review")
    assert runner.hub.asked == []


@pytest.mark.parametrize(("version", "code"), [("", 0), ("1.2.3rc1", 0), ("1; touch pwned", 2), ("--index-url=x", 2)])
def test_what_is_to_be_installed(runner: Runner, version: str, code: int) -> None:
    runner.inputs["version"] = version
    assert runner.run("wanted")[0] == code
    key = runner.outputs["wanted"].get("key")
    assert key == (version or key) if code == 0 else key is None
    assert version or re.fullmatch("[0-9a-f]{16}", key or "")


@pytest.mark.skipif(not deep(), reason="installs policylint, which takes a minute: deep run")
def test_it_installs_itself(runner: Runner) -> None:
    code, log, _ = runner.run("install")
    assert code == 0, log
    python = runner.outputs["install"]["python"]
    assert python.startswith(str(runner.temp))
    script = "import policylint; print(policylint.__version__)"
    done = subprocess.run([python, "-P", "-c", script], cwd=runner.temp, capture_output=True, check=True)
    assert done.stdout


def with_modules_of_its_own(repository: Repository) -> None:
    """Give a checkout a module of each name that a step could import by mistake; the fixture looks for their traces."""
    for name in (*sys.stdlib_module_names, "pip", "policylint", "hatchling", "yaml", "sitecustomize", "usercustomize"):
        (repository.folder / f"{name}.py").write_text("open('pwned', 'w').close()\n", "utf-8")


def test_nothing_of_the_checkout_is_run(runner: Runner) -> None:
    with_modules_of_its_own(runner.repository)
    assert runner.run("wanted")[0] == 0
    assert runner.run("review")[0] == 0
    assert runner.outputs["review"]["exit-code"] == "1"
    if deep():
        assert runner.run("install")[0] == 0


@pytest.mark.parametrize("id", STEPS)
def test_every_python_of_a_step_is_isolated(id: str) -> None:
    started = re.findall(r'^.*"\$(?:PYTHON|python)" -.*$', STEPS[id].get("run", ""), re.MULTILINE)
    assert all(re.search(r'"\$(?:PYTHON|python)" -I ', line) for line in started)


def test_what_is_installed_is_pinned_by_hash() -> None:
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    tested = dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE))
    assert {name: tested[name] for name in pinned if name in tested} == {n: v for n, v in pinned.items() if n in tested}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["github"]]
    wanted += project["build-system"]["requires"]
    assert {re.split(r"[^\w-]", requirement)[0] for requirement in wanted} <= set(pinned)


def test_without_an_outcome_the_action_fails(runner: Runner) -> None:
    runner.outputs["review"] = {}
    assert runner.run("End with policylint's exit code")[0] == 2


def test_every_input_is_used_and_every_output_set(runner: Runner) -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    for name in ACTION["inputs"]:
        assert f"inputs.{name}" in text
    runner.run("review")
    wanted = {
        output["value"].removeprefix("${{ steps.review.outputs.").removesuffix(" }}")
        for output in ACTION["outputs"].values()
    }
    assert wanted == set(runner.outputs["review"])


def test_more_annotations_than_are_shown_become_plain_lines() -> None:
    findings = tuple(
        as_shown(
            Finding("", f"fault {n}", "SM1001", (Severity.ERROR, Severity.WARNING)[n % 2], file=f"::error::{n}.json")
        )
        for n in range(30)
    )
    report = Report(findings, RULES, 30, 30, (), 0, (), "1.2.3")
    lines = list(annotations(Review(report, "", findings)))
    assert [sum(line.startswith(f"::{kind} ") for line in lines) for kind in ("error", "warning")] == [10, 10]
    assert all(line.startswith("./::error::") for line in lines[10:15])
    assert lines[-2] == "GitHub shows 10 annotations of a kind; 10 more findings above."
    assert lines[-1] == "Found 15 errors and 15 warnings in 30 files (checked 30 requests in 30 files)."
