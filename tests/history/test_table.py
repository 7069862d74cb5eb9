"""One function over Arrow, by whatever engine reads, shares out and joins back."""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import policylint as package
from benchmarks.history import answer, event
from policylint import Config, check_table
from policylint.errors import PolicylintError
from policylint.history.table import COLUMNS, schema
from tests.cli import policylint
from tests.effort import deep
from tests.history.past import event_of, jobs, request_of

BASELINE = Config(policies=("baseline",))
BAD = ["{", None, '{"name": "churn"}', "3", "[" * 5000]


def records(count: int) -> list[str]:
    """Events and answers of jobs, some of them twice."""
    found = []
    for number, (request, one, at) in enumerate(jobs(count)):
        record = event(request, one, at, number) if number % 3 else answer(request, one, at, number)
        found += [json.dumps(record)] * (1 + (number % 5 == 0))
    return found


def table(texts: list[Any]) -> pa.Table:
    return pa.table({"n": pa.array(range(len(texts)), pa.int64()), "request": pa.array(texts, pa.string())})


def rows(found: pa.Table) -> list[str]:
    return sorted(json.dumps(row) for row in found.to_pylist())


def test_it_finds_what_check_finds() -> None:
    requests = [request for request, _, _ in jobs(20)]
    found = check_table(table([json.dumps(request) for request in requests]), keep=["n"], config=BASELINE)
    assert found.schema == schema("finding", [pa.field("n", pa.int64())])
    assert [(row["n"], row["rule"], row["path"], row["message"]) for row in found.to_pylist()] == [
        (number, finding.rule, finding.path, finding.message)
        for number, request in enumerate(requests)
        for finding in package.check(request, config=BASELINE).findings
    ]


def test_it_takes_whatever_arrow_calls_a_table() -> None:
    whole = table(records(12))
    expected = rows(check_table(whole, keep=["n"]))
    assert expected
    batches = whole.to_batches(max_chunksize=5)
    for given in (batches, iter(batches), whole.to_reader(4), whole.combine_chunks().to_batches()[0]):
        assert rows(check_table(given, keep=["n"])) == expected
    structures = pa.table({"n": whole["n"], "request": [json.loads(text) for text in whole["request"].to_pylist()]})
    assert rows(check_table(structures, keep=["n"])) == expected
    assert check_table(whole.slice(0, 0)).num_rows == 0
    for wrong in (3, [1], []):
        with pytest.raises((PolicylintError, TypeError)):
            check_table(wrong)


def test_a_bad_row_is_a_row() -> None:
    found = check_table(table(["{}", *BAD, json.dumps(request_of())]), keep=["n"], per="job").to_pylist()
    assert [(row["n"], row["kind"], row["rules"]) for row in found[:-1]] == [
        (0, "fault", ["LINT1008"]), (1, "fault", ["LINT1003"]), (2, "fault", ["LINT1008"]), (3, "fault", ["LINT1008"]),
        (4, "fault", ["LINT1008"]), (5, "fault", ["LINT1003"]),
    ]  # fmt: skip
    assert (found[-1]["n"], found[-1]["kind"], found[-1]["job"]) == (6, "request", "churn-1")
    assert list(found[-1]) == ["n", *COLUMNS["job"]]


def test_facts_stand_in_columns_of_their_own() -> None:
    request = json.dumps(
        request_of(ResourceConfig={"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 1})
    )
    given = pa.table({"request": [request] * 3, "where": ["us-east-1", "eu-west-1", None]})
    found = check_table(given, facts={"region": "where"}, per="job", as_of="2026-11-01").to_pylist()
    assert [row["region"] for row in found] == ["us-east-1", "eu-west-1", ""]
    assert found[0]["asked_usd"] < found[1]["asked_usd"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"request": "x"}, "the table has no column 'x'; it has n, request"),
        ({"keep": ["x"]}, "no column 'x'"),
        ({"keep": ["rule"]}, "keep has 'rule', a column of the result's own"),
        ({"facts": {"owner": "n"}}, "facts has 'owner'"),
        ({"per": "row"}, "per is 'row'"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(PolicylintError, match="(?s)" + words.replace("(", r"\(")):
        check_table(table(["{}"]), **arguments)


def test_duckdb_judges_each_distinct_request_once_and_joins_back(tmp_path: Path) -> None:
    """The recipe of docs/audit.md, beside the function on all rows."""
    whole = table(records(30))
    pq.write_table(whole, tmp_path / "requests.parquet")
    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW requests AS FROM '{tmp_path}/requests.parquet'")
    distinct = connection.sql("SELECT DISTINCT request FROM requests").to_arrow_table()
    assert distinct.num_rows < whole.num_rows
    findings = check_table(distinct, keep=["request"], config=BASELINE)  # noqa: F841 - DuckDB finds it by its name
    joined = connection.sql("SELECT n, findings.* EXCLUDE (request) FROM requests JOIN findings USING (request)")
    assert rows(joined.to_arrow_table()) == rows(check_table(whole, keep=["n"], config=BASELINE))


def test_what_engines_make_of_json_loses_members(tmp_path: Path) -> None:
    """Why requests travel as text: docs/audit.md says this of each engine."""
    file = tmp_path / "jobs.jsonl"
    early = json.dumps({"HyperParameters": {"lr": "1"}})
    late = json.dumps({"HyperParameters": {"lr": "2", "late": "3"}, "Environment": {"A": "1"}})
    file.write_text("\n".join([early] * 30_000 + [late]) + "\n")
    read = f"SELECT count(*) FROM read_json('{file}', maximum_depth=-1) WHERE HyperParameters.late = '3'"
    with pytest.raises(duckdb.Error):
        duckdb.execute(read).fetchall()
    columns = "columns={HyperParameters: 'JSON', Environment: 'JSON'}"
    as_text = f"SELECT count(*) FROM read_json('{file}', {columns}) WHERE Environment IS NOT NULL"
    assert duckdb.execute(as_text).fetchall() == [(1,)]
    from pyarrow import json as pa_json

    dated = tmp_path / "dated.jsonl"
    dated.write_text('{"HyperParameters": {"from": "2026-01-01"}}\n')
    assert pa.types.is_timestamp(pa_json.read_json(dated).schema.field("HyperParameters").type.field("from").type)


@pytest.mark.skipif(not deep(), reason="a JVM takes a while to start: in the deep run")
def test_spark_duckdb_and_the_command_find_the_same_though_a_worker_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql import SparkSession

    from policylint.spark import check

    texts = records(240)
    (tmp_path / "past.jsonl").write_text("".join(f"{text}\n" for text in texts))
    outcome = policylint(
        "audit", "past.jsonl", "--isolated", "--policies", "baseline", "--processes", "1", "--state", ".s",
        "--output", "all.parquet", cwd=tmp_path,
    )  # fmt: skip
    assert outcome.code == 0
    by_command = rows(pq.read_table(tmp_path / "all.parquet").drop_columns(["file", "line"]))
    distinct = duckdb.sql("SELECT request, count(*) AS n FROM given GROUP BY ALL") if (given := table(texts)) else None
    assert distinct is not None
    assert given.num_rows == len(texts)
    once = check_table(distinct.to_arrow_table(), keep=["n"], config=BASELINE).to_pylist()
    by_duckdb = sorted(json.dumps({k: v for k, v in row.items() if k != "n"}) for row in once for _ in range(row["n"]))
    assert by_duckdb == by_command

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    settings: dict[str, bool | float | int | str | None] = {
        "spark.ui.enabled": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "50",
    }
    builder = SparkSession.builder.master("local[2, 4]").config(map=settings)
    spark = builder.getOrCreate()
    try:
        frame = spark.createDataFrame([(text,) for text in texts], "request string").repartition(6)
        by_spark = sorted(json.dumps(row.asDict()) for row in check(frame, config=BASELINE).collect())
        assert by_spark == by_command
        mark = tmp_path / "killed"

        def dies_once(batches: Any) -> Any:
            for batch in batches:
                if not mark.exists():
                    mark.touch()
                    os.kill(os.getpid(), signal.SIGKILL)
                yield batch

        dying = frame.mapInArrow(dies_once, frame.schema)
        again = sorted(json.dumps(row.asDict()) for row in check(dying, config=BASELINE).collect())
        assert mark.exists()
        assert again == by_command
        bad = spark.createDataFrame([(text,) for text in (*BAD, json.dumps(event_of(request_of())))], "request string")
        assert sum(row.kind == "fault" for row in check(bad, per="job").collect()) == len(BAD)
    finally:
        spark.stop()
