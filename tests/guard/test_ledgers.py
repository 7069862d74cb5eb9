"""Ledgers that machines share: PostgreSQL and DynamoDB keep what SQLite promises, also when connections are lost."""

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

import policylint
from policylint import Blocked
from policylint.guards.ledger import Entry, Ledger, LedgerError, Limit, Spend
from policylint.guards.periods import PERIODS, start_of
from policylint.guards.stores import Draft, Fits, Scope, State, Sum
from tests import cli
from tests.effort import deep
from tests.guard.ledgers import CREDENTIALS, Postgres, dynamodb, postgres, postgres_programs
from tests.guard.server import Server
from tests.guard.submitted_jobs import sound, ten_dollars, unpriced

ROOT = Path(__file__).parent.parent.parent
NOON = 1_795_521_600.0  # of a Tuesday, 24 November 2026
DAY = 86_400.0
needs_postgres = pytest.mark.skipif(postgres_programs() is None, reason="PostgreSQL is not installed")


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture(scope="module")
def table_server() -> Iterator[str]:
    with dynamodb() as url:
        yield url


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=needs_postgres), "dynamodb"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh ledger of each kind."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.sqlite3")
    found = (
        database_of(request.getfixturevalue("database"))
        if request.param == "postgres"
        else table_of(request.getfixturevalue("table_server"))
    )
    Ledger(found).store.create()
    return found


def database_of(server: Postgres) -> str:
    """A schema of its own."""
    import psycopg

    name = f"s{time.time_ns()}"
    with psycopg.connect(server.url) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{server.url}&options=-csearch_path%3D{name}"


def table_of(url: str) -> str:
    return f"dynamodb://t{time.time_ns()}?region=us-east-1&endpoint={url}"


def command(*arguments: str, cwd: Path | None = None) -> cli.Outcome:
    return cli.policylint(*arguments, cwd=cwd or Path.cwd())


@dataclass
class Naive:
    """A ledger as one would write it down: a list."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    def reserve(self, at: float, spend: Spend, limits: list[Limit], force: bool, raised: int | None) -> int | None:
        from datetime import UTC, datetime

        day = datetime.fromtimestamp(at, UTC).date()
        amount = round((spend.usd or 0) * 1e6)
        for limit in limits:
            since = start_of(limit.period, day)
            spent = sum(
                line["micro"] or 0
                for number, line in enumerate(self.lines, 1)
                if line["day"] >= since and line["state"] != "released" and number != raised
                and limit.project in (None, line["spend"].project)
                and limit.environment in (None, line["spend"].environment)
                and all(line["spend"].tags.get(key) == value for key, value in limit.tags.items())
            )  # fmt: skip
            if not force and not limit.soft and spent + amount > limit.usd * 1e6:
                return None
        micro = None if spend.usd is None else amount
        if raised is not None:
            line = self.lines[raised - 1]
            line["micro"] = line["micro"] if micro is None else max(line["micro"] or 0, micro)
            return raised
        self.lines.append({"day": day, "spend": spend, "micro": micro, "state": "reserved"})
        return len(self.lines)


def test_every_kind_counts_as_a_list_would(address: str) -> None:
    """Two processes' worth of ledgers at one place, on days that go back and forth, with tags of any text."""
    ids: list[int] = []
    chance, naive, at = random.Random(18), Naive(), [NOON]
    two = [Ledger(address, lambda: at[0]) for _ in range(2)]
    teams = [{}, {"team": "nlp"}, {"team": "nlp", 'a "b".c': "ü; DROP TABLE"}, {"team": ""}]
    outcomes = {"refused": 0, "written": 0}
    for _ in range(150 if deep() else 90):
        at[0] += chance.choice([0, 0, 0, 60, DAY, -DAY, 9 * DAY, -3 * DAY])
        ledger = chance.choice(two)
        if naive.lines and chance.random() < 0.25:
            number = chance.randrange(len(naive.lines)) + 1
            state: State = chance.choice(["submitted", "uncertain", "released"])
            ledger.settle(ids[number - 1], state)
            naive.lines[number - 1]["state"] = state
            continue
        spend = Spend(
            chance.choice(["churn", "fraud"]), "CreateTrainingJob", chance.choice([None, 0.0, 1.5, 7, 12.25]),
            chance.choice([None, "dev"]), chance.choice(teams),
        )  # fmt: skip
        every = [Limit(chance.choice([15.0, 40.0, 90.0]), period, project=spend.project) for period in PERIODS]
        every += [Limit(30.0, "month", "fraud", "dev"), Limit(50.0, "week", tags=chance.choice(teams)),
                  Limit(20.0, "year", tags={"team": None}), Limit(1.0, "year", soft=True)]  # fmt: skip
        limits = chance.sample(every, 2)
        force = chance.random() < 0.1
        raised = chance.randrange(len(naive.lines)) + 1 if naive.lines and chance.random() < 0.15 else None
        expected = naive.reserve(at[0], spend, limits, force, raised)
        other = None if raised is None else ids[raised - 1]
        entry = ledger.reserve(spend, limits, force=force, entry=other).entry
        assert (entry is None) == (expected is None)
        if entry is not None and raised is None:
            ids.append(entry)
        outcomes["refused" if expected is None else "written"] += 1
    assert min(outcomes.values()) > 10
    found = two[0].entries(None)
    assert [(one.id, one.micro_usd, one.state, one.day, dict(one.tags), one.environment) for one in found] == [
        (number, line["micro"], line["state"], line["day"].isoformat(), line["spend"].tags, line["spend"].environment)
        for number, line in zip(ids, naive.lines, strict=True)
    ]
    assert ids == sorted(set(ids))
    with pytest.raises(LedgerError, match="has no entry 99999"):
        two[0].settle(99_999, "released")


def many(server: Server, ledger: str, *arguments: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "tests.guard.many", server.url, ledger, *arguments]
    return subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def outcomes(process: subprocess.Popen[str]) -> dict[str, int]:
    out, err = process.communicate(timeout=900)
    assert process.returncode == 0, err
    found: dict[str, int] = json.loads(out)
    return found


def counted(ledger: str) -> list[Entry]:
    return [entry for entry in Ledger(ledger).entries() if entry.counts]


def arrived(server: Server) -> int:
    """How many requests reached the service, once no more come."""
    while True:
        reached = server.reached()
        time.sleep(0.2)
        if reached == server.reached():
            return reached


@pytest.mark.skipif(not deep(), reason="512 submissions each: in the deep run")
@pytest.mark.parametrize("address", [pytest.param("postgres", marks=needs_postgres), "dynamodb"], indirect=True)
def test_8_processes_of_64_threads_keep_one_limit(server: Server, address: str) -> None:
    found = outcomes(many(server, address, "submit", "250", "64"))
    assert found == {"passed": 25, "over-budget": 487}
    assert server.reached() == 25
    assert [entry.state for entry in Ledger(address).entries()] == ["submitted"] * 25


@pytest.mark.parametrize("address", [pytest.param("postgres", marks=needs_postgres), "dynamodb"], indirect=True)
def test_threads_of_two_processes_keep_one_limit(server: Server, address: str) -> None:
    """The small one: threads of this process, with a ledger each, as two processes would have them."""
    two = [Ledger(address) for _ in range(2)]
    passed: list[int] = []

    def spend(number: int) -> None:
        found = two[number % 2].reserve(Spend("p", "CreateTrainingJob", 10), [Limit(70, project="p")])
        if found.entry is not None:
            passed.append(found.entry)

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [entry.id for entry in counted(address)]
    assert len(passed) == 7


@pytest.mark.skipif(not deep(), reason="processes that are killed: in the deep run")
@pytest.mark.parametrize("address", [pytest.param("postgres", marks=needs_postgres), "dynamodb"], indirect=True)
def test_kills_lose_nothing_that_arrived(server: Server, address: str) -> None:
    found = outcomes(many(server, address, "kill", "400", "100"))
    assert found["killed"] == 100
    assert 1 <= arrived(server) <= len(counted(address)) <= 40


@needs_postgres
def test_a_server_that_is_killed_and_started_again_loses_nothing(server: Server, database: Postgres) -> None:
    """Guards that lack the database block, and those that come later go on where it stood."""
    address = database_of(database)
    Ledger(address).store.create()
    client = server.client()
    policylint.guard(client, budget=20, ledger=address, price=ten_dollars)
    client.create_training_job(**sound())
    database.kill()
    with pytest.raises(Blocked, match=r"the ledger postgresql://.* cannot be used: ") as caught:
        client.create_training_job(**sound())
    assert caught.value.code == "undecidable"
    database.start()
    client.create_training_job(**sound())
    with pytest.raises(Blocked, match=r"\$20\.00 of today's \$20\.00 for project 'default' are spent"):
        client.create_training_job(**sound())
    assert server.reached() == 2
    assert [entry.state for entry in Ledger(address).entries()] == ["submitted"] * 2


@needs_postgres
@pytest.mark.skipif(not deep(), reason="512 submissions: in the deep run")
def test_kills_of_the_server_under_8_processes_lose_nothing(server: Server, database: Postgres) -> None:
    address = database_of(database)
    Ledger(address).store.create()
    process = many(server, address, "submit", "3000", "64")
    for _ in range(3):
        before = server.reached()
        while server.reached() < before + 5 and process.poll() is None:
            time.sleep(0.01)
        database.kill()
        database.start()
    found = outcomes(process)
    assert sum(found.values()) == 512
    assert 1 <= found["passed"] <= arrived(server) <= len(counted(address)) <= 300


class Cutting:
    """A way to the database that ends when a commit has been passed on, before its answer comes back: `cuts` times."""

    def __init__(self, database: Postgres, cuts: int) -> None:
        self.cuts = cuts
        self._to = str(database.folder / ".s.PGSQL.5432")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._to)
            mute = threading.Event()
            threading.Thread(target=self._pass_on, args=(near, far, mute), daemon=True).start()
            threading.Thread(target=self._pass_back, args=(far, near, mute), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket, mute: threading.Event) -> None:
        while data := self._received(near):
            if b"COMMIT\0" in data and self.cuts:
                self.cuts -= 1
                mute.set()
            far.sendall(data)
        far.close()

    def _pass_back(self, far: socket.socket, near: socket.socket, mute: threading.Event) -> None:
        while (data := self._received(far)) and not mute.is_set():
            near.sendall(data)
        near.shutdown(socket.SHUT_RDWR)
        near.close()

    @staticmethod
    def _received(side: socket.socket) -> bytes:
        try:
            return side.recv(65_536)
        except OSError:
            return b""

    def close(self) -> None:
        self._listening.close()


@needs_postgres
def test_an_entry_whose_answer_was_lost_is_not_written_twice(database: Postgres) -> None:
    direct = database_of(database)
    Ledger(direct).store.create()
    cutting = Cutting(database, cuts=1)
    query = direct.partition("&")[2]
    through = Ledger(
        f"postgresql://policylint@127.0.0.1:{cutting.port}/postgres?sslmode=disable&gssencmode=disable&{query}"
    )
    spend, limits = Spend("p", "CreateTrainingJob", 10), [Limit(20, project="p")]
    first = through.reserve(spend, limits)
    assert (cutting.cuts, first.entry, [one.id for one in counted(direct)]) == (0, 1, [1])
    cutting.cuts = 2  # twice in a row is too often: it blocks, and the entry that may stand counts
    with pytest.raises(LedgerError, match="server closed the connection"):
        through.reserve(spend, limits)
    assert len(counted(direct)) == 2
    assert through.reserve(spend, limits).over
    cutting.close()


def test_an_item_whose_answer_was_lost_is_not_written_twice(table_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = table_of(table_server)
    ledger = Ledger(address)
    ledger.store.create()
    spend, limits = Spend("p", "CreateTrainingJob", 10), [Limit(20, project="p")]
    assert ledger.reserve(spend, limits).entry == 1
    with urlopen(f"{table_server}/lose?PutItem"):
        pass
    assert ledger.reserve(spend, limits).entry == 2
    assert [entry.id for entry in counted(address)] == [1, 2]
    nowhere = Ledger("dynamodb://ledger?region=us-east-1&endpoint=http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(LedgerError, match=r"^the ledger dynamodb://ledger cannot be used: Could not connect"):
        nowhere.reserve(spend, limits)


@needs_postgres
@pytest.mark.skipif(not deep(), reason="takes the ten seconds of patience: in the deep run")
def test_a_process_that_stands_still_in_its_turn_is_cut_off(database: Postgres) -> None:
    address = database_of(database)
    Ledger(address).store.create()
    spend, limits = Spend("p", "CreateTrainingJob", 10), [Limit(10, project="p")]
    if (child := os.fork()) == 0:
        stopped: list[bool] = []
        ledger = Ledger(address)
        reserve = ledger.store.reserve

        def standing_still(draft: Draft, scopes: Sequence[Scope], fits: Fits, **more: Any) -> Any:
            def stop_once(sums: Sequence[Sum]) -> bool:
                if not stopped:
                    stopped.append(True)
                    os.kill(os.getpid(), signal.SIGSTOP)
                return fits(sums)

            return reserve(draft, scopes, stop_once, **more)

        ledger.store.reserve = standing_still  # type: ignore[method-assign]
        os._exit(0 if ledger.reserve(spend, limits).entry is None else 1)
    os.waitpid(child, os.WUNTRACED)
    assert Ledger(address).reserve(spend, limits).entry == 1
    os.kill(child, signal.SIGCONT)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0  # what it counted before is counted anew
    assert len(counted(address)) == 1


@needs_postgres
def test_a_fork_has_a_connection_of_its_own(database: Postgres) -> None:
    ledger = Ledger(database_of(database))
    ledger.store.create()
    spend, limits = Spend("p", "CreateTrainingJob", 1), [Limit(10, project="p")]
    assert ledger.reserve(spend, limits).entry == 1
    if (child := os.fork()) == 0:
        found = ledger.reserve(spend, limits).entry
        os._exit(found or 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    assert ledger.reserve(spend, limits).entry == 3


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (
            "postgresql://me:hunter2-pass@127.0.0.1:1/db",
            "the ledger postgresql://127.0.0.1:1/db cannot be used",
        ),
        ("postgresql://u@h/db?hunter2-pass", "the ledger's address is not one of PostgreSQL"),
        ("dynamodb://", "the ledger's address is not dynamodb://TABLE"),
        ("dynamodb://u:hunter2-pass@table", "the ledger's address is not dynamodb://TABLE"),
        ("dynamodb://table?regoin=eu-west-1", "the ledger's address is not dynamodb://TABLE"),
    ],
)
def test_what_cannot_be_reached_blocks_and_shows_no_password(server: Server, address: str, says: str) -> None:
    client = server.client()
    policylint.guard(client, budget=10, ledger=address, price=ten_dollars)
    with pytest.raises(Blocked) as caught:
        client.create_training_job(**sound())
    assert says in caught.value.reason
    assert "hunter2" not in f"{caught.value}{caught.value!r}"
    shown = command("ledger", "show", "--ledger", address)
    assert (shown.code, says in shown.err, "hunter2" in shown.err) == (2, True, False)


BUDGETS = """
environment-tag = "stage"
[[budgets]]
total = 15
period = "month"
tags = { team = "nlp" }
[[budgets]]
total = 12
period = "week"
each = "owner"
[[budgets]]
total = 1
period = "year"
environment = "dev"
mode = "soft"
"""


def tagged(**tags: str) -> dict[str, Any]:
    return sound(Tags=[{"Key": key, "Value": value} for key, value in tags.items()])


def test_budgets_by_tag_need_no_request_file(
    server: Server, address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "policylint.toml").write_text(BUDGETS)
    client = server.client()
    policylint.guard(client, ledger=address, price=ten_dollars, project="research")

    def outcome(**tags: str) -> str:
        try:
            client.create_training_job(**tagged(**tags))
        except Blocked as blocked:
            return blocked.reason
        return "passed"

    assert outcome(team="nlp", owner="ann") == "passed"
    assert outcome(team="nlp", owner="bob") == (
        "the job can cost $10.00, and $10.00 of this month's $15.00 for team=nlp are spent"
    )
    assert outcome(team="vision", owner="ann") == (
        "the job can cost $10.00, and $10.00 of this week's $12.00 for owner=ann are spent"
    )
    assert outcome(team="vision", owner="bob", stage="dev") == "passed"  # the soft budget only says so
    assert "$0.00 of this year's $1.00 for environment dev are spent" in caplog.text
    assert outcome() == "passed"
    assert outcome() == "the job can cost $10.00, and $10.00 of this week's $12.00 for no tag owner are spent"
    assert command("ledger", "budgets", "--ledger", address, cwd=tmp_path).out == (
        "team=nlp: $10.00 of this month's $15.00 are spent, $5.00 left\n"
        "owner=ann: $10.00 of this week's $12.00 are spent, $2.00 left\n"
        "owner=bob: $10.00 of this week's $12.00 are spent, $2.00 left\n"
        "no tag owner: $10.00 of this week's $12.00 are spent, $2.00 left\n"
        "environment dev: $10.00 of this year's $1.00 are spent, $9.00 over\n"
    )
    shown = command("ledger", "show", "--ledger", address, "--by", "tag:team", "--by", "environment", "--sums")
    assert shown.out == (
        "tag team (not stated): $10.00 today\ntag team nlp: $10.00 today\ntag team vision: $10.00 today\n"
        "environment (not stated): $20.00 today\nenvironment dev: $10.00 today\n"
    )
    whole = json.loads(command("ledger", "show", "--ledger", address, "--output-format", "json", "--period", "all").out)
    assert [(one["usd"], one["tags"].get("team"), one["project"]) for one in whole["entries"]] == [
        (10.0, "nlp", "research"), (10.0, "vision", "research"), (10.0, None, "research"),
    ]  # fmt: skip
    policylint.guard(client, ledger=address, price=unpriced, project="research", on_error="warn")
    assert outcome(team="nlp") == "passed"
    assert Ledger(address).entries()[-1].usd is None
    summed = command("ledger", "show", "--ledger", address, "--sums")
    assert summed.out == "research: at least $30.00, plus 1 job of unknown price today\n"


OLD = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, project TEXT NOT NULL, operation TEXT NOT NULL,
    micro_usd INTEGER NOT NULL CHECK (micro_usd >= 0),
    state TEXT NOT NULL CHECK (state IN ('reserved', 'submitted', 'uncertain', 'released')),
    written TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, owner TEXT
);
CREATE INDEX entries_by_project ON entries (project, day);
INSERT INTO entries VALUES (3, '2026-11-24', 'p', 'CreateTrainingJob', 5000000, 'submitted', 'w', 'h', 1, 'ann');
INSERT INTO entries VALUES (7, '2999-01-01', 'p', 'CreateTrainingJob', 2500000, 'released', 'w', 'h', 1, NULL);
PRAGMA user_version = 1;
"""


def test_the_entries_of_a_file_move_to_a_ledger_that_is_shared(address: str, tmp_path: Path) -> None:
    old = tmp_path / "old.sqlite3"
    with sqlite3.connect(old) as connection:
        connection.executescript(OLD)
    connection.close()
    if "://" not in address:
        assert command("ledger", "create", "--ledger", address).code == 0
    for says in ("2 entries of 2", "no entries of 2"):  # a second time takes over nothing twice
        copied = command("ledger", "copy", str(old), "--ledger", address)
        assert (copied.code, copied.out) == (0, f"{says} taken over from {old}.\n")
    found = Ledger(address).entries(None)
    assert [(one.day, one.usd, one.state, one.owner) for one in found] == [
        ("2026-11-24", 5.0, "submitted", "ann"),
        ("2999-01-01", 2.5, "released", None),
    ]
    limits = [Limit(6, "year", project="p")]
    assert not Ledger(address, lambda: NOON).reserve(Spend("p", "CreateTrainingJob", 1), limits).over
    assert Ledger(address, lambda: NOON).reserve(Spend("p", "CreateTrainingJob", 1), limits).over
    assert command("ledger", "copy", "none.sqlite3", "--ledger", address).err == (
        "policylint: there is no ledger none.sqlite3\n"
    )
