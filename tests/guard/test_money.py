"""Budgets and confirmation: a limit holds whoever submits, and money that was not spent comes back."""

import os
import pty
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

import policylint
from policylint import Blocked
from policylint.guards.ledger import Ledger, Limit, Spend
from policylint.guards.price import Price
from tests.cli import policylint as policylint_command
from tests.effort import deep
from tests.guard.server import Server
from tests.guard.submitted_jobs import faulty, sound, sound_tuning, ten_dollars, unpriced

ROOT = Path(__file__).parent.parent.parent
DAY = 86_400.0


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger" / "ledger.sqlite3"


def states(file: Path) -> list[str]:
    return [entry.state for entry in Ledger(file).entries()]


def submit(client: Any) -> str:
    try:
        client.create_training_job(**sound())
    except Blocked as blocked:
        return blocked.code
    return "passed"


def test_a_loop_is_stopped_at_the_limit(server: Server, ledger: Path) -> None:
    client = server.client()
    policylint.guard(client, budget=30, ledger=ledger, price=ten_dollars)
    assert [submit(client) for _ in range(5)] == ["passed"] * 3 + ["over-budget"] * 2
    assert server.reached() == 3
    assert states(ledger) == ["submitted"] * 3
    with pytest.raises(Blocked, match=r"can cost \$10\.00, and \$30\.00 of today's \$30\.00 for project 'default'"):
        client.create_training_job(**sound())


def test_projects_have_budgets_of_their_own_and_tuning_counts(server: Server, ledger: Path) -> None:
    one, other = server.client(), server.client()
    policylint.guard(one, budget=10, project="one", ledger=ledger, price=ten_dollars)
    policylint.guard(other, budget=10, project="other", ledger=ledger, price=ten_dollars)
    one.create_hyper_parameter_tuning_job(**sound_tuning())
    assert [submit(one), submit(other)] == ["over-budget", "passed"]


def test_a_blocked_job_costs_nothing(server: Server, ledger: Path) -> None:
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    with pytest.raises(Blocked):
        client.create_training_job(**faulty())
    assert not ledger.exists()


def test_what_the_service_refuses_is_given_back(server: Server, ledger: Path) -> None:
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    refusal = b'{"__type": "ResourceLimitExceeded", "message": "The account-level limit is 0"}'
    server.failures.append(("400 Bad Request", refusal))
    with pytest.raises(ClientError):
        client.create_training_job(**sound())
    assert states(ledger) == ["released"]
    assert [submit(client), submit(client)] == ["passed", "over-budget"]


def test_what_botocore_refuses_is_never_counted(server: Server, ledger: Path) -> None:
    client = server.client()
    policylint.guard(client, mode="warn", budget=10, ledger=ledger, price=ten_dollars)
    with pytest.raises(Exception, match="Parameter validation failed"):
        client.create_training_job(**sound(HyperParameter={}))
    assert not ledger.exists()


def test_what_never_left_is_given_back(server: Server, ledger: Path) -> None:
    client = server.session().client("sagemaker", endpoint_url="http://127.0.0.1:9")
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    with pytest.raises(EndpointConnectionError):
        client.create_training_job(**sound())
    assert states(ledger) == ["released"]


@pytest.mark.parametrize("failure", ["500 Internal Server Error", "timeout"])
def test_what_may_have_been_created_stays_counted(
    server: Server, ledger: Path, failure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    if failure == "timeout":

        def time_out(**_: Any) -> None:
            raise ReadTimeoutError(endpoint_url=server.url)

        client.meta.events.register("before-send", time_out)
    else:
        server.failures.append((failure, b"{}"))
    with pytest.raises((ClientError, ReadTimeoutError)):
        client.create_training_job(**sound())
    assert states(ledger) == ["uncertain"]
    assert submit(client) == "over-budget"


def test_a_retry_that_succeeds_counts_once(server: Server, ledger: Path) -> None:
    client = server.client(retries={"max_attempts": 2})
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    server.failures.append(("503 Service Unavailable", b"{}"))
    assert submit(client) == "passed"
    assert server.reached() == 2
    assert states(ledger) == ["submitted"]


def test_a_charge_is_taken_back_when_another_guard_stops_the_call(server: Server, ledger: Path) -> None:
    client = server.client()
    policylint.guard(budget=10, ledger=ledger, price=ten_dollars)
    policylint.guard(client, confirm_over=1, price=ten_dollars)  # asked second, and nobody answers
    assert submit(client) == "not-confirmed"
    assert states(ledger) == ["released"]


def test_guards_that_share_a_budget_count_a_job_once(server: Server, ledger: Path) -> None:
    client = server.client()
    policylint.guard(budget=10, ledger=ledger, price=ten_dollars)
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    assert submit(client) == "passed"
    assert states(ledger) == ["submitted"]


def test_an_unknown_price_blocks_and_is_never_free(server: Server, ledger: Path) -> None:
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=unpriced)
    with pytest.raises(Blocked, match=r"what the job can cost is not known: no rate of ml\.m5\.xlarge") as caught:
        client.create_training_job(**sound())
    assert caught.value.code == "undecidable"
    assert server.requests == []
    policylint.guard(client, budget=10, ledger=ledger, price=unpriced, on_error="warn")
    assert submit(client) == "passed"


def test_a_price_may_be_a_plain_number_or_none(server: Server, ledger: Path) -> None:
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=lambda job: 6)
    assert [submit(client), submit(client)] == ["passed", "over-budget"]
    policylint.guard(client, budget=10, ledger=ledger, price=lambda job: None)
    assert submit(client) == "undecidable"


def test_a_price_that_fails_is_an_unknown_price(server: Server, ledger: Path) -> None:
    def broken(job: Any) -> Price:
        raise KeyError(job.request["RoleArn"])

    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=broken)
    with pytest.raises(Blocked, match=r"the estimate failed with KeyError at test_money\.py") as caught:
        client.create_training_job(**sound())
    assert "SageMakerTraining" not in str(caught.value)


def test_sixty_four_threads_never_spend_more_than_there_is(server: Server, ledger: Path) -> None:
    client = server.client(max_pool_connections=64)
    policylint.guard(client, budget=200, ledger=ledger, price=ten_dollars)
    with ThreadPoolExecutor(64) as pool:
        outcomes = list(pool.map(lambda _: submit(client), range(64)))
    assert (outcomes.count("passed"), outcomes.count("over-budget")) == (20, 44)
    assert server.reached() == 20


def test_sixty_four_threads_judge_each_its_own(server: Server) -> None:
    client = server.client(max_pool_connections=64)
    policylint.guard(client)

    def one(number: int) -> bool:
        try:
            client.create_training_job(**(faulty() if number % 2 else sound()))
        except Blocked as blocked:
            return [finding.rule for finding in blocked.report.findings] == ["SM1006"] and number % 2 == 1
        return number % 2 == 0

    with ThreadPoolExecutor(64) as pool:
        assert all(pool.map(one, range(128)))
    assert server.reached() == 64


def process(server: Server, ledger: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.guard.submit", server.url, str(ledger), *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_processes_never_spend_more_than_there_is(server: Server, ledger: Path) -> None:
    number = 8 if deep() else 4
    processes = [process(server, ledger, "10", "250") for _ in range(number)]
    outputs = [one.communicate(timeout=900) for one in processes]
    assert [error for _, error in outputs] == [""] * number
    assert sum(int(output) for output, _ in outputs) == 25
    assert server.reached() == 25
    assert states(ledger) == ["submitted"] * 25


def test_a_process_killed_in_the_middle_has_spent_its_money(server: Server, ledger: Path) -> None:
    doomed = process(server, ledger, "1", "10", "hang")
    assert doomed.stdout is not None
    assert doomed.stderr is not None
    assert doomed.stdout.readline() == "charged\n"
    doomed.send_signal(signal.SIGKILL)
    doomed.wait(timeout=900)
    doomed.stdout.close()
    doomed.stderr.close()
    assert states(ledger) == ["reserved"]
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    assert submit(client) == "over-budget"
    assert server.requests == []


def test_yesterday_is_over_and_a_clock_moved_back_opens_no_new_budget(ledger: Path) -> None:
    noon = 1_795_521_600.0
    spend, limits = Spend("p", "CreateTrainingJob", 10), [Limit(10, project="p")]
    assert Ledger(ledger, lambda: noon).reserve(spend, limits).entry
    assert Ledger(ledger, lambda: noon).reserve(spend, limits).entry is None
    back = Ledger(ledger, lambda: noon - DAY).reserve(spend, limits)
    (standing,) = back.standings
    assert (back.entry, standing.spent_usd, standing.later_usd) == (None, 10.0, 10.0)
    assert Ledger(ledger, lambda: noon + DAY).reserve(spend, limits).entry


def test_entries_of_the_future_are_named_as_such(server: Server, ledger: Path) -> None:
    import time

    Ledger(ledger, lambda: time.time() + 7 * DAY).reserve(
        Spend("default", "CreateTrainingJob", 5), [Limit(10, project="default")]
    )
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    with pytest.raises(Blocked, match=r"\$5\.00 \(\$5\.00 of it dated later than today\) of today's \$10\.00"):
        client.create_training_job(**sound())


@pytest.mark.parametrize("usd", [0.1, 0.07, 1e-7])
def test_amounts_add_up_to_the_limit_and_not_beyond(ledger: Path, usd: float) -> None:
    book = Ledger(ledger)
    passed = sum(
        book.reserve(Spend("p", "CreateTrainingJob", usd), [Limit(usd * 10, project="p")]).entry is not None
        for _ in range(12)
    )
    assert passed <= 10
    assert passed == 10 or usd < 1e-6


def test_a_corrupt_ledger_blocks_and_says_what_it_is(server: Server, ledger: Path) -> None:
    ledger.parent.mkdir()
    ledger.write_bytes(b"SQLite format 3\0" + b"garbage" * 1000)
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    with pytest.raises(Blocked, match=r"ledger\.sqlite3 cannot be used: ") as caught:
        client.create_training_job(**sound())
    assert caught.value.code == "undecidable"
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars, on_error="warn")
    assert submit(client) == "passed"


def test_a_ledger_of_another_version_is_left_alone(server: Server, ledger: Path) -> None:
    ledger.parent.mkdir()
    with sqlite3.connect(ledger) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    with pytest.raises(Blocked, match="is of version 7"):
        client.create_training_job(**sound())


def test_a_ledger_in_a_place_that_cannot_be_written_blocks(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    client = server.client()
    policylint.guard(client, budget=10, ledger=tmp_path / "file" / "ledger.sqlite3", price=ten_dollars)
    with pytest.raises(Blocked, match="cannot be used"):
        client.create_training_job(**sound())


def test_a_full_disk_blocks_and_spoils_no_ledger(server: Server, ledger: Path) -> None:
    Ledger(ledger).reserve(Spend("default", "CreateTrainingJob", 1), [Limit(10, project="default")])
    with sqlite3.connect(ledger) as connection:
        # SQLite's own way to a full disk: no page beyond those that there are.
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    script = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from policylint.guards.ledger import Ledger, LedgerError, Limit, Spend\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({pages} * 4096 // 2, -1))\n"
        "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n    Ledger(Path(sys.argv[1])).reserve(Spend('default', 'CreateTrainingJob', 1), [])\n"
        "except LedgerError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ledger)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "cannot be used" in done.stdout
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=ten_dollars)
    assert submit(client) == "over-budget"
    assert [entry.usd for entry in Ledger(ledger).entries()] == [1.0]


def test_warn_counts_beyond_the_limit(server: Server, ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client = server.client()
    policylint.guard(client, mode="warn", budget=10, ledger=ledger, confirm_over=1, price=ten_dollars)
    assert [submit(client), submit(client)] == ["passed", "passed"]
    shown = capsys.readouterr().err
    assert "can cost $10.00, more than $1.00" in shown
    assert "of today's $10.00" in shown
    assert [entry.usd for entry in Ledger(ledger).entries()] == [10.0] * 2


def test_where_nobody_can_be_asked_an_expensive_job_is_refused(server: Server) -> None:
    client = server.client()
    policylint.guard(client, confirm_over=9.99, price=ten_dollars)
    with pytest.raises(Blocked, match=r"can cost \$10\.00, more than \$9\.99, and nobody is here to confirm it"):
        client.create_training_job(**sound())
    policylint.guard(client, confirm_over=10, price=ten_dollars)
    assert submit(client) == "passed"


ASKING = """
import signal
import sys
import policylint
from tests.cli import policylint as policylint_command
from tests.guard.submitted_jobs import sound, ten_dollars
from tests.guard.in_processes import client
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell runs in the background
asking = client(sys.argv[1])
policylint.guard(asking, confirm_over=1, budget=10, ledger=sys.argv[2], price=ten_dollars)
try:
    asking.create_training_job(**sound())
except policylint.Blocked as blocked:
    print(blocked.code)
else:
    print("passed")
"""


@pytest.mark.parametrize(
    ("answer", "outcome", "state"),
    [("y\n", "passed", "submitted"), ("no\n", "not-confirmed", "released"), ("\n", "not-confirmed", "released")],
)
def test_a_person_on_a_terminal_is_asked(server: Server, ledger: Path, answer: str, outcome: str, state: str) -> None:
    ours, theirs = pty.openpty()
    asking = subprocess.Popen(
        [sys.executable, "-c", ASKING, server.url, str(ledger)],
        cwd=ROOT,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    question = b""
    while b"[y/N]" not in question:
        question += os.read(ours, 1024)
    assert b"CreateTrainingJob: the job can cost $10.00, more than $1.00. Submit it?" in question
    os.write(ours, answer.encode())
    output, _ = asking.communicate(timeout=900)
    os.close(ours)
    assert output == f"{outcome}\n"
    assert server.reached() == (outcome == "passed")
    assert states(ledger) == [state]


def test_the_ledger_can_be_read_and_an_entry_given_back(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite3"
    Ledger(file).reserve(Spend("churn", "CreateTrainingJob", 10), [Limit(100, project="churn")])
    Ledger(file).reserve(Spend("fraud", "CreateTrainingJob", 2.5), [Limit(100, project="fraud")])
    shown = policylint_command("ledger", "show", "--ledger", str(file), cwd=tmp_path)
    assert shown.out.splitlines()[-2:] == ["churn: $10.00 today", "fraud: $2.50 today"]
    assert "reserved" in shown.out
    given_back = policylint_command("ledger", "release", "1", "--ledger", str(file), cwd=tmp_path)
    assert given_back.out == "Entry 1 counts no more.\n"
    again = policylint_command("ledger", "show", "--project", "churn", "--ledger", str(file), cwd=tmp_path)
    assert "released" in again.out
    assert "today" not in again.out
    for arguments, says in [
        (("release", "9"), "has no entry 9"),
        (("release", f"{2**64}"), f"has no entry {2**64}"),
        (("show",), ""),
    ]:
        done = policylint_command("ledger", *arguments, "--ledger", str(file), cwd=tmp_path)
        assert says in done.err
    missing = policylint_command("ledger", "show", "--ledger", "none", cwd=tmp_path)
    assert (missing.code, missing.err) == (2, "policylint: there is no ledger none\n")


@pytest.mark.parametrize("amount", [-5.0, float("nan"), float("inf"), 1e30, "12"])
def test_a_price_that_is_no_amount_is_not_known(server: Server, ledger: Path, amount: Any) -> None:
    client = server.client()
    policylint.guard(client, budget=10, ledger=ledger, price=lambda job: amount)
    with pytest.raises(Blocked, match="what the job can cost is not known") as blocked:
        client.create_training_job(**sound())
    assert (blocked.value.code, server.reached()) == ("undecidable", 0)
    policylint.guard(client, budget=10, ledger=ledger, price=lambda job: amount, mode="warn")
    client.create_training_job(**sound())
    assert server.reached() == 1


def test_whoever_interrupts_the_question_gets_the_money_back(server: Server, ledger: Path) -> None:
    ours, theirs = pty.openpty()
    asking = subprocess.Popen(
        [sys.executable, "-c", ASKING, server.url, str(ledger)],
        cwd=ROOT,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    question = b""
    while b"[y/N]" not in question:
        question += os.read(ours, 1024)
    asking.send_signal(signal.SIGINT)
    asking.communicate(timeout=900)
    os.close(ours)
    assert asking.returncode != 0
    assert states(ledger) == ["released"]
    assert server.requests == []
