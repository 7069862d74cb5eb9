"""Costs by whom they are of: any tag, account, file and more, several at once; budgets for each value of a tag."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.cli import Outcome, policylint
from tests.requests import minimal_job

JOBS: dict[str, tuple[dict[str, str], str, int]] = {
    "a": ({"Team": "nlp", "owner": "ann"}, "ml.m5.xlarge", 3600),
    "b": ({"team": "nlp", "owner": "bob"}, "ml.g5.xlarge", 7200),
    "c": ({"team": "vision"}, "ml.m5.xlarge", 1800),
    "d": ({}, "ml.g5.xlarge", 600),
    "e": ({"team": "vision"}, "ml.p5en.48xlarge", 3600),  # whose price is not known
    "f": ({"team": "=HYPERLINK()", "region": "north"}, "ml.m5.xlarge", 3600),
}


def put(folder: Path, more: str = "") -> None:
    (folder / "jobs").mkdir()
    for name, (tags, type_, seconds) in JOBS.items():
        changes: dict[str, Any] = {
            "TrainingJobName": f"job-{name}",
            "ResourceConfig.InstanceType": type_,
            "StoppingCondition.MaxRuntimeInSeconds": seconds,
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        }
        (folder / "jobs" / f"{name}.json").write_text(json.dumps(minimal_job(changes)))
    (folder / "policylint.toml").write_text(f'region = "us-east-1"\n[pricing]\nas-of = "2026-11-24"\n{more}')


def cost(folder: Path, *arguments: str) -> Outcome:
    return policylint("cost", "jobs", *arguments, cwd=folder)


def value(cell: str) -> str:
    """What a cell says, without what keeps it from being run; "" where nothing is stated."""
    return "" if cell == "(not stated)" else cell.lstrip("'")


def test_groups_add_up_to_the_jobs_that_are_in_them(tmp_path: Path) -> None:
    put(tmp_path)
    for by in (["team"], ["team,owner"], ["region", "account"], ["file"], ["kind", "tag:region"], ["family"]):
        given = [part for one in by for part in ("--by", one)]
        words = [word for one in by for word in one.split(",")]
        rows = list(csv.DictReader(io.StringIO(cost(tmp_path, *given, "--output-format", "csv").out)))
        expected: dict[tuple[str, ...], list[dict[str, str]]] = {}
        for row in rows:
            expected.setdefault(tuple(value(row[word]) for word in words), []).append(row)
        groups = json.loads(cost(tmp_path, *given, "--output-format", "json").out)["groups"]
        assert groups["by"] == words
        found = {tuple(part["values"][word] or "" for word in words): part for part in groups["parts"]}
        assert found.keys() == expected.keys(), by
        for key, part in found.items():
            known = sum(Decimal(row["known_usd"] or 0) for row in expected[key])
            assert abs(Decimal(part["known_usd"] or 0) - known) < Decimal("1e-6")
            assert part["jobs"] == len(expected[key])
            unknown = sum(not row["max_usd"] for row in expected[key])
            assert (part["unknown"], part["max_usd"] is None) == (unknown, bool(unknown))
        lacking = [row for row in rows if not all(value(row[word]) for word in words)]
        assert groups["not_stated"]["jobs"] == len(lacking)
        assert groups["not_stated"]["unknown"] == sum(not row["max_usd"] for row in lacking)


def test_every_format_says_the_parts_their_shares_and_what_states_nothing(tmp_path: Path) -> None:
    put(tmp_path)
    text = cost(tmp_path, "--by", "team").out
    assert "By team\n  vision " in text  # of unknown cost: first
    assert "1 job of 6 states no team, 6.4 % of the known cost." in text
    markdown = cost(tmp_path, "--by", "team,owner", "--output-format", "markdown").out
    assert "| team | owner | jobs | at most | share |" in markdown
    assert "4 jobs of 6 state no team or owner" in markdown
    page = cost(tmp_path, "--by", "team", "--fail-over", "2", "--output-format", "html")
    assert page.code == 1
    for words in ("By team", "limit $2.00", "1 job beyond it", "=HYPERLINK()", "unknown"):
        assert words in page.out, words
    assert "https://" not in page.out
    assert cost(tmp_path, "--by", "team", "--output", "html=page.html").code == 0
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")


def test_each_value_of_a_tag_has_a_budget_for_itself(tmp_path: Path) -> None:
    put(tmp_path, "[[budgets]]\ntotal = 0.2\neach = 'team'\nmode = 'soft'\n")
    ran = cost(tmp_path)
    said = [line for line in ran.err.splitlines() if "COST1002" in line]
    assert [line.partition("over the budget of ")[2].partition(" of $")[0] for line in said] == [
        "no tag team",  # whose key is another one by a letter, too
        "team=nlp",
        "team==HYPERLINK()",
    ]
    assert all("$0.20" in line for line in said)
    assert ran.code == 0
    for wrong, says in (
        ("each = 'team'\njob = 5", "the budget's each says for what its total is, and it has no total"),
        ("period = 'month'\njob = 5", "the budget's period says for what its total is, and it has no total"),
        ("period = 'fortnight'\ntotal = 5", "period"),
    ):
        (tmp_path / "policylint.toml").write_text(f"[[budgets]]\n{wrong}\n")
        refused = cost(tmp_path)
        assert (refused.code, says in refused.err) == (2, True), refused.err
