"""The audit file and break glass: who let what through, whole lines only, and no secret in any of them."""

import json
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import policylint
from policylint import Blocked
from policylint.guards import audit as audit_file
from tests.guard.in_processes import write_many
from tests.guard.server import Server
from tests.guard.submitted_jobs import SECRET, SECRET_KEY, faulty, sound, ten_dollars, with_secret

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log" / "audit.jsonl"


def records(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_record_tells_what_happened_in_opentelemetrys_words(server: Server, file: Path) -> None:
    client = server.client()
    policylint.guard(client, audit=file, confirm_over=100, price=ten_dollars)
    job = sound()
    client.create_training_job(**job)
    with pytest.raises(Blocked):
        client.create_training_job(**faulty())
    passed, blocked = records(file)
    assert set(passed) == {"timestamp", "severity_text", "severity_number", "event_name", "resource", "attributes"}
    assert passed["event_name"] == "policylint.guard.passed"
    assert (passed["severity_text"], passed["severity_number"]) == ("INFO", 9)
    assert passed["resource"]["process.pid"] == os.getpid()
    attributes = passed["attributes"]
    assert attributes["rpc.method"] == "CreateTrainingJob"
    assert attributes["policylint.job.names"] == [job["TrainingJobName"]]
    assert attributes["policylint.cost.max_usd"] == 10.0
    assert (blocked["event_name"], blocked["severity_text"]) == ("policylint.guard.blocked", "ERROR")
    assert blocked["attributes"]["policylint.objections"] == [{"code": "findings", "reason": "1 error"}]


def test_audit_has_a_place_of_its_own_where_none_is_named(server: Server, tmp_path: Path) -> None:
    client = server.client()
    policylint.guard(client, mode="audit")
    client.create_training_job(**sound())
    assert len(records(tmp_path / "state" / "policylint" / "audit.jsonl")) == 1


def test_the_file_is_turned_over_and_the_last_are_kept(file: Path) -> None:
    for number in range(40):
        audit_file.write(file, "policylint.guard.passed", "INFO", {"n": number}, max_bytes=1000)
    kept = [file.with_name(f"audit.jsonl.{number}") for number in range(1, audit_file.KEPT + 1)]
    assert all(one.exists() for one in kept)
    assert not file.with_name(f"audit.jsonl.{audit_file.KEPT + 1}").exists()
    numbers = [one["attributes"]["n"] for part in [*reversed(kept), file] if part.exists() for one in records(part)]
    assert numbers == list(range(numbers[0], 40))


def test_a_line_cut_short_by_a_kill_spoils_no_other(file: Path) -> None:
    audit_file.write(file, "policylint.guard.passed", "INFO", {"n": 1})
    with file.open("ab") as stream:
        stream.write(b'{"timestamp": "2026-')
    audit_file.write(file, "policylint.guard.passed", "INFO", {"n": 2})
    first, _, last = file.read_text().splitlines()
    assert [json.loads(line)["attributes"]["n"] for line in (first, last)] == [1, 2]


def test_processes_and_threads_write_whole_lines_in_turn(file: Path) -> None:
    spawning = multiprocessing.get_context("spawn")
    processes = [spawning.Process(target=write_many, args=(file, writer)) for writer in range(3)]
    for one in processes:
        one.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda writer: write_many(file, writer), range(3, 8)))
    for one in processes:
        one.join(900)
    assert [one.exitcode for one in processes] == [0] * 3
    parts = [part for part in file.parent.iterdir() if not part.name.endswith(".lock")]
    seen = {(one["attributes"]["w"], one["attributes"]["n"]) for part in parts for one in records(part)}
    assert len(seen) == 8 * 50
    assert len(parts) > 1


HOLD = """
import os, signal, sys
from pathlib import Path
from policylint.guards.turns import turn
with turn(Path(sys.argv[1]), 0):
    print("held", flush=True)
    signal.pause()
"""


def test_a_killed_writer_blocks_nobody(file: Path) -> None:
    file.parent.mkdir()
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"held\n"
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(audit_file.write, file, "policylint.guard.passed", "INFO", {"n": 1})
            assert not waiting.done()
            writer.kill()
            waiting.result(60)
    assert len(records(file)) == 1


# A process forks while one of its threads writes, and is killed before that thread is done.
FORK = """
import os, signal, sys, threading
from pathlib import Path
from policylint.guards import audit
file = Path(sys.argv[1])
inside = threading.Event()
def stand_still(*_):
    inside.set()
    signal.pause()
append, audit._append = audit._append, stand_still
threading.Thread(target=audit.write, args=(file, "policylint.guard.passed", "INFO", {"n": 1}), daemon=True).start()
inside.wait()
parent = os.getpid()
if os.fork() == 0:
    os.kill(parent, signal.SIGKILL)
    audit._append = append
    audit.write(file, "policylint.guard.passed", "INFO", {"n": 2})
    print("written", flush=True)
signal.pause() if os.getpid() == parent else None
"""


def test_a_fork_amid_a_write_waits_for_no_dead_parent(file: Path) -> None:
    forked = subprocess.run(
        [sys.executable, "-c", FORK, str(file)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=900
    )
    assert (forked.stdout, forked.stderr) == ("written\n", "")
    assert [record["attributes"]["n"] for record in records(file)] == [2]


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import policylint
from pathlib import Path
from tests.guard.in_processes import client
from tests.guard.submitted_jobs import sound
url, file, mode, on_error = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]
guarded = client(url)
policylint.guard(guarded, mode=mode, audit=file, on_error=on_error)
guarded.create_training_job(**{**sound(), "TrainingJobName": f"{mode}-{on_error}-1"})
# A disk that is full after half a line more.
resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 200, -1))
try:
    guarded.create_training_job(**{**sound(), "TrainingJobName": f"{mode}-{on_error}-2"})
except policylint.Blocked as blocked:
    print(blocked)
"""


@pytest.mark.parametrize(
    ("mode", "on_error", "reached"),
    [("enforce", "block", 1), ("enforce", "warn", 2), ("warn", "block", 2), ("audit", "block", 2)],
)
def test_a_full_disk_leaves_whole_lines_and_stops_what_is_enforced(
    server: Server, file: Path, mode: str, on_error: str, reached: int
) -> None:
    command = [sys.executable, "-c", FULL, server.url, str(file), mode, on_error]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert server.reached() == reached
    said = done.stdout if reached == 1 else done.stderr
    assert "audit.jsonl cannot be written: File too large" in said
    assert ("what is not recorded is not submitted" in said) == (reached == 1)
    assert len(records(file)) == 1


READ_ONLY = """
import getpass, os, sys
from pathlib import Path
from policylint.guards.audit import AuditError, write
from policylint.guards.ledger import Ledger, LedgerError, Limit, Spend
from policylint.guards.stores import sqlite  # nobody may not read this tree
if os.geteuid() == 0:  # whom no permission stops
    os.setuid(65534)
folder = Path(sys.argv[1])
for step in (
    lambda: write(folder / "audit.jsonl", "policylint.guard.passed", "INFO", {}),
    lambda: Ledger(folder / "ledger.sqlite3").reserve(Spend("p", "CreateTrainingJob", 1), [Limit(10, project="p")]),
    lambda: Ledger(folder / "old.sqlite3").reserve(Spend("p", "CreateTrainingJob", 1), [Limit(10, project="p")]),
):
    try:
        step()
    except (AuditError, LedgerError) as error:
        print(error)
"""


def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    from policylint.guards.ledger import Ledger, Limit, Spend

    folder = Path("/tmp") / f"policylint-{os.getpid()}-read-only"  # one that another user can reach
    folder.mkdir()
    try:
        Ledger(folder / "old.sqlite3").reserve(Spend("p", "CreateTrainingJob", 1), [Limit(10, project="p")])
        (folder / "old.sqlite3").chmod(0o444)
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
        )
    finally:
        folder.chmod(0o755)
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()
    audited, new, old = done.stdout.splitlines()
    assert audited == f"the audit file {folder}/audit.jsonl cannot be written: Permission denied"
    assert new == f"the ledger {folder}/ledger.sqlite3 cannot be used: Permission denied"
    assert old == f"the ledger {folder}/old.sqlite3 cannot be used: attempt to write a readonly database"


def test_broken_glass_opens_and_is_always_recorded(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = server.client()
    policylint.guard(client)
    monkeypatch.setenv("POLICYLINT_BREAK_GLASS", f"OPS-17: outage, key {SECRET}")
    client.create_training_job(**faulty())
    assert server.reached() == 1
    [record] = records(tmp_path / "state" / "policylint" / "audit.jsonl")
    assert (record["event_name"], record["severity_text"]) == ("policylint.guard.break-glass", "WARN")
    assert record["attributes"]["policylint.break_glass.ticket"] == "OPS-17"
    assert record["attributes"]["policylint.break_glass.reason"].startswith("outage, key ***")
    assert SECRET not in json.dumps(record) + caplog.text
    monkeypatch.setenv("POLICYLINT_BREAK_GLASS", f"{SECRET_KEY}: pasted in the wrong place")
    client.create_training_job(**with_secret() | {"TrainingJobName": "churn_1"})
    assert server.reached() == 2
    assert SECRET_KEY not in caplog.text


def test_glass_unneeded_is_not_broken(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = server.client()
    policylint.guard(client)
    monkeypatch.setenv("POLICYLINT_BREAK_GLASS", "OPS-17: outage")
    client.create_training_job(**sound())
    assert not (tmp_path / "state").exists()


def test_broken_glass_goes_over_a_budget_and_is_counted(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from policylint.guards.ledger import Ledger

    client = server.client()
    policylint.guard(client, budget=5, confirm_over=1, ledger=tmp_path / "ledger", price=ten_dollars)
    monkeypatch.setenv("POLICYLINT_BREAK_GLASS", "OPS-17: outage")
    client.create_training_job(**sound())
    assert [(entry.usd, entry.state) for entry in Ledger(tmp_path / "ledger").entries()] == [(10.0, "submitted")]
    [record] = records(tmp_path / "state" / "policylint" / "audit.jsonl")
    assert [one["code"] for one in record["attributes"]["policylint.objections"]] == ["over-budget"]


def test_broken_glass_that_cannot_be_recorded_opens_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    client = server.client()
    policylint.guard(client, on_error="warn")
    monkeypatch.setenv("POLICYLINT_BREAK_GLASS", "OPS-17: outage")
    with pytest.raises(Blocked, match="what is not recorded is not submitted"):
        client.create_training_job(**faulty())
    assert server.requests == []


@pytest.mark.parametrize("word", ["", "please", "OPS-17:", ": because"])
def test_a_word_without_ticket_or_reason_opens_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    client = server.client()
    policylint.guard(client)
    monkeypatch.setenv("POLICYLINT_BREAK_GLASS", word)
    with pytest.raises(Blocked, match='not of the form "ticket: reason"'):
        client.create_training_job(**faulty())
