"""`policylint cost`: the verdict, its formats, what changed since a base, and the exit codes."""

import csv
import io
import json
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from policylint.money import decimal
from tests.cli import Outcome, policylint
from tests.requests import minimal_job, minimal_tuning_job

DAY = ("--as-of", "2026-11-24")


OLD = "Prices more than 365 days old make up 100 % of the known cost; the oldest is of 2023-12-31.\n"


def put(folder: Path, name: str, changes: dict[str, Any] | None = None, **more: Any) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(minimal_job({**(changes or {}), **more}), indent=2))


def cost(folder: Path, *arguments: str) -> Outcome:
    return policylint("cost", *arguments, *DAY, "--isolated", "--region", "eu-west-1", cwd=folder)


def test_one_job_is_one_verdict(tmp_path: Path) -> None:
    put(tmp_path, "one.json")
    outcome = cost(tmp_path, "one.json", "--expected-runtime", "15m")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "The job can cost $0.2633 at most and likely costs $0.0658.\n\n" + OLD


def test_explain_shows_the_arithmetic(tmp_path: Path) -> None:
    put(tmp_path, "one.json", {"ResourceConfig.InstanceCount": 4})
    outcome = cost(tmp_path, "one.json", "--explain", "--discount", "10")
    assert [line.strip() for line in outcome.out.splitlines()[3:6]] == [
        "training: 4 x ml.m5.xlarge x 1 h x $0.2313/h = $0.9252  [price of 2023-12-31, less 10 %]",
        "volume: 4 x 30 GB x 1 h x $0.1386/GB-month / 730 h = $0.0228  [price of 2023-12-31, less 10 %]",
        "after a stop at the limit, saving takes up to 2 min more: $0.0316",
    ]


@pytest.mark.parametrize(
    ("limit", "code", "words"),
    [
        ("0.27", 0, "The job can cost $0.2633 at most: within the limit of $0.27."),
        ("0.2", 1, "The job can cost $0.2633 at most: $0.0633 over the limit of $0.20."),
    ],
)
def test_a_limit_that_is_kept_or_broken(tmp_path: Path, limit: str, code: int, words: str) -> None:
    put(tmp_path, "one.json")
    outcome = cost(tmp_path, "one.json", "--fail-over", limit)
    assert (outcome.code, outcome.out.splitlines()[0]) == (code, words)


def test_an_unknown_price_keeps_no_limit(tmp_path: Path) -> None:
    put(tmp_path, "a.json")
    put(tmp_path, "b.json", {"ResourceConfig.InstanceType": "ml.trn2.48xlarge"})
    outcome = cost(tmp_path, ".", "--fail-over", "100")
    assert outcome.code == 2
    assert outcome.out.splitlines()[0] == (
        "The 2 jobs can cost at least $0.2633, plus 1 job whose price is unknown (1 x ml.trn2.48xlarge for 1 h): "
        "cannot tell whether the limit of $100.00 is met."
    )
    assert "unknown: no training rate of ml.trn2.48xlarge in eu-west-1 is known" in outcome.out
    assert cost(tmp_path, "b.json").out.splitlines()[0] == (
        "The job can cost an unknown amount (1 x ml.trn2.48xlarge for 1 h)."
    )
    assert cost(tmp_path, ".").code == 0
    assert cost(tmp_path, ".", "--fail-over", "0.1").code == 1


def test_parts_are_shown_where_there_are_some(tmp_path: Path) -> None:
    owner = [{"Key": "owner", "Value": "churn"}]
    put(tmp_path, "a.json", {"Tags": owner})
    put(tmp_path, "b.json", {"ResourceConfig.InstanceType": "ml.g5.xlarge"})
    out = cost(tmp_path, ".").out
    assert "By owner" in out
    assert "By family" in out
    assert "By environment" not in out
    assert any(line.split() == ["churn", "$0.2633", "1", "job"] for line in out.splitlines())


def test_json_has_all_of_it(tmp_path: Path) -> None:
    put(tmp_path, "one.json")
    (tmp_path / "tune.json").write_text(json.dumps(minimal_tuning_job()))
    found = json.loads(cost(tmp_path, ".", "--output-format", "json", "--fail-over", "9").out)
    assert (found["version"], found["currency"], found["as_of"], found["limit_usd"]) == (1, "USD", "2026-11-24", 9.0)
    one, tune = found["jobs"]
    assert (one["file"], one["kind"], tune["kind"], tune["jobs"]) == (
        "one.json", "TrainingJob", "HyperParameterTuningJob", 20,
    )  # fmt: skip
    assert found["total"]["max_usd"] == pytest.approx(21 * one["max_usd"])
    assert one["lines"][0]["rate"]["stand_in"] is None
    assert found["by"]["family"]["m5"]["jobs"] == 2


def test_csv_leaves_empty_what_is_not_known(tmp_path: Path) -> None:
    put(tmp_path, "one.json")
    put(tmp_path, "two.json", {"ResourceConfig.InstanceType": "ml.trn2.48xlarge"})
    rows = list(csv.DictReader(io.StringIO(cost(tmp_path, ".", "--output-format", "csv").out)))
    assert [(row["file"], row["max_usd"][:6], row["expected_usd"]) for row in rows] == [
        ("one.json", "0.2633", ""), ("two.json", "", ""),
    ]  # fmt: skip
    assert "ml.trn2.48xlarge" in rows[1]["unknowns"]


def test_a_name_is_no_formula_of_a_spreadsheet(tmp_path: Path) -> None:
    put(tmp_path, "-one.json", {"TrainingJobName": "=1+1", "Tags": [{"Key": "owner", "Value": "@sum(a1)"}]})
    (row,) = csv.DictReader(io.StringIO(cost(tmp_path, "./-one.json", "--output-format", "csv").out))
    assert (row["file"], row["job"], row["owner"]) == ("'-one.json", "'=1+1", "'@sum(a1)")


def test_markdown_takes_no_markup_from_names(tmp_path: Path) -> None:
    put(tmp_path, "one.json", {"TrainingJobName": "<img src=x>|*bold*"})
    out = cost(tmp_path, "one.json", "--output-format", "markdown", "--explain").out
    assert out.startswith("### Cost of training\n\n**The job can cost \\$0.2633 at most.**\n")
    assert "| &lt;img src=x&gt;&#124;\\*bold\\* | one.json | \\$0.2633 | - | \\$0.2633 |" in out


KEY = "AKIA" + "QWERTYUIOP" + "ASDFGH"


@pytest.mark.parametrize("format_", ["text", "json", "csv", "markdown"])
@pytest.mark.parametrize(
    ("changes", "file"),
    [
        pytest.param({"TrainingJobName": f"job-{KEY}"}, "one.json", id="name"),
        pytest.param({"Tags": [{"Key": "owner", "Value": KEY}]}, "one.json", id="owner"),
        pytest.param({"ResourceConfig.InstanceType": KEY}, "one.json", id="enum member"),
        pytest.param({"ResourceConfig.InstanceType": f"ml.{KEY}.large"}, "one.json", id="instance family"),
        pytest.param({"ResourceConfig": {KEY: 1}}, "one.json", id="key"),
        pytest.param({}, f"{KEY}.json", id="file"),
    ],
)
def test_a_secret_is_in_no_format(tmp_path: Path, changes: dict[str, Any], file: str, format_: str) -> None:
    put(tmp_path, file, changes)
    put(tmp_path, "two.json", {"TrainingJobName": "other"})
    put(tmp_path, "base/two.json")
    outcome = cost(tmp_path, ".", "--explain", "--base", "base", "--output-format", format_)
    assert outcome.code == 0
    assert KEY not in outcome.out + outcome.err
    assert "other" in outcome.out


def test_a_budget_that_is_broken_names_no_secret(tmp_path: Path) -> None:
    put(tmp_path, "one.json", {"TrainingJobName": f"job-{KEY}"})
    (tmp_path / "policylint.toml").write_text("[[budgets]]\njob = 0.01\n")
    outcome = policylint("cost", "one.json", *DAY, "--region", "eu-west-1", cwd=tmp_path)
    assert outcome.code == 1
    assert "COST1001" in outcome.err
    assert KEY not in outcome.err


def test_a_name_is_text_in_markdown_and_on_a_terminal(tmp_path: Path) -> None:
    put(tmp_path, "one.json", {"TrainingJobName": "@octocat [x](https://evil.example) \x1b[2J"})
    put(tmp_path, "two.json")
    page = cost(tmp_path, ".", "--output-format", "markdown").out
    assert "@<!-- -->octocat" in page
    assert "](https://" not in page
    assert "\x1b" not in cost(tmp_path, ".").out


def test_output_goes_to_files_too(tmp_path: Path) -> None:
    put(tmp_path, "one.json")
    outcome = cost(tmp_path, "one.json", "--output", "out/bill.json", "--output", "markdown=out/bill")
    assert outcome.out.startswith("The job can cost $0.2633 at most.\n")
    assert (tmp_path / "out" / "bill").read_text().startswith("### Cost of training\n")
    assert json.loads((tmp_path / "out" / "bill.json").read_text())["total"]["jobs"] == 1


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_compare_with_a_git_revision(tmp_path: Path) -> None:
    put(tmp_path, "jobs/grows.json")
    put(tmp_path, "jobs/gone.json")
    put(tmp_path, "jobs/same.json")
    (tmp_path / "policylint.toml").write_text('[[facts]]\nfiles = "jobs/**"\nregion = "eu-west-1"\n')
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "base")
    put(tmp_path, "jobs/grows.json", {"ResourceConfig.InstanceCount": 2})
    put(tmp_path, "jobs/new.json", {"TrainingJobName": "fresh", "ResourceConfig.InstanceCount": 4})
    (tmp_path / "jobs" / "gone.json").unlink()
    outcome = policylint("cost", "jobs", "--base", "HEAD", *DAY, cwd=tmp_path)
    assert outcome.out.splitlines()[:6] == [
        "The 3 jobs can cost $1.84 at most.",
        "",
        "Against HEAD, 3 jobs change by +$1.05 together:",
        "          +$1.05  fresh  jobs/new.json  (new)",
        "        +$0.2633  churn-2026-11-24  jobs/grows.json  ($0.2633 -> $0.5267)",
        "        -$0.2633  churn-2026-11-24  jobs/gone.json  (gone)",
    ]
    inside = policylint("cost", ".", "--base", "HEAD", "--output-format", "json", *DAY, cwd=tmp_path / "jobs")
    found = json.loads(inside.out)
    assert [change["change"] for change in found["changes"]] == ["added", "changed", "removed"]
    assert found["changes"][2]["now_usd"] is None


def test_compare_with_another_checkout(tmp_path: Path) -> None:
    put(tmp_path, "head/jobs/one.json", {"ResourceConfig.InstanceCount": 3})
    put(tmp_path, "base/jobs/one.json")
    out = cost(tmp_path, "head", "--base", "base").out
    assert "Against base, 1 job changes by +$0.5267 together:" in out
    put(tmp_path, "before/head/jobs/one.json", {"ResourceConfig.InstanceCount": 3})
    assert "Nothing changes against before." in cost(tmp_path, "head", "--base", "before").out


def test_a_job_that_moved_to_another_file_is_the_same_job(tmp_path: Path) -> None:
    put(tmp_path, "head/new.json", {"ResourceConfig.InstanceCount": 2})
    put(tmp_path, "base/old.json")
    out = cost(tmp_path, "head", "--base", "base").out
    assert "1 job changes by +$0.2633 together:" in out
    assert "($0.2633 -> $0.5267)" in out


def test_twice_as_much_of_something_unknown_is_a_change(tmp_path: Path) -> None:
    trainium = {"ResourceConfig.InstanceType": "ml.trn2.48xlarge"}
    put(tmp_path, "head/one.json", {**trainium, "ResourceConfig.InstanceCount": 2})
    put(tmp_path, "base/one.json", trainium)
    put(tmp_path, "same/one.json", {**trainium, "ResourceConfig.InstanceCount": 2})
    assert "1 job changes by an unknown amount:" in cost(tmp_path, "head", "--base", "base").out
    assert "Nothing changes against same." in cost(tmp_path, "head", "--base", "same").out


def test_a_change_that_is_not_known(tmp_path: Path) -> None:
    put(tmp_path, "head/one.json", {"ResourceConfig.InstanceType": "ml.trn2.48xlarge"})
    put(tmp_path, "base/one.json")
    out = cost(tmp_path, "head", "--base", "base").out
    assert "1 job changes by an unknown amount:" in out


@pytest.mark.parametrize("base", ["nowhere", "-x"])
def test_nothing_to_compare_with(tmp_path: Path, base: str) -> None:
    put(tmp_path, "one.json")
    git(tmp_path, "init")
    outcome = policylint("cost", "one.json", f"--base={base}", "--isolated", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"--base: {base!r} is neither a folder nor a git revision that can be compared with: " in outcome.err


def test_an_unreadable_file_is_no_cost_of_nothing(tmp_path: Path) -> None:
    put(tmp_path, "one.json")
    (tmp_path / "two.json").write_text('{"TrainingJobName": "two"')
    outcome = cost(tmp_path, ".")
    assert outcome.code == 2
    assert "two.json" in outcome.err
    assert cost(tmp_path, "none.json").code == 2
    (tmp_path / "empty").mkdir()
    nothing = cost(tmp_path, "empty")
    assert (nothing.code, nothing.out) == (2, "No job was found, so nothing can be said of its cost.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--fail-over", "nan"], "argument --fail-over: 'nan' is not an amount in USD"),
        (["--fail-over", "-1"], "argument --fail-over: '-1' is not an amount in USD"),
        (["--discount", "200"], "discount is 200.0"),
        (["--expected-runtime", "long"], "'long' is not a duration"),
        (["--book", "none.csv"], "none.csv: cannot be read"),
        (["--history", "none.jsonl"], "none.jsonl: cannot be read"),
        (["--output-format", "pdf"], "unknown 'pdf'; known here: csv, html, json, markdown, text"),
        (["--output", "bill.foo"], "no format has the suffix '.foo'; write FORMAT=FILE with one of csv, html, json"),
    ],
)
def test_misuse(tmp_path: Path, arguments: list[str], words: str) -> None:
    put(tmp_path, "one.json")
    outcome = policylint("cost", "one.json", "--isolated", *arguments, cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


def test_old_prices_are_told_with_their_age(tmp_path: Path) -> None:
    put(tmp_path, "one.json", {"ResourceConfig.InstanceType": "ml.c5.xlarge"})
    out = policylint("cost", "one.json", "--region", "eu-west-1", "--isolated", cwd=tmp_path).out
    assert out.count("2022-10-24") == 1
    assert "the oldest is of 2022-10-24. `policylint pricing update` or `import` brings newer ones." in out
    assert "The oldest price" not in cost(tmp_path, "one.json").out


def test_a_total_says_what_it_rests_on_in_every_format(tmp_path: Path) -> None:
    put(tmp_path, "exact.json")
    put(tmp_path, "near.json", {"ResourceConfig.InstanceType": "ml.m6i.large"}, TrainingJobName="near")
    put(tmp_path, "unknown.json", {"ResourceConfig.InstanceType": "ml.trn2.48xlarge"}, TrainingJobName="unknown")
    run = ("cost", ".", *DAY, "--isolated", "--region", "us-east-1", "--output-format")
    data = json.loads(policylint(*run, "json", cwd=tmp_path).out)
    total, jobs = data["total"], data["jobs"]
    assert total["max_usd"] is None
    assert total["unpriced"] == ["1 x ml.trn2.48xlarge for 1 h"]
    parts = {basis: total["basis_usd"].get(basis, 0.0) for basis in ("exact", "approximate", "substituted")}
    assert sum(parts.values()) == pytest.approx(total["known_usd"])
    assert total["known_usd"] == pytest.approx(sum(job["known_usd"] or 0.0 for job in jobs))
    assert (jobs[-1]["known_usd"], jobs[-1]["grace_usd"], jobs[-1]["max_usd"]) == (None, None, None)
    assert [by["unknown"] for by in data["by"]["environment"].values()] == [1]
    for format_ in ("text", "markdown"):
        out = policylint(*run, format_, cwd=tmp_path).out
        plain = out.replace("\\", "")
        assert "plus 1 job whose price is unknown (1 x ml.trn2.48xlarge for 1 h)" in plain
        assert "can cost at least ~$" in plain
        assert "The known cost rests " in plain
        assert "$0.00" not in plain
    rows = list(csv.DictReader(io.StringIO(policylint(*run, "csv", cwd=tmp_path).out)))
    assert [rows[-1][name] for name in ("max_usd", "known_usd", "per_hour_usd", "exact_usd")] == ["", "", "", ""]
    for row, job in zip(rows[:-1], jobs, strict=False):
        assert Decimal(row["max_usd"]) == Decimal(job["max_usd"]).quantize(Decimal("1e-9")).normalize()
        shares = [Decimal(row[f"{basis}_usd"] or 0) for basis in parts]
        assert abs(sum(shares) - Decimal(row["max_usd"])) <= Decimal("2e-9")


def test_an_assumed_region_is_a_share_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, "one.json")
    data = json.loads(policylint("cost", ".", *DAY, "--isolated", "--output-format", "json", cwd=tmp_path).out)
    basis = data["total"]["basis_usd"]
    assert basis.pop("assumed") == pytest.approx(data["total"]["max_usd"]) == pytest.approx(sum(basis.values()))


def test_an_unknown_price_is_first_and_no_part_of_a_change(tmp_path: Path) -> None:
    put(tmp_path, "base/a.json")
    put(tmp_path, "now/a.json", {"ResourceConfig.InstanceType": "ml.trn2.48xlarge", "ResourceConfig.InstanceCount": 8})
    put(tmp_path, "now/b.json", TrainingJobName="b", Tags=[{"Key": "owner", "Value": "churn"}])
    found = policylint(
        "cost", "a.json", "b.json", *DAY, "--isolated", "--region", "eu-west-1", "--base", "../base",
        cwd=tmp_path / "now",
    )  # fmt: skip
    assert "2 jobs change by +$0.2633 together, 1 of them by an unknown amount" in found.out
    assert "$0.2633 -> unknown" in found.out
    parts = found.out.partition("By owner\n")[2].splitlines()
    assert parts[0].split() == [
        "(not", "stated)", "unknown", "1", "job,", "1", "job", "whose", "price", "is", "unknown",
        "(8", "x", "ml.trn2.48xlarge", "for", "1", "h)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (1e12, "1000000000000"), (0.0, "0"), (-1e-12, "0"), (12.5, "12.5")],
)
def test_tables_have_plain_decimals(amount: float, written: str) -> None:
    assert decimal(amount) == written
