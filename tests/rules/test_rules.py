"""Every rule, by its own examples: its bad example gives exactly its own finding, its good one none."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import policylint
from policylint.catalogue import load
from policylint.examples import example
from policylint.finding import Severity
from policylint.rule import Example, Rule
from policylint.rule_page import page
from policylint.settings.loading import load as load_settings
from tests.cli import policylint as run

ROOT = Path(policylint.__file__).parent.parent
ID = re.compile(r"\b(?:SM|SEC|COST|LINT)\d{4}\b")

RULES = list(load().rules.values())
ON_REQUESTS = [rule for rule in RULES if not isinstance(rule.bad, Example)]
ON_FILES = [rule for rule in RULES if isinstance(rule.bad, Example)]


def ids_of(rule: Rule, changes: Mapping[str, Any] | Example, folder: Path) -> set[str]:
    assert not isinstance(changes, Example)
    (folder / "policylint.toml").write_text(rule.settings)
    config = load_settings(folder / "policylint.toml", {}).config
    return {finding.rule for finding in policylint.check(example(rule.operation, changes), config=config).findings}


@pytest.mark.parametrize("rule", ON_REQUESTS, ids=lambda rule: rule.id)
def test_the_bad_example_gives_its_finding_and_no_other(rule: Rule, tmp_path: Path) -> None:
    assert ids_of(rule, rule.bad, tmp_path) == {rule.id}


@pytest.mark.parametrize("rule", ON_REQUESTS, ids=lambda rule: rule.id)
def test_the_good_example_is_clean(rule: Rule, tmp_path: Path) -> None:
    assert ids_of(rule, rule.good, tmp_path) == set()


# Not shown by checking one file: a file that is not there, a folder, what a walk does not read (tests/sources/
# test_unread.py), a baseline, policies and waivers (tests/policies), configurations above (tests/test_monorepo.py), the
# past (tests/history), and a fault of our own.
NOT_BY_A_FILE = {
    *("LINT1001", "LINT1009", "LINT1012", "LINT1103"),
    *("LINT1201", "LINT1202", "LINT1203", "LINT1204", "LINT1301", "LINT1302", "LINT1401", "LINT1601", "LINT9999"),
}


@pytest.mark.parametrize("rule", [rule for rule in ON_FILES if rule.id not in NOT_BY_A_FILE], ids=lambda rule: rule.id)
@pytest.mark.parametrize("which", ["bad", "good"])
def test_the_example_file_gives_its_finding_or_none(rule: Rule, which: str, tmp_path: Path) -> None:
    shown = rule.bad if which == "bad" else rule.good
    assert isinstance(shown, Example)
    text = shown.text.encode() if isinstance(shown.text, str) else shown.text
    (tmp_path / shown.name).write_bytes(text)
    outcome = run("check", "--output-format", "json", shown.name, cwd=tmp_path)
    found = {finding["rule"] for finding in json.loads(outcome.out)["findings"]}
    assert found == ({rule.id} if which == "bad" else set())
    assert outcome.code == (2 if rule.unjudged else 1 if rule.severity is Severity.ERROR else 0) * (which == "bad")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    outcome = run("check", "nowhere.json", "--quiet", cwd=tmp_path)
    assert (outcome.code, outcome.out.split()[1]) == (2, "LINT1001")


def test_a_folder_without_requests_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "readme.txt").write_text("no job here\n")
    outcome = run("check", "empty", "--quiet", cwd=tmp_path)
    assert (outcome.code, outcome.out.split()[1]) == (2, "LINT1009")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_worded_whole(rule: Rule) -> None:
    assert not rule.title.endswith(".")
    assert rule.why.rstrip(")").endswith(".")
    assert rule.fix.endswith(".")
    assert rule.source.startswith("https://")
    assert rule.name == rule.name.lower().replace("_", "-")
    assert not rule.name.startswith(("no-", "check-"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_explain_prints_the_page(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    from policylint.cli import main

    assert main(["explain", rule.id]) == 0
    assert capsys.readouterr().out == page(rule)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_id_name_and_page_agree(rule: Rule) -> None:
    shown = (ROOT / "docs" / "rules" / f"{rule.id}.md").read_text("utf-8")
    assert shown.splitlines()[2] == f"# {rule.id} {rule.name}"
    row = f"| [{rule.id}]({rule.id}.md) | `{rule.name}` | {rule.severity.value} | {rule.title} |"
    assert row in (ROOT / "docs" / "rules" / "README.md").read_text("utf-8").splitlines()


@pytest.mark.parametrize("folder", ["tests", "docs", "benchmarks", "policylint", "examples", "policies"])
def test_every_id_that_is_named_is_that_of_a_rule(folder: str) -> None:
    """An id that has changed, or was mistyped, would select nothing in silence."""
    ids, named = {rule.id for rule in RULES}, set[str]()
    for file in sorted((ROOT / folder).rglob("*")):
        if file.suffix in {".py", ".md", ".yaml", ".yml", ".json", ".toml", ".txt"}:
            named.update(ID.findall(file.read_text("utf-8", errors="replace")))
    assert named - ids == set()


def test_explain_names_the_nearest(tmp_path: Path) -> None:
    outcome = run("explain", "unknown-membr", cwd=tmp_path)
    assert outcome.code == 2
    assert "did you mean 'unknown-member'?" in outcome.err


def test_rules_lists_them_all(tmp_path: Path) -> None:
    outcome = run("rules", "--ignore", "SM1001", cwd=tmp_path)
    lines = outcome.out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in RULES]
    assert [line.split()[0] for line in lines if line.endswith("(off)")] == ["SM1001"]
