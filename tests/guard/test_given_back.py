"""Money comes back only with proof that nothing arrived: faults of connections, handlers that fail, kills, clocks."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config as BotoConfig

import policylint
from policylint import Blocked
from policylint.guards import audit, ledger
from policylint.guards.ledger import Ledger
from tests.effort import deep
from tests.guard import faults
from tests.guard.server import REGION, Server
from tests.guard.submitted_jobs import sound, ten_dollars

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite3"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return faults.self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def session() -> boto3.Session:
    return boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name=REGION)


@pytest.fixture
def failing(session: boto3.Session, certificate: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    """A server with the fault of a test's parameter, and a client of it."""
    tls = request.param in faults.TLS
    fault = (faults.TLS if tls else faults.PLAIN)[request.param]
    with faults.FaultyServer(fault, certificate if tls else None).running() as server:
        config = BotoConfig(retries={"max_attempts": 0}, read_timeout=0.2)
        yield server, session.client("sagemaker", endpoint_url=server.url, config=config, verify=str(certificate))


def states(file: Path) -> list[str]:
    return [entry.state for entry in Ledger(file).entries()]


def charged(client: Any, file: Path) -> None:
    policylint.guard(client, budget=1000, ledger=file, price=ten_dollars)


@pytest.mark.parametrize("failing", [*faults.PLAIN, *faults.TLS], indirect=True)
def test_a_connection_that_fails_after_the_request_was_read_gives_nothing_back(
    failing: tuple[Any, Any], file: Path
) -> None:
    server, client = failing
    charged(client, file)
    try:
        client.create_training_job(**sound())
    except Exception as error:  # noqa: BLE001 - each fault has one of its own
        assert not isinstance(error, Blocked)  # noqa: PT017
        expected = "uncertain"
    else:
        expected = "submitted"  # botocore takes half an answer for a whole one
    assert (server.read, states(file)) == (1, [expected])


def test_a_certificate_that_is_not_trusted_proves_that_nothing_was_sent(
    session: boto3.Session, certificate: Path, file: Path
) -> None:
    with faults.FaultyServer(faults.PLAIN["closed"], certificate).running() as server:
        client = session.client("sagemaker", endpoint_url=server.url, config=BotoConfig(retries={"max_attempts": 0}))
        charged(client, file)
        with pytest.raises(Exception, match="CERTIFICATE_VERIFY_FAILED"):
            client.create_training_job(**sound())
    assert (server.read, states(file)) == (0, ["released"])


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ("before-parse", "uncertain"),
        ("response-received", "submitted"),
        ("needs-retry", "submitted"),
        ("after-call", "submitted"),
        ("request-created", "released"),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_handler_that_fails_after_the_answer_gives_nothing_back(
    server: Server, file: Path, event: str, state: str, named: bool
) -> None:
    client = server.client()
    charged(client, file)

    def fail(**_: Any) -> None:
        raise RuntimeError("another's handler")

    client.meta.events.register_first(f"{event}.sagemaker.CreateTrainingJob" if named else event, fail)
    with pytest.raises(RuntimeError, match="another's handler"):
        client.create_training_job(**sound())
    assert states(file) == [state]


def test_a_timeout_that_a_proxy_states_proves_nothing(server: Server, file: Path) -> None:
    client = server.client()
    charged(client, file)
    server.failures.append(("408 Request Timeout", b"{}"))
    with pytest.raises(Exception, match="408"):
        client.create_training_job(**sound())
    assert states(file) == ["uncertain"]


@pytest.mark.parametrize("content", [b"", b"\0" * 4096], ids=["empty", "zeros"])
def test_an_empty_ledger_is_not_a_fresh_budget(server: Server, file: Path, content: bytes) -> None:
    client = server.client()
    charged(client, file)
    client.create_training_job(**sound())
    file.write_bytes(content)
    with pytest.raises(Blocked, match=r"ledger\.sqlite3 cannot be used") as caught:
        client.create_training_job(**sound())
    assert (caught.value.code, server.reached()) == ("undecidable", 1)
    file.unlink()
    client.create_training_job(**sound())
    assert states(file) == ["submitted"]


def test_a_foreign_database_is_not_a_ledger(server: Server, file: Path) -> None:
    import sqlite3

    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY)")
    connection.close()
    client = server.client()
    charged(client, file)
    with pytest.raises(Blocked, match="is empty or not a ledger"):
        client.create_training_job(**sound())


@pytest.mark.parametrize("seconds", [1e20, -1e20, float("nan"), float("inf")])
def test_a_clock_out_of_range_blocks(
    server: Server, file: Path, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = server.client()
    charged(client, file)
    monkeypatch.setattr(ledger, "now", lambda: seconds)
    with pytest.raises(Blocked, match="the clock of this machine states no date"):
        client.create_training_job(**sound())
    assert server.requests == []


HOLD = """
import signal, sys
from pathlib import Path
from policylint.guards.turns import turn
with turn(Path(sys.argv[1]), 0):
    print("held", flush=True)
    signal.pause()
"""


def test_a_stopped_process_that_holds_a_turn_does_not_block_for_ever(
    server: Server, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "audit.jsonl"
    monkeypatch.setattr(audit, "WAIT", 0.2)
    client = server.client()
    policylint.guard(client, audit=log)
    command = [sys.executable, "-c", HOLD, str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        holder.send_signal(signal.SIGSTOP)
        with pytest.raises(Blocked, match="another process holds its turn"):
            client.create_training_job(**sound())
        policylint.guard(client, audit=log, mode="warn")
        client.create_training_job(**sound())
        holder.kill()
    assert server.reached() == 1
    policylint.guard(client, audit=log)
    client.create_training_job(**sound())
    assert len(log.read_text().splitlines()) == 1


def many(server: Server, file: Path, *arguments: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.guard.many", server.url, str(file), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, int] = json.loads(done.stdout)
    return found


def test_512_submissions_of_threads_and_processes_keep_one_limit(server: Server, file: Path) -> None:
    found = many(server, file, "submit", "250", "8")
    assert found == {"passed": 25, "over-budget": 487}
    assert server.reached() == 25
    assert states(file) == ["submitted"] * 25


def test_kills_lose_nothing_that_arrived(server: Server, file: Path) -> None:
    kills = 300 if deep() else 60
    found = many(server, file, "kill", "400", str(kills))
    assert found["killed"] == kills
    while True:  # what was on its way when its sender was killed
        reached = server.reached()
        time.sleep(0.2)
        if reached == server.reached():
            break
    counted = [entry for entry in Ledger(file).entries() if entry.state != "released"]
    assert 1 <= reached <= len(counted) <= 40
    client = server.client()
    policylint.guard(client, budget=400, ledger=file, price=ten_dollars)
    left = 40 - len(counted)
    for number in range(left):
        client.create_training_job(**sound(TrainingJobName=f"left-{number}"))
    with pytest.raises(Blocked, match="of today's"):
        client.create_training_job(**sound())
    assert server.reached() == reached + left
