"""Sweeps against every job of theirs written out and priced one by one, and the command that runs them."""

import csv
import json
import math
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from policylint import estimate
from policylint.cost.prices import Prices
from policylint.cost.sweep.figures import pareto
from policylint.cost.sweep.outcome import Outcome, Sweep
from policylint.cost.sweep.plan import PlanError, checked_plan
from policylint.engine import Engine
from policylint.job import Facts
from policylint.shown import Shown
from tests.cli import Outcome as Ran
from tests.cli import policylint
from tests.effort import examples
from tests.requests import minimal_job, minimal_tuning_job

DAY = "2026-11-24"
IMAGE = "AlgorithmSpecification.TrainingImage"
IMAGE_IN_IRELAND = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:1.4"
TYPE, COUNT = "ResourceConfig.InstanceType", "ResourceConfig.InstanceCount"
LIMIT, VOLUME = "StoppingCondition.MaxRuntimeInSeconds", "ResourceConfig.VolumeSizeInGB"
RATE = 'HyperParameters."learning-rate"'
AXES: dict[str, Any] = {
    "rate": {"path": RATE, "log-range": {"from": 0.001, "to": 0.1, "count": 3}},
    "type": {"path": TYPE, "list": ["ml.m5.xlarge", "ml.g5.xlarge", "ml.p3.2xlarge"]},
    "size": {"zip": {COUNT: [1, 2, 4], VOLUME: [50, 100, 200]}},
    "limit": {"path": LIMIT, "range": {"from": 3600, "to": 10_800, "step": 3600}},
}


def sweep(plan: dict[str, Any], folder: Path = Path(), request: dict[str, Any] | None = None) -> Sweep:
    whole = {"request": request or minimal_job(), "region": "eu-west-1", **plan}
    checked = checked_plan(whole, "plan.yaml")
    return Sweep("plan", checked, checked.request or {}, Prices(DAY), Facts(), folder)


def written_out(axes: dict[str, Any], keep: Any = lambda _: True) -> list[dict[str, Any]]:
    """Every combination of axes that are lists, zips or ranges, as settings by path."""
    values = []
    for axis in axes.values():
        if "zip" in axis:
            values.append([dict(zip(axis["zip"], row, strict=True)) for row in zip(*axis["zip"].values(), strict=True)])
        else:
            values.append([{axis["path"]: value} for value in axis["list"]])
    jobs = [{path: value for part in parts for path, value in part.items()} for parts in product(*values)]
    return [job for job in jobs if keep(job)]


def cost_of(settings_: dict[str, Any]) -> float:
    changes = {path: str(value) if path == RATE else value for path, value in settings_.items()}
    found = estimate(minimal_job(changes), region="eu-west-1", as_of=DAY)
    return math.nan if found.max_usd is None else found.max_usd


def listed(axes: dict[str, Any]) -> dict[str, Any]:
    """The axes with their numbers written out."""
    return {
        **axes,
        "rate": {"path": RATE, "list": [0.001, 0.01, 0.1]},
        "limit": {"path": LIMIT, "list": [3600, 7200, 10_800]},
    }


def test_a_grid_is_its_jobs() -> None:
    outcome = sweep({"axes": AXES}).outcome(budget=100.0)
    costs = sorted(map(cost_of, written_out(listed(AXES))))
    assert outcome.jobs == 81 == len(costs)
    assert outcome.figures.known_usd == pytest.approx(sum(costs), rel=1e-12)
    percentiles = outcome.figures.percentiles()
    assert (percentiles[0], percentiles[50], percentiles[100]) == pytest.approx((costs[0], costs[40], costs[-1]))
    fitting = [sum(costs[: number + 1]) <= 100.0 for number in range(len(costs))].count(True)
    assert outcome.fit is not None
    assert outcome.fit.jobs == fitting
    assert outcome.fit.usd == pytest.approx(sum(costs[:fitting]))
    by_type = {label: spent for axis in outcome.axes if axis.name == "type" for label, _, spent, *_ in axis.values}
    for type_, spent in by_type.items():
        own = [cost_of(job) for job in written_out(listed(AXES)) if job[TYPE] == type_]
        assert spent == pytest.approx(sum(own), rel=1e-12)


def test_constraints_leave_out_what_breaks_them() -> None:
    constraints = ["type != 'ml.p3.2xlarge' || limit <= `7200`", f"size.\"{COUNT}\" <= `2` || type == 'ml.m5.xlarge'"]
    outcome = sweep({"axes": AXES, "constraints": constraints}).outcome()

    def keeps(job: dict[str, Any]) -> bool:
        short = job[TYPE] != "ml.p3.2xlarge" or job[LIMIT] <= 7200
        return bool(short and (job[COUNT] <= 2 or job[TYPE] == "ml.m5.xlarge"))

    kept = written_out(listed(AXES), keeps)
    assert outcome.jobs == len(kept)
    assert outcome.figures.known_usd == pytest.approx(sum(map(cost_of, kept)), rel=1e-12)
    rates = next(axis for axis in outcome.axes if axis.name == "rate")
    assert sum(jobs for _, jobs, *_ in rates.values) == len(kept)
    assert sum(spent for _, _, spent, *_ in rates.values) == pytest.approx(outcome.figures.known_usd)


LISTS = st.fixed_dictionaries(
    {
        TYPE: st.lists(st.sampled_from(["ml.m5.xlarge", "ml.g5.xlarge", "ml.trn2.48xlarge"]), min_size=1, max_size=3),
        COUNT: st.lists(st.integers(1, 9), min_size=1, max_size=3),
        LIMIT: st.lists(st.integers(60, 99_999), min_size=1, max_size=3),
        RATE: st.lists(st.floats(0.001, 1), min_size=1, max_size=3),
    }
)


@settings(max_examples=examples(40))
@given(LISTS, st.integers(1, 9), st.booleans())
def test_any_small_grid_is_its_jobs(lists: dict[str, list[Any]], most: int, tied: bool) -> None:
    names = {TYPE: "type", COUNT: "count", LIMIT: "limit", RATE: "rate"}
    axes = {names[path]: {"path": path, "list": values} for path, values in lists.items()}
    constraints = [f"count <= `{most}` || type == 'ml.m5.xlarge'"] if tied else []
    kept = written_out(axes, lambda job: not tied or job[COUNT] <= most or job[TYPE] == "ml.m5.xlarge")
    if not kept:
        with pytest.raises(PlanError, match="no combination keeps the constraints"):
            sweep({"axes": axes, "constraints": constraints})
        return
    outcome = sweep({"axes": axes, "constraints": constraints}).outcome()
    costs = list(map(cost_of, kept))
    assert outcome.jobs == len(kept)
    assert outcome.figures.unpriced == sum(map(math.isnan, costs))
    assert outcome.figures.known_usd == pytest.approx(sum(cost for cost in costs if not math.isnan(cost)), rel=1e-9)


def test_what_each_kind_of_axis_gives() -> None:
    axes = {
        "a": {"path": LIMIT, "range": {"from": 60, "to": 120, "count": 3}},
        "b": {"path": VOLUME, "random": {"low": 1, "high": 99, "count": 4, "seed": 7, "integer": True}},
        "c": {"grid": {COUNT: [1, 2], "EnableManagedSpotTraining": [True, False]}},
        "d": {"path": RATE, "random": {"low": 0.001, "high": 1, "count": 2, "seed": 7, "scale": "log"}},
    }
    found = {axis.name: axis.values for axis in sweep({"axes": axes}).spaces().__next__().axes}
    again = {axis.name: axis.values for axis in sweep({"axes": axes}).spaces().__next__().axes}
    assert found == again
    assert found["a"] == ((60,), (90,), (120,))
    assert all(1 <= number <= 99 and isinstance(number, int) for (number,) in found["b"])
    assert found["c"] == ((1, True), (1, False), (2, True), (2, False))
    assert all(0.001 <= number <= 1 for (number,) in found["d"])


def test_seeds_repeat_each_combination() -> None:
    one = sweep({"axes": AXES}).outcome()
    five = sweep({"axes": AXES, "seeds": 5, "seed-path": "HyperParameters.seed"}).outcome()
    assert five.jobs == 5 * one.jobs
    assert five.figures.known_usd == pytest.approx(5 * one.figures.known_usd)


def test_regions_and_runtimes_can_vary() -> None:
    axes = {
        "where": {"path": "region", "list": ["eu-west-1", "us-east-1"]},
        "runtime": {"path": "expected-runtime", "list": ["30m", 7200]},
    }
    outcome = sweep({"axes": axes}).outcome()
    singles = [
        estimate(minimal_job(), region=region, as_of=DAY, expected_runtime=runtime)
        for region in ("eu-west-1", "us-east-1")
        for runtime in ("30m", 7200)
    ]
    assert outcome.figures.known_usd == pytest.approx(sum(one.max_usd or 0 for one in singles))
    assert outcome.figures.expected_usd == pytest.approx(sum(one.expected_usd or 0 for one in singles))
    assert outcome.figures.unexpected == 0


def test_what_the_kernel_has_no_column_for_is_estimated() -> None:
    groups = [{"InstanceType": "ml.m5.xlarge", "InstanceCount": count, "InstanceGroupName": "a"} for count in (1, 3)]
    request = minimal_job({"ResourceConfig": {"InstanceGroups": groups[:1], "VolumeSizeInGB": 10}})
    axes = {"groups": {"path": "ResourceConfig.InstanceGroups", "list": [groups[:1], groups[1:], groups]}}
    outcome = sweep({"axes": axes}, request=request).outcome()
    assert outcome.figures.known_usd == pytest.approx(8 * (0.257 + 10 * 0.154 / 730))


def test_a_tuning_job_is_a_sweep_of_its_jobs() -> None:
    axes = {"type": {"path": f"TrainingJobDefinition.{TYPE}", "list": ["ml.m5.xlarge", "ml.g5.xlarge"]}}
    outcome = sweep({"axes": axes}, request=minimal_tuning_job()).outcome()
    assert (outcome.jobs, outcome.figures.training_jobs) == (2, 40)
    assert outcome.figures.known_usd == pytest.approx(20 * (0.257 + 30 * 0.154 / 730) + 20 * 1.57, rel=0.01)


def test_a_grid_of_a_trillion_is_costed_by_its_kinds() -> None:
    free = {f"h{number}": {"path": f"HyperParameters.h{number}", "list": list(range(100))} for number in range(6)}
    outcome = sweep({"axes": {**free, "type": AXES["type"]}}).outcome()
    one = sweep({"axes": {"type": AXES["type"]}}).outcome()
    assert outcome.jobs == 3 * 10**12
    assert outcome.figures.known_usd == pytest.approx(1e12 * one.figures.known_usd)


def test_too_many_different_costs_are_an_error_and_no_long_wait() -> None:
    many = {
        "limit": {"path": LIMIT, "range": {"from": 1, "to": 1_000_000, "step": 1}},
        "volume": {"path": VOLUME, "range": {"from": 1, "to": 1000, "step": 1}},
    }
    whole = {**many, "count": {"path": COUNT, "range": {"from": 1, "to": 1000, "step": 1}}}
    with pytest.raises(PlanError, match="1,000,000,000,000 different costs"):
        sweep({"axes": whole})
    with pytest.raises(PlanError, match="constraints tie 1,000,000,000 combinations of limit, volume"):
        sweep({"axes": many, "constraints": ["limit > volume"]})


def test_many_costs_fold_into_bins() -> None:
    axes = {
        "limit": {"path": LIMIT, "range": {"from": 1, "to": 50_000, "step": 1}},
        "count": {"path": COUNT, "range": {"from": 1, "to": 100, "step": 1}},
    }
    outcome = sweep({"axes": axes}, request=minimal_job({TYPE: "ml.g5.xlarge"})).outcome(budget=1e6)
    rate = outcome.figures.known_usd / (50_000 * 50_001 / 2 * 5050)
    assert not outcome.figures.costs.exact
    percentiles = outcome.figures.percentiles()
    assert percentiles[100] == pytest.approx(rate * 50_000 * 100, rel=0.002)
    assert outcome.fit is not None
    assert outcome.fit.usd <= 1e6 * (1 + 1e-9)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"axes": {"a": {"path": COUNT, "list": [1, -1]}}}, f"{COUNT}: count takes whole numbers from 0 to 65,535"),
        ({"axes": {"a": {"path": COUNT, "list": [1, 10**30]}}}, f"{COUNT}:"),
        ({"axes": {"a": {"path": COUNT, "list": [math.nan]}}}, "given were nan"),
        ({"axes": {"a": {"path": COUNT, "list": ["4"]}}}, f"{COUNT} takes numbers"),
        ({"axes": {"a": {"path": TYPE, "list": [5]}}}, f"{TYPE} takes names"),
        ({"axes": {"a": {"path": "expected-runtime", "list": ["long"]}}}, "'long' is not a duration"),
        ({"axes": {"a": {"path": COUNT, "list": []}}}, "plan.yaml: list is empty"),
        ({"axes": {"a": {"path": COUNT}}}, "give exactly one of list, range"),
        ({"axes": {"a": {"list": [1]}}}, "the others need a path"),
        ({"axes": {"a": {"zip": {COUNT: [1], VOLUME: [1, 2]}}}}, "the lists of a zip have different lengths"),
        ({"axes": {"a": {"path": LIMIT, "range": {"from": 5, "to": 1, "step": 1}}}}, "runs from 5 down to 1"),
        ({"axes": {"a": {"path": LIMIT, "range": {"from": 1, "to": 1e12, "step": 1}}}}, "more than 1,000,000 values"),
        ({"axes": {"a": {"path": LIMIT, "range": {"from": 1, "to": 5}}}}, "give either step or count"),
        ({"axes": {"a": {"path": LIMIT, "log-range": {"from": 0, "to": 5, "count": 2}}}}, "from must be more than 0"),
        ({"axes": {"a": {"path": "a..b", "list": [1]}}}, "not a path"),
        ({"axes": AXES, "constraints": ["type ="]}, "is not JMESPath"),
        ({"axes": AXES, "constraints": ["colour == 'red'"]}, "names none of the axes rate, type, size, limit"),
        ({"axes": AXES, "constraints": ["length(limit) > `1`"]}, "fails:"),
        ({"axes": {"a": AXES["type"], "b": AXES["type"]}}, "the axes 'a' and 'b' both set"),
        ({"axes": {"a": {"path": "RoleArn.deeper", "list": [1]}}}, "no place for"),
        ({"axis": {}}, "unknown key 'axis': did you mean 'axes'?"),
        ({"seeds": 0}, "seeds must be at least 1"),
        ({"expected-runtime": "soon"}, "'soon' is not a duration"),
        ({"rows": "a.csv", "axes": AXES}, "rows stand in the place of axes"),
        ({"template": "job.json"}, "give the request itself, or a template"),
    ],
)
def test_plans_that_cannot_be_used(plan: dict[str, Any], words: str) -> None:
    with pytest.raises(PlanError, match=re.escape(words)):
        sweep(plan).outcome()


def judged(plan: dict[str, Any], **more: Any) -> Outcome:
    return sweep(plan).outcome(engine=Engine().judge, **more)


def test_findings_are_counted_and_traced_to_their_values() -> None:
    axes = {**AXES, "type": {"path": TYPE, "list": ["ml.m5.xlarge", "nonsense"]}}
    outcome = judged({"axes": axes, "seeds": 10})
    assert outcome.judged is not None
    (group,) = [group for group in outcome.judged.groups if group.finding.path == TYPE]
    assert (group.jobs, dict(group.values)) == (3 * 3 * 3 * 10, {"type": ("nonsense",)})
    assert outcome.judged.combinations < 40


def test_each_text_is_judged_for_itself() -> None:
    axes = {
        "note": {"path": "HyperParameters.note", "list": ["fine", "x" * 3000, "also fine"]},
        "rate": AXES["rate"],
        "type": AXES["type"],
    }
    outcome = judged({"axes": axes})
    assert outcome.judged is not None
    (group,) = [group for group in outcome.judged.groups if "note" in group.finding.path]
    assert group.jobs == 9
    assert list(group.values) == ["note"]
    assert outcome.judged.combinations == 3 + 3 + 3


def test_what_is_judged_together_is_judged_in_combination() -> None:
    axes = {"a": {"path": "HyperParameters.a", "list": [1, 2, 3]}, "b": {"path": "HyperParameters.b", "list": [1, 2]}}
    together = judged({"axes": axes}, together=["a", "b"]).judged
    alone = judged({"axes": axes}).judged
    assert together is not None
    assert alone is not None
    assert (together.combinations, alone.combinations) == (6, 1 + 3 + 2)


def test_combinations_beyond_the_limit_are_told() -> None:
    axes = {"limit": {"path": LIMIT, "range": {"from": 60, "to": 25_059, "step": 1}}}
    found = sweep({"axes": axes}).outcome(engine=lambda _: []).judged
    assert found is not None
    assert (found.combinations, found.left_out) == (20_000, 5000)


def test_a_pareto_front() -> None:
    costs = {"a": 5.0, "b": 4.0, "c": 9.0, "d": 8.0, "e": math.nan}
    points = [(Shown(label), value, usd) for value, (label, usd) in enumerate(costs.items(), 1)]
    assert [point.label for point in pareto(points)] == ["d", "b"]
    assert [point.label for point in pareto(points, larger_is_better=False)] == ["a", "b"]
    front = sweep({"axes": AXES}).outcome(front=("limit", True)).front
    assert front is not None
    assert [point.value for point in front.points] == [10_800, 7200, 3600]
    with pytest.raises(PlanError, match="no axis is called 'limits'"):
        sweep({"axes": AXES}).outcome(front=("limits", True))
    with pytest.raises(PlanError, match="its values are not numbers"):
        sweep({"axes": AXES}).outcome(front=("type", True))
    with pytest.raises(PlanError, match="sets several paths"):
        sweep({"axes": AXES}).outcome(front=("size", True))


ROWS: list[dict[str, Any]] = [
    {TYPE: "ml.g5.xlarge", COUNT: 1, LIMIT: 3600, RATE: 0.1},
    {TYPE: "ml.m5.xlarge", COUNT: 2, LIMIT: 1800, RATE: 0.1},
    {TYPE: "ml.m5.xlarge", COUNT: 3, LIMIT: 7200, RATE: 0.2},
    {TYPE: None, COUNT: 4, LIMIT: 60, RATE: 0.2},
]


def table(folder: Path, suffix: str) -> None:
    file = folder / f"rows{suffix}"
    if suffix == ".jsonl":
        file.write_text("\n".join(map(json.dumps, ROWS)) + "\n\n")
    elif suffix == ".csv":
        with file.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, list(ROWS[0]))
            writer.writeheader()
            writer.writerows(ROWS)
    else:
        import pyarrow as pa
        import pyarrow.parquet as pq

        arrow = pa.Table.from_pylist(ROWS)
        if suffix == ".parquet":
            pq.write_table(arrow, file)
        else:
            with pa.ipc.new_file(str(file), arrow.schema) as writer:
                writer.write_table(arrow)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet", ".arrow"])
def test_rows_from_a_table(tmp_path: Path, suffix: str) -> None:
    table(tmp_path, suffix)
    outcome = sweep({"rows": f"rows{suffix}"}, tmp_path).outcome(budget=2.0, engine=Engine().judge)
    costs = [cost_of({path: value for path, value in row.items() if value is not None}) for row in ROWS]
    assert outcome.jobs == 4
    assert outcome.figures.known_usd == pytest.approx(sum(costs))
    by_rate = next(axis for axis in outcome.axes if axis.name == RATE)
    assert [jobs for _, jobs, *_ in by_rate.values] == [2, 2]


def test_chunks_of_a_table_make_no_difference() -> None:
    from policylint.cost.sweep.pricing import pricer
    from policylint.cost.sweep.rows import spaces_of_rows
    from policylint.cost.sweep.totals import totals

    rows = [{COUNT: number % 7 + 1, LIMIT: 60 * (number % 11 + 1), RATE: number} for number in range(500)]
    base = sweep({}).base
    sums = []
    for chunk in (1, 13, 500):
        spaces = spaces_of_rows(rows, chunk)
        sums.append(sum(totals(space, pricer(space, base, Prices(DAY))).figures.known_usd for space in spaces))
    assert sums == pytest.approx([sum(map(cost_of, rows))] * 3, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("rows.jsonl", "nonsense\n", "rows.jsonl:1: is not JSON"),
        ("rows.jsonl", "[1]\n", "rows.jsonl:1: is not an object"),
        ("rows.jsonl", '{"instance": 1}\n', "the column 'instance' is named for no member"),
        ("rows.jsonl", '{"A..b": 1}\n', "is named for no path"),
        ("rows.csv", f"{COUNT},{LIMIT}\n1\n", "rows.csv:2: has not as many cells"),
        ("rows.parquet", "not parquet", "is not a parquet file"),
        ("rows.xlsx", "", "rows come from .jsonl, .csv"),
    ],
)
def test_tables_that_cannot_be_used(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(PlanError, match=re.escape(words)):
        sweep({"rows": name}, tmp_path).outcome()
    with pytest.raises(PlanError, match="cannot be read"):
        sweep({"rows": f"none-{name.replace('xlsx', 'csv')}"}, tmp_path).outcome()


def put(folder: Path, **more: Any) -> None:
    (folder / "job.json").write_text(json.dumps(minimal_job({IMAGE: IMAGE_IN_IRELAND})))
    plan = {"template": "job.json", "region": "eu-west-1", "axes": AXES, "expected-runtime": "30m", **more}
    (folder / "plan.yaml").write_text(yaml.safe_dump(plan, sort_keys=False))


def command(folder: Path, *arguments: str) -> Ran:
    return policylint("sweep", "plan.yaml", "--as-of", DAY, "--isolated", *arguments, cwd=folder)


def test_the_command_tells_it_all(tmp_path: Path) -> None:
    put(tmp_path, concurrency=4)
    ran = command(tmp_path, "--within", "100", "--pareto", "limit")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("81 jobs can cost $")
    for words in (
        "at most and likely cost $",
        "Run 4 at a time",
        "A budget of $100.00 pays for",
        "By type",
        "Cost against",
    ):
        assert words in ran.out


@pytest.mark.parametrize("format_", ["json", "markdown", "html"])
def test_reports(tmp_path: Path, format_: str) -> None:
    put(tmp_path)
    ran = command(
        tmp_path, "--output-format", format_, "--output", f"{format_}=report", "--within", "9", "--pareto", "limit:min"
    )
    text = (tmp_path / "report").read_text()
    assert ran.out == text
    if format_ == "json":
        found = json.loads(text)
        assert (found["jobs"], found["fit"]["budget_usd"], found["front"]["axis"]) == (81, 9.0, "limit")
        assert [axis["name"] for axis in found["axes"]] == ["rate", "type", "size", "limit"]
    elif format_ == "markdown":
        assert "| ml.p3.2xlarge | 27 |" in text
        assert "█" in text
    else:
        from xml.etree import ElementTree

        for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
            assert ElementTree.fromstring(svg) is not None
        assert text.count('role="img"') == 2
        assert "Content-Security-Policy" in text
        assert "https://" not in text


def test_a_name_cannot_become_markup(tmp_path: Path) -> None:
    put(tmp_path, axes={"<b>": {"path": TYPE, "list": ["<script>", "ml.m5.xlarge"]}})
    text = command(tmp_path, "--output-format", "html").out
    assert "<script>" not in text
    assert "<b>" not in text


def test_a_value_is_no_formula_of_a_spreadsheet(tmp_path: Path) -> None:
    put(tmp_path, axes={"note": {"path": "HyperParameters.note", "list": ["=1+1", "-0.5", "+x"]}})
    assert command(tmp_path, "--write-jobs", "jobs.csv").code == 0
    with (tmp_path / "jobs.csv").open(newline="") as stream:
        assert [row["HyperParameters.note"] for row in csv.DictReader(stream)] == ["'=1+1", "-0.5", "'+x"]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_jobs_written_out(tmp_path: Path, suffix: str) -> None:
    put(tmp_path, seeds=2)
    assert command(tmp_path, "--write-jobs", f"jobs{suffix}", "--within", "50").code == 0
    file = tmp_path / f"jobs{suffix}"
    if suffix == ".csv":
        with file.open(newline="") as stream:
            rows: list[dict[str, Any]] = list(csv.DictReader(stream))
        rows = [{**row, "max_usd": float(row["max_usd"]), "fits": row["fits"] == "True"} for row in rows]
    elif suffix == ".jsonl":
        rows = [json.loads(line) for line in file.read_text().splitlines()]
    else:
        import pyarrow.parquet as pq

        rows = pq.read_table(file).to_pylist()
    assert len(rows) == 162
    fitting = [row["max_usd"] for row in rows if row["fits"]]
    rest = [row["max_usd"] for row in rows if not row["fits"]]
    assert sum(fitting) <= 50
    assert sum(fitting) + min(rest) > 50
    assert max(fitting) <= min(rest) * (1 + 1e-9)
    assert {row[RATE] for row in rows} == {"0.001", "0.01", "0.1"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--fail-over", "1"], 1, ""),
        (["--fail-over", "100000"], 0, ""),
        (["--within", "nan"], 2, "argument --within: 'nan' is not an amount in USD"),
        (["--concurrency", "0"], 2, "--concurrency is 0"),
        (["--pareto", "limit:up"], 2, "after the axis stands nothing, :min or :max"),
        (["--write-jobs", "jobs.pdf"], 2, "jobs go to .csv, .jsonl, .parquet"),
        (["--expected-runtime", "soon"], 2, "'soon' is not a duration"),
    ],
)
def test_exit_codes(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    put(tmp_path)
    ran = command(tmp_path, *arguments)
    assert ran.code == code
    assert words in ran.err


def test_findings_decide_the_exit_code(tmp_path: Path) -> None:
    put(tmp_path, axes={"name": {"path": "TrainingJobName", "list": ["fine", "not/fine"]}})
    ran = command(tmp_path)
    assert ran.code == 1
    assert "error SM" in ran.out
    assert command(tmp_path, "--no-check").code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- 1\n", "plan.yaml:1:1: must be a mapping"),
        ("a: [", "plan.yaml:1:5: not YAML"),
        ("request: {}\ntemplate: x\n", "a template"),
    ],
)
def test_files_that_are_no_plan(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "plan.yaml").write_text(text)
    ran = command(tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_templates_hold_one_request(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "job.json").write_text("{}")
    assert "holds one request, and this file holds none" in command(tmp_path).err
    (tmp_path / "job.json").unlink()
    assert command(tmp_path).code == 2


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    put(tmp_path, axes={"token": {"path": "Environment.TOKEN", "list": ["hunter2", "hunter3"]}, "type": AXES["type"]})
    for format_ in ("text", "json", "markdown", "html"):
        assert "hunter" not in command(tmp_path, "--output-format", format_).out
    password = "-".join(("Harbour", "Lantern", "42"))
    axis = {"path": "HyperParameters.db_password", "list": [password, "none"]}
    put(tmp_path, axes={"db": axis, "type": AXES["type"]})
    for arguments in (
        ["--output-format", "json"],
        ["--output-format", "html"],
        ["--write-jobs", "jobs.csv"],
        ["--write-jobs", "jobs.jsonl"],
    ):
        assert password not in command(tmp_path, *arguments).out
    for file in ("jobs.csv", "jobs.jsonl"):
        assert password not in (tmp_path / file).read_text()
        assert "#1" in (tmp_path / file).read_text()


def test_what_detectors_of_ones_own_find_is_not_shown(tmp_path: Path) -> None:
    key = "acme_" + "".join(("m3n8b5v2", "c9x4z7l1"))
    put(tmp_path, axes={"run": {"path": "HyperParameters.note", "list": [f"x {key} y", "none"]}, "type": AXES["type"]})
    described = {"id": "acme-key", "name": "Acme key", "pattern": "acme_[a-z0-9]{16}"}
    detector = {**described, "keywords": ["acme_"], "examples": {"found": [key]}}
    (tmp_path / "own.yaml").write_text(yaml.safe_dump({"detectors": [detector]}))
    assert key in command(tmp_path, "--output-format", "json", "--no-check").out
    (tmp_path / "policylint.toml").write_text('secret-detectors = ["own.yaml"]\n')
    for format_ in ("text", "json", "markdown", "html"):
        ran = policylint("sweep", "plan.yaml", "--as-of", DAY, "--output-format", format_, cwd=tmp_path)
        assert key not in ran.out + ran.err
        assert "can cost" in ran.out
    policylint("sweep", "plan.yaml", "--as-of", DAY, "--write-jobs", "jobs.csv", "--no-check", cwd=tmp_path)
    assert key not in (tmp_path / "jobs.csv").read_text()
    assert "#1" in (tmp_path / "jobs.csv").read_text()


@pytest.mark.parametrize(
    "path", ["TrainingJobName", TYPE, "HyperParameters.note", "StoppingCondition.Unknown", "ResourceConfig"]
)
def test_a_key_is_not_shown_wherever_it_stands(tmp_path: Path, path: str) -> None:
    key = "AKIA" + "QWERTYUIOP" + "ASDFGH"
    value = {"InstanceType": key} if path == "ResourceConfig" else f"x-{key}"
    axes = {f"axis {key}": {"path": path, "list": [value, "ml.m5.large"]}, "size": AXES["size"]}
    if path == "ResourceConfig":
        axes = {"machine": {"path": path, "list": [value]}}
    put(tmp_path, axes=axes)
    for format_ in ("text", "json", "markdown", "html"):
        ran = command(tmp_path, "--output-format", format_, "--no-check")
        assert key not in ran.out + ran.err
        assert "can cost" in ran.out
    command(tmp_path, "--write-jobs", "jobs.csv", "--no-check")
    assert key not in (tmp_path / "jobs.csv").read_text()


def test_a_budget_for_all_jobs_together_holds_for_a_sweep(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "policylint.toml").write_text('[[budgets]]\ntotal = 100\n[[budgets]]\ntotal = 5\nmode = "soft"\n')
    ran = policylint("sweep", "plan.yaml", "--as-of", DAY, "--no-check", cwd=tmp_path)
    assert ran.code == 1
    assert re.search(r"81 jobs can cost \$[\d,.]+ together, .* over the budget of \$100.00 \[COST1002\]", ran.err)
    (tmp_path / "policylint.toml").write_text('[[budgets]]\ntotal = 5\nmode = "soft"\n')
    assert policylint("sweep", "plan.yaml", "--as-of", DAY, "--no-check", cwd=tmp_path).code == 0


def test_old_prices_are_told(tmp_path: Path) -> None:
    put(tmp_path)
    ran = policylint("sweep", "plan.yaml", "--no-check", "--isolated", cwd=tmp_path)
    assert "The oldest price is of " in ran.out
    assert "The oldest price" not in command(tmp_path, "--no-check").out


def test_an_axis_that_would_tell_the_region_needs_one() -> None:
    axes = {"image": {"path": "AlgorithmSpecification.TrainingImage", "list": ["a", "b"]}}
    assert sweep({"axes": axes}).outcome().jobs == 2
    with pytest.raises(PlanError, match=r"the axis 'image' varies AlgorithmSpecification\.TrainingImage"):
        sweep({"axes": axes, "region": None})


def test_a_member_that_some_rows_leave_alone_is_the_requests_own() -> None:
    from policylint.cost.sweep.pricing import pricer
    from policylint.cost.sweep.rows import spaces_of_rows
    from policylint.cost.sweep.totals import totals

    rows: list[dict[str, Any]] = [{TYPE: "ml.g5.xlarge", COUNT: 3}, {COUNT: 2}, {LIMIT: 60}]
    for request in (minimal_job(), {**minimal_job(), "ResourceConfig": {"VolumeSizeInGB": 30}}):
        base = sweep({}, request=request).base
        (space,) = spaces_of_rows(rows)
        found = totals(space, pricer(space, base, Prices(DAY))).figures
        own = [estimate(dict(base.job(row).request), region="eu-west-1", as_of=DAY).max_usd for row in rows]
        assert found.unpriced == own.count(None)
        assert found.known_usd == pytest.approx(sum(one for one in own if one is not None), rel=1e-9)


@pytest.mark.parametrize(
    ("axis", "shared"),
    [
        ({"path": "HyperParameters.seed", "list": ["1", "2"]}, True),
        ({"path": "HyperParameters.seed", "list": ["1"]}, False),
        ({"path": "CheckpointConfig.S3Uri", "list": ["s3://acme/ckpt/1/", "s3://acme/ckpt/2/"]}, False),
    ],
    ids=["two jobs with one location", "one job", "a location each"],
)
def test_jobs_of_a_sweep_that_share_their_checkpoints(axis: dict[str, Any], shared: bool) -> None:
    request = minimal_job({"CheckpointConfig.S3Uri": "s3://acme/ckpt/"})
    outcome = sweep({"axes": {"one": axis}}, request=request).outcome(engine=Engine().judge)
    assert outcome.judged is not None
    assert [group.words for group in outcome.judged.groups if group.finding.rule == "SM2209"] == (
        ["CheckpointConfig.S3Uri: all jobs of the sweep have this checkpoint location"] if shared else []
    )


def test_a_value_with_some_jobs_of_unknown_price_is_at_least_what_is_known() -> None:
    from policylint.reports.sweep import as_json, text

    types = ["ml.m5.xlarge", "ml.trn2.48xlarge"]
    axes = {"type": {"path": TYPE, "list": types}, "count": {"path": COUNT, "list": [1, 2]}}
    outcome = sweep({"axes": axes}).outcome()
    said, data = text(outcome), json.loads(as_json(outcome))
    assert "plus 2 jobs whose price is unknown (1 x ml.trn2.48xlarge for " in said
    assert "4 jobs can cost at least $" in said
    assert (data["max_usd"], data["unpriced_jobs"]) == (None, 2)
    counts = next(axis["values"] for axis in data["axes"] if axis["name"] == "count")
    assert [(value["max_usd"], value["unpriced_jobs"]) for value in counts] == [(None, 1), (None, 1)]
    assert sum(value["known_usd"] for value in counts) == pytest.approx(data["known_usd"])
