"""Guards add up: none loosens another, whoever made it, whenever, and whatever else the process does."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import policylint
from policylint import Blocked
from policylint.guards.ledger import Ledger
from policylint.guards.price import Price
from policylint.job import Job
from tests.guard.server import REGION, Server
from tests.guard.submitted_jobs import faulty, sound, ten_dollars

ROOT = Path(__file__).parent.parent.parent


def outcome(client: Any, **members: Any) -> str:
    try:
        client.create_training_job(**(members or faulty()))
    except Blocked as blocked:
        return blocked.code
    return "passed"


def in_a_thread(call: Callable[[], str]) -> str:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


@pytest.mark.parametrize("limits", [(20, 1000), (1000, 20)])
def test_of_two_guards_on_one_ledger_the_strictest_limit_decides(
    server: Server, tmp_path: Path, limits: tuple[float, float]
) -> None:
    ledger, client = tmp_path / "ledger.sqlite3", server.client()
    (tmp_path / "linked.sqlite3").symlink_to(ledger)
    policylint.guard(budget=limits[0], ledger=ledger, price=ten_dollars)
    policylint.guard(client, budget=limits[1], ledger=tmp_path / "linked.sqlite3", price=ten_dollars)
    assert [outcome(client, **sound()) for _ in range(4)] == ["passed", "passed", "over-budget", "over-budget"]
    assert server.reached() == 2
    assert [entry.usd for entry in Ledger(ledger).entries() if entry.state == "submitted"] == [10.0] * 2


@pytest.mark.parametrize("prices", [(1.0, 10.0), (10.0, 1.0)])
def test_of_two_prices_the_higher_is_counted(server: Server, tmp_path: Path, prices: tuple[float, float]) -> None:
    ledger, client = tmp_path / "ledger.sqlite3", server.client()
    for target, price in zip((None, client), prices, strict=True):
        policylint.guard(target, budget=15, ledger=ledger, price=lambda job, price=price: Price(price))  # type: ignore[misc]
    assert [outcome(client, **sound()) for _ in range(2)] == ["passed", "over-budget"]
    assert [entry.usd for entry in Ledger(ledger).entries() if entry.state == "submitted"] == [10.0]


def test_a_guard_that_only_warns_does_not_lift_the_limit_of_another(server: Server, tmp_path: Path) -> None:
    ledger, client = tmp_path / "ledger.sqlite3", server.client()
    policylint.guard(budget=5, ledger=ledger, price=ten_dollars, mode="audit", audit=tmp_path / "audit.jsonl")
    policylint.guard(client, budget=5, ledger=ledger, price=ten_dollars)
    assert outcome(client, **sound()) == "over-budget"
    assert [entry.state for entry in Ledger(ledger).entries()] == ["released"]


def test_a_block_loosens_no_other_thread_and_holds_in_all(server: Server) -> None:
    client = server.client()
    with policylint.guard():
        assert in_a_thread(lambda: outcome(client)) == "findings"
    policylint.guard()
    with policylint.guard(mode="audit"):
        assert outcome(client) == "passed"
        assert in_a_thread(lambda: outcome(client)) == "findings"
    assert outcome(client) == "findings"
    kept = policylint.guard(mode="audit")  # what may yet become a block does not loosen either
    assert in_a_thread(lambda: outcome(client)) == "findings"
    del kept
    assert in_a_thread(lambda: outcome(client)) == "passed"


def test_threads_never_see_the_blocks_of_others(server: Server) -> None:
    client = server.client()
    policylint.guard()
    done = threading.Event()

    def loosen() -> None:
        while not done.is_set():
            with policylint.guard(mode="audit"):
                pass

    with ThreadPoolExecutor(2) as pool:
        loosening = [pool.submit(loosen) for _ in range(2)]
        outcomes = {outcome(client) for _ in range(100)}
        done.set()
        for one in loosening:
            one.result()
    assert (outcomes, server.requests) == ({"findings"}, [])


def test_a_block_is_of_its_task(server: Server) -> None:
    client = server.client()
    policylint.guard()

    async def inside(begun: asyncio.Event, other: asyncio.Event) -> str:
        with policylint.guard(mode="audit"):
            begun.set()
            await other.wait()
            return outcome(client)

    async def beside(begun: asyncio.Event, other: asyncio.Event) -> str:
        await begun.wait()
        found = outcome(client)
        other.set()
        return found

    async def both() -> tuple[str, str]:
        begun, other = asyncio.Event(), asyncio.Event()
        first, second = await asyncio.gather(inside(begun, other), beside(begun, other))
        return first, second

    assert asyncio.run(both()) == ("passed", "findings")


def test_a_block_after_unguard_guards_again(server: Server) -> None:
    client = server.client()
    handle = policylint.guard(client)
    policylint.unguard(client)
    with handle:
        assert outcome(client) == "findings"
    assert outcome(client) == "passed"


def test_clients_that_a_session_made_before_are_guarded_with_it(server: Server) -> None:
    session, other = server.session(), server.session()
    before, free = server.client(session), server.client(other)
    policylint.guard(session)
    assert [outcome(before), outcome(server.client(session)), outcome(free)] == ["findings", "findings", "passed"]
    policylint.unguard(session)
    assert outcome(before) == "passed"


FROZEN = """
import gc, sys
import policylint
from tests.guard.in_processes import client
from tests.guard.submitted_jobs import faulty
made = client(sys.argv[1])
gc.freeze()
frozen = gc.get_freeze_count()
policylint.guard()
assert gc.get_freeze_count() >= frozen
try:
    made.create_training_job(**faulty())
except policylint.Blocked as blocked:
    print(blocked.code)
"""


def test_frozen_clients_are_guarded(server: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FROZEN, server.url], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, server.requests) == ("findings\n", [])


def test_clients_that_threads_are_making_meanwhile_are_guarded(server: Server) -> None:
    clients: list[Any] = []
    done = threading.Event()
    sessions = [server.session() for _ in range(2)]
    for session in sessions:
        server.client(session)  # reads the model

    def make(session: Any) -> None:
        while not done.is_set():
            clients.append(server.client(session))

    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(2) as pool:
            making = [pool.submit(make, session) for session in sessions]
            while len(clients) < 10:
                pass
            policylint.guard()
            done.set()
            for one in making:
                one.result()
    finally:
        sys.setswitchinterval(switching)
    assert {outcome(client) for client in clients} == {"findings"}
    assert server.requests == []


def test_guards_of_one_call_ask_for_the_job_that_it_is(server: Server, tmp_path: Path) -> None:
    asked: list[str] = []

    def price(job: Job) -> Price:
        asked.append(str(job.request["TrainingJobName"]))
        return Price(1.0)

    session = server.session(profile_name=None)
    assert session.region_name == REGION
    client = server.client(session)
    policylint.guard(session, budget=10, ledger=tmp_path / "a.sqlite3", price=price)
    policylint.guard(client, budget=10, ledger=tmp_path / "b.sqlite3", price=price)
    job = sound()
    assert outcome(client, **job) == "passed"
    assert asked == [job["TrainingJobName"]] * 2
