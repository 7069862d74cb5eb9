"""`policylint audit`: records in, sums out, the same in whatever way they are shared out."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import policylint as package
from benchmarks.history import write
from policylint.history import reading
from policylint.history.reading import Part, parts
from policylint.history.record import Record
from policylint.history.tally import _Met
from tests.cli import policylint
from tests.history.past import answer_of, event_of, guarded, jobs, request_of

SECRET = "AKIA" + "QYLPMN5HHHFPZAM2"
PLAIN = ("--isolated", "--processes", "1")


def audit(folder: Path, *arguments: str) -> dict[str, Any]:
    outcome = policylint(
        "audit", *arguments, *PLAIN, "--state", str(folder / ".state"), "--output-format", "json", cwd=folder
    )
    assert outcome.code == 0, outcome.err
    told: dict[str, Any] = json.loads(outcome.out)
    return told


def lines(file: Path, *records: Any) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """160 jobs in all kinds of record."""
    folder = tmp_path_factory.mktemp("past")
    write(folder / "records", 160)
    return folder


def test_records_are_added_up(past: Path) -> None:
    told = audit(past, "records", "--policies", "baseline")
    assert told["records"] == {"call": 80, "answer": 40, "guard": 20, "request": 20}
    calls = sum(code["calls"] for code in told["failed"].values())
    assert told["summary"]["jobs"] == 160 - calls
    for dimension in ("owner", "team", "account", "region", "month"):
        assert sum(part["jobs"] for part in told[f"by_{dimension}"]) == told["summary"]["jobs"]
        assert sum(part["asked_usd"] for part in told[f"by_{dimension}"]) == pytest.approx(told["summary"]["asked_usd"])
    assert told["summary"]["spent_jobs"] == 40
    assert sum(rule["findings"] for rule in told["by_rule"]) == told["summary"]["findings"]
    for rule in told["by_rule"]:
        assert sum(told["rules_by_month"][rule["rule"]].values()) == rule["findings"]
    tags = next(rule for rule in told["by_rule"] if rule["rule"] == "require-tags")
    assert tags["jobs"] == 100 - calls  # an answer has no tags, so that nobody knows whether some are missing


def test_findings_are_those_of_check(tmp_path: Path) -> None:
    requests = [request for request, _, _ in jobs(40)]
    lines(tmp_path / "jobs.jsonl", *requests)
    told = audit(tmp_path, "jobs.jsonl", "--policies", "baseline", "--output", "all.parquet")
    checked = policylint(
        "check", "--isolated", "--policies", "baseline", "--output-format", "json", "jobs.jsonl", cwd=tmp_path
    )
    findings = [one for one in json.loads(checked.out)["findings"] if one["rule"] != "SM2907"]
    found = pq.read_table(tmp_path / "all.parquet").to_pylist()
    key = ("rule", "severity", "path", "message", "job", "owner")
    assert sorted(tuple(one[name] or "" for name in key) for one in findings) == sorted(
        tuple(one[name] for name in key) for one in found
    )
    assert told["summary"]["findings"] == len(found)


def test_a_job_in_several_records_counts_once(tmp_path: Path) -> None:
    request = request_of()
    lines(tmp_path / "1.jsonl", answer_of(request), answer_of(request))
    (tmp_path / "2.json").write_text(json.dumps({"Records": [event_of(request)]}))
    told = audit(tmp_path, ".")
    assert (told["summary"]["jobs"], told["records_of_jobs_that_counted_already"]) == (1, 2)
    assert [part["owner"] for part in told["by_owner"]] == ["person-1"]
    assert told["by_owner"][0]["spent_usd"] > 0
    assert told["summary"]["spent_jobs"] == 1


def test_what_was_spent_is_the_billed_time_at_the_price_of_an_hour(tmp_path: Path) -> None:
    request = request_of(ResourceConfig={"InstanceType": "ml.m5.xlarge", "InstanceCount": 2, "VolumeSizeInGB": 30})
    answer = answer_of(request, BillableTimeInSeconds=1800, TrainingTimeInSeconds=1800)
    lines(tmp_path / "1.jsonl", answer)
    told = audit(tmp_path, "1.jsonl", "--as-of", "2026-11-01")
    hour = package.estimate(request, region=answer["TrainingJobArn"].split(":")[3], as_of="2026-11-01").per_hour_usd
    assert hour is not None
    assert told["summary"]["spent_usd"] == pytest.approx(hour / 2, abs=1e-6)


def test_calls_that_failed_are_kept_apart(tmp_path: Path) -> None:
    failed = event_of(request_of("churn-2"), errorCode="AccessDenied", requestParameters=None)
    blocked = guarded(request_of(), {"region": "us-east-1", "account": "1"}, next(at for _, _, at in jobs(1)))
    blocked["attributes"]["policylint.outcome"] = "blocked"
    lines(tmp_path / "1.jsonl", failed, blocked, event_of(request_of()))
    told = audit(tmp_path, "1.jsonl")
    assert told["summary"]["jobs"] == 1
    assert {code: calls["calls"] for code, calls in told["failed"].items()} == {
        "AccessDenied": 1,
        "policylint:blocked": 1,
    }


def test_one_process_or_two_and_resumed_come_to_the_same(past: Path) -> None:
    files = [f"records/{name}" for name in ("AWSLogs", "answers.jsonl", "guard-audit.jsonl", "requests.jsonl")]
    arguments = ["audit", *files, "--policies", "baseline", "--isolated", "--output-format", "json"]
    whole = policylint(*arguments, "--processes", "1", "--state", ".one", cwd=past)
    shared = policylint(*arguments, "--processes", "2", "--state", ".two", cwd=past)
    assert (whole.code, shared.code, shared.out) == (0, 0, whole.out)
    assert not any((past / ".two").iterdir())
    # A run that is stopped after its first part goes on with the others.
    script = (
        "import sys, os\nfrom policylint.history import run\n"
        "whole = run._judge_part\n"
        "def dies(item):\n    if item.number == 2:\n        os._exit(9)\n    return whole(item)\n"
        "run._judge_part = dies\nfrom policylint.cli import main\nmain(sys.argv[1:])\n"
    )
    command = [sys.executable, "-c", script, *arguments, "--processes", "1", "--state", ".three"]
    assert subprocess.run(command, cwd=past, check=False).returncode == 9
    again = policylint(*arguments, "--processes", "1", "--state", ".three", cwd=past)
    assert (again.code, again.out) == (0, whole.out)
    assert "went on with a run that was broken off: 2 of " in again.err


def test_a_pack_that_was_edited_is_another_run(tmp_path: Path) -> None:
    from policylint.history.judging import Terms
    from policylint.history.run import Plan, _folder
    from policylint.settings.config import Config, Settings

    pack = tmp_path / "pack.yaml"
    names = []
    for text in ("a", "b"):
        pack.write_text(text)
        settings = Settings(Config(policies=(str(pack),)))
        names.append(_folder(tmp_path / "state", Plan(Terms(settings)), [Part(("x",))]))
        names.append(_folder(tmp_path / "state", Plan(Terms(settings, as_of="2026-01-01")), [Part(("x",))]))
    assert len(set(names)) == 4


def test_every_line_of_a_large_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = lines(tmp_path / "jobs.jsonl", *(request for request, _, _ in jobs(50)))

    def names() -> list[str]:
        found = [part for part in parts([str(file)]) if isinstance(part, Part)]
        items = [placed.item for part in found for placed in reading.read(part, 1 << 20)]
        return [item.job.name for item in items if isinstance(item, Record)]

    whole = names()
    assert len(whole) == 50
    for size in (1, 999, 1000, 4096):
        monkeypatch.setattr(reading, "_PART", size)
        assert names() == whole


def test_files_of_all_forms(tmp_path: Path) -> None:
    """gzip, of several members; values one after the other; lines; Parquet of texts, of structures and of maps."""
    import pyarrow as pa

    events = [event_of(request_of(f"churn-{number}")) for number in range(9)]
    file = {"Records": events[:1]}
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(json.dumps(file).encode()) + gzip.compress(b"\n"))
    (tmp_path / "b.json").write_text(json.dumps(events[1]) + json.dumps(events[2]))
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(f"{json.dumps(events[3])}\n\n{json.dumps(events[4])}".encode()))
    (tmp_path / "d.jsonl.1").write_text(json.dumps(events[5]))
    pq.write_table(pa.table({"event": [json.dumps(events[6])], "n": [1]}), tmp_path / "e.parquet")
    columns: dict[str, Any] = {
        name.lower(): [events[7][name]] for name in ("eventName", "eventSource", "awsRegion", "recipientAccountId")
    }
    columns |= {"eventtime": pa.array([0], pa.timestamp("s")), "useridentity": [{"arn": "arn:x"}]}
    texts = [
        (key, item if isinstance(item, str) else json.dumps(item))
        for key, item in events[7]["requestParameters"].items()
    ]
    parameters = pa.array([texts], pa.map_(pa.string(), pa.string()))
    pq.write_table(pa.table({**columns, "requestparameters": parameters}), tmp_path / "f.parquet")
    pq.write_table(pa.Table.from_pylist([events[8]]), tmp_path / "g.parquet")
    (tmp_path / "other.json").write_text('{"sagemaker": "is a word here"}')
    told = audit(tmp_path, ".", "--output", "all.csv")
    assert told["summary"]["jobs"] == 9
    assert (tmp_path / "all.csv").read_text().startswith("file,line,kind,id,")


def test_what_cannot_be_read_is_told_and_the_rest_is_judged(tmp_path: Path) -> None:
    good = event_of(request_of())
    (tmp_path / "cut.json.gz").write_bytes(gzip.compress(json.dumps(good).encode())[:-20])
    (tmp_path / "broken.json").write_text('{"sagemaker": [}')
    (tmp_path / "lines.jsonl").write_text(json.dumps(good) + '\n{"sagemaker": \n')
    (tmp_path / "bytes.json").write_bytes(b'{"sagemaker": "\xff"}')
    (tmp_path / "no.parquet").write_bytes(b"nothing")
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(b"sagemaker" + b" " * 80_000_000))
    (tmp_path / "deep.json").write_text('{"sagemaker": ' + "[" * 100_000)
    (tmp_path / "other.json").write_text("{}")
    outcome = policylint(
        "audit",
        ".",
        "nowhere.json",
        "other.json",
        "*.none",
        *PLAIN,
        "--state",
        ".s",
        "--output-format",
        "json",
        cwd=tmp_path,
    )
    told = json.loads(outcome.out)
    assert outcome.code == 2
    assert told["summary"]["jobs"] == 1
    assert sorted((fault["rule"], Path(fault["file"]).name, fault["line"]) for fault in told["unjudged"]) == [
        ("LINT1001", "*.none", 0), ("LINT1001", "cut.json.gz", 0), ("LINT1001", "no.parquet", 0),
        ("LINT1001", "nowhere.json", 0), ("LINT1002", "bytes.json", 0), ("LINT1003", "broken.json", 1),
        ("LINT1003", "deep.json", 0), ("LINT1003", "lines.jsonl", 2), ("LINT1005", "bomb.json.gz", 0),
        ("LINT1008", "other.json", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-of", "soon"], "--as-of is 'soon'"),
        (["--processes", "0"], "--processes is 0"),
        (["--principal-key", "none.txt"], "cannot read none.txt"),
        (["--output", "x.xml"], "no format has the suffix"),
        (["nothing"], "no record of a job was found"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], words: str, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    outcome = policylint("audit", "nothing", *arguments, "--isolated", "--state", ".s", cwd=tmp_path)
    assert outcome.code == 2
    assert words in outcome.err


def test_no_secret_and_no_principal_is_written(tmp_path: Path) -> None:
    request = request_of("churn-1", Environment={"AWS_ACCESS_KEY_ID": SECRET, "PASSWORD": "hunter2hunter2x"})
    request["Tags"] = [{"Key": "owner", "Value": SECRET}, {"Key": "team", "Value": "t"}]
    lines(tmp_path / "1.jsonl", event_of(request), {**event_of(request_of("x-2")), "requestParameters": f"{{{SECRET}"})
    (tmp_path / "key").write_text("of our own\n")
    written = [word for suffix in ("html", "json", "txt", "csv", "parquet") for word in ("--output", f"out/a.{suffix}")]
    outcome = policylint(
        "audit", "1.jsonl", "--principal-key", "key", *written, "--learn", "out/l.jsonl", *PLAIN, "--state", "out/s",
        "--policies", "baseline", cwd=tmp_path,
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    rows = pq.read_table(tmp_path / "out" / "a.parquet").to_pylist()
    shown = [outcome.out, outcome.err, json.dumps(rows)]
    shown += [
        file.read_text()
        for file in (tmp_path / "out").iterdir()
        if file.suffix not in (".parquet", "") and file.is_file()
    ]
    assert len(shown) == 8
    for text in shown:
        assert SECRET not in text
        assert "hunter2" not in text
        assert "person-1" not in text.replace('"owner": "person-1"', "")
    assert {row["principal"] for row in rows if row["kind"] == "call"} == {rows[0]["principal"]}
    assert rows[0]["principal"].startswith("principal-")
    assert any(row["rule"].startswith("SEC") for row in rows)


def test_what_is_learned_is_a_history(tmp_path: Path) -> None:
    def ended(number: int, took: int, billed: int, day: int, **more: Any) -> Any:
        spot = {
            "EnableManagedSpotTraining": True,
            "ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
        }
        request = request_of(
            f"churn-2026-01-{number:02}",
            **spot,
            StoppingCondition={"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 7200},
        )
        times = {
            "TrainingTimeInSeconds": took,
            "BillableTimeInSeconds": billed,
            "CreationTime": f"2026-01-{day:02}T00:00:00Z",
        }
        return answer_of(request, **times, **more)

    lines(
        tmp_path / "1.jsonl",
        ended(1, 100, 40, 3),
        ended(2, 300, 60, 9),
        ended(3, 200, 100, 5),
        ended(4, 999, 1, 1, TrainingJobStatus="Failed"),
    )
    policylint("audit", "1.jsonl", "--learn", "learned.jsonl", *PLAIN, "--state", ".s", cwd=tmp_path)
    region = ended(1, 1, 1, 1)["TrainingJobArn"].split(":")[3]
    assert [json.loads(line) for line in (tmp_path / "learned.jsonl").read_text().splitlines()] == [
        *(
            {
                "TrainingJobName": "churn",
                "TrainingTimeInSeconds": took,
                "Jobs": 1,
                "From": "2026-01-03",
                "To": "2026-01-09",
            }
            for took in (100.0, 200.0, 300.0)
        ),
        {
            "InstanceType": "ml.g5.xlarge",
            "Region": region,
            "SpotSaving": 0.6,
            "Least": 0.5,
            "Most": 0.8,
            "Jobs": 3,
            "From": "2026-01-03",
            "To": "2026-01-09",
        },
    ]
    (tmp_path / "next.json").write_text(
        json.dumps(
            {
                **request_of("churn-9"),
                **{
                    name: ended(9, 1, 1, 1)[name]
                    for name in ("ResourceConfig", "EnableManagedSpotTraining", "StoppingCondition")
                },
            }
        )
    )
    cost = policylint(
        "cost",
        "next.json",
        "--history",
        "learned.jsonl",
        "--region",
        region,
        "--output-format",
        "json",
        "--isolated",
        cwd=tmp_path,
    )
    assert "spot saved 50 to 80 % (own jobs on ml.g5.xlarge" in cost.out
    assert "n=3, 2026-01-03 to 2026-01-09" in cost.out
    (tmp_path / "bad.jsonl").write_text('{"InstanceType": "x", "Region": "y", "SpotSaving": 63}\n')
    refused = policylint("cost", "next.json", "--history", "bad.jsonl", cwd=tmp_path)
    assert (refused.code, "bad.jsonl: SpotSaving is not a part of 1" in refused.err) == (2, True)


def test_the_report_fits_a_screen_and_the_page_is_sound(past: Path) -> None:
    outcome = policylint(
        "audit", "records", "--policies", "baseline", *PLAIN, "--state", ".s", "--output", "a.html", cwd=past
    )
    assert len(outcome.out.splitlines()) < 110
    page = (past / "a.html").read_text()
    assert page.count("<svg") > 10
    assert "Content-Security-Policy" in page


def test_jobs_that_were_counted_are_found_again() -> None:
    met = _Met()
    numbers = [number * 2654435761 % (1 << 63) for number in range(9000)]
    for group, number in enumerate(numbers):
        assert met.get(number) is None
        met.put(number, group)
    assert [met.get(number) for number in numbers] == list(range(9000))
