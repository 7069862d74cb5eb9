"""What `Blocked` says, shows and carries: never a secret, in no form."""

import atexit
import concurrent.futures
import copy
import importlib
import json
import logging
import multiprocessing
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import policylint
from policylint import Blocked
from tests.guard.in_processes import submit_faulty
from tests.guard.server import Server
from tests.guard.submitted_jobs import SECRET, SECRET_KEY, faulty, sound, with_secret


def blocked_by(client: Any, request: dict[str, Any]) -> Blocked:
    with pytest.raises(Blocked) as caught:
        client.create_training_job(**request)
    return caught.value


@pytest.mark.parametrize("mode", ["enforce", "warn", "audit"])
def test_no_secret_gets_out(
    server: Server, tmp_path: Path, mode: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    client = server.client()
    policylint.guard(client, mode=mode, audit=tmp_path / "audit.jsonl")
    request = {**with_secret(), "TrainingJobName": f"job-{SECRET}_"}
    told: list[str] = []
    with caplog.at_level(logging.DEBUG, logger="policylint"):
        if mode == "enforce":
            blocked = blocked_by(client, request)
            told += [str(blocked), repr(blocked), blocked._repr_html_(), *blocked._render_traceback_()]
            told += [repr(blocked.report), blocked.report._repr_html_(), repr(vars(blocked))]
            told += [
                pickle.dumps(blocked, protocol).decode("latin-1") for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
            ]
            told += ["".join(traceback.format_exception(blocked))]
            assert {finding.rule for finding in blocked.report.findings} >= {"SEC1001", "SM1006"}
        else:
            client.create_training_job(**request)
    told += [caplog.text, *capsys.readouterr(), (tmp_path / "audit.jsonl").read_text()]
    for text in told:
        assert SECRET not in text
        assert SECRET_KEY not in text
    assert "job-***" in (tmp_path / "audit.jsonl").read_text()


def test_it_comes_out_of_a_pickle_as_it_went_in(server: Server) -> None:
    client = server.client()
    policylint.guard(client)
    blocked = blocked_by(client, faulty())
    for again in (pickle.loads(pickle.dumps(blocked)), copy.copy(blocked), copy.deepcopy(blocked)):
        assert (str(again), again.code, again.operation) == (str(blocked), blocked.code, blocked.operation)
        assert again.report.findings == blocked.report.findings
        assert again.report.ok is False
        assert again.report.ranked() == blocked.report.ranked()


def test_a_worker_process_can_raise_it(server: Server) -> None:
    spawning = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawning) as pool:
        error = pool.submit(submit_faulty, server.url).exception(timeout=900)
    assert isinstance(error, Blocked)
    assert [finding.rule for finding in error.report.findings] == ["SM1006"]
    assert server.requests == []


def test_many_findings_are_cut_short_in_the_message_and_whole_in_the_report(server: Server) -> None:
    client = server.client()
    policylint.guard(client)
    blocked = blocked_by(client, sound(Environment={f"{n}-x": "1" for n in range(30)}))
    assert len(blocked.report.findings) == 30
    assert str(blocked).splitlines()[-1] == "  and 10 more findings"
    assert str(blocked).count("\n") == 21


def test_html_shows_text_as_text(server: Server) -> None:
    client = server.client()
    policylint.guard(client)
    html = blocked_by(client, sound(TrainingJobName="<script>alert(1)</script>\u202e"))._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html
    assert html.count("<tr>") == 2


def _module(name: str) -> Any:
    return importlib.import_module(f"IPython.core.{name}")


def _shells() -> Any:
    return _module("interactiveshell").InteractiveShell


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    yield
    if _shells().initialized():  # or it would write its history when Python ends, into a folder that is gone by then
        atexit.unregister(_shells().instance().atexit_operations)
    _shells().clear_instance()


@pytest.mark.usefixtures("notebook")
def test_a_notebook_shows_the_words_and_no_traceback(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    client = server.client()
    policylint.guard(client)
    shell = _shells().instance()
    shell.user_ns.update(client=client, job=faulty())
    result = shell.run_cell("client.create_training_job(**job)")
    assert isinstance(result.error_in_exec, Blocked)
    shown = capsys.readouterr().out
    assert "policylint blocked CreateTrainingJob: 1 error" in shown
    assert "Traceback" not in shown
    assert "botocore" not in shown


@pytest.mark.usefixtures("notebook")
def test_a_notebook_shows_warnings_as_html(server: Server) -> None:
    client = server.client()
    policylint.guard(client, mode="warn")
    shell = _shells().instance()
    shell.display_pub = _module("displaypub").CapturingDisplayPublisher()
    shell.kernel = object()  # what tells a notebook's shell from a terminal's
    client.create_training_job(**faulty())
    [output] = shell.display_pub.outputs
    assert "SM1006" in output["data"]["text/html"]
    assert server.reached() == 1


def test_a_report_shows_itself(server: Server) -> None:
    report = policylint.check(sound())
    assert "The request passes." in report._repr_html_()
    assert json.dumps(report._repr_html_())
