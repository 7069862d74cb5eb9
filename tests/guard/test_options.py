"""The guard's options, each declared once: what follows from the declaration, and that docs/guard.md has it."""

import inspect
import os
import pydoc
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

import policylint
from policylint.guards.options import GuardOptions, declared, variable, written
from policylint.settings.option import ConfigError
from tests.cli import policylint as run

ROOT = Path(__file__).parent.parent.parent
TEXT = {
    "mode": ("audit", "audit"),
    "confirm_over": ("10", 10.0),
    "budget": ("12.5", 12.5),
    "project": ("churn", "churn"),
    "ledger": ("/tmp/ledger.sqlite3", Path("/tmp/ledger.sqlite3")),
    "audit": ("/tmp/audit.jsonl", Path("/tmp/audit.jsonl")),
    "on_error": ("warn", "warn"),
    "folder": ("/srv", Path("/srv")),
}


@pytest.mark.parametrize("name", declared())
def test_every_option_is_documented_with_its_variable(name: str) -> None:
    shown = variable(name) if name in written() else "POLICYLINT_CONFIG" if name == "config" else ""
    row = f"| `{name}` | {f'`{shown}`' if shown else ''} |".replace("  |", " |")
    assert row in (ROOT / "docs" / "guard.md").read_text("utf-8")


@pytest.mark.parametrize("name", declared())
def test_help_shows_every_option_and_its_meaning(name: str) -> None:
    shown = pydoc.plain(pydoc.render_doc(policylint.guard))
    assert name in inspect.signature(policylint.guard).parameters
    assert f"{name}: {declared()[name].meaning}." in shown


def test_options_that_are_text_are_those_tried_here() -> None:
    assert set(TEXT) == set(written())


@pytest.mark.parametrize(("name", "text", "value"), [(name, *pair) for name, pair in TEXT.items()])
def test_an_option_is_taken_from_its_variable_unless_it_is_given(name: str, text: str, value: object) -> None:
    environ = {variable(name): text}
    default = asdict(GuardOptions())[name]
    assert asdict(GuardOptions.read({}, environ))[name] == value != default
    assert asdict(GuardOptions.read({name: None}, environ))[name] == value
    assert asdict(GuardOptions.read({}, {variable(name): ""}))[name] == default
    assert asdict(GuardOptions.read({name: text}, {variable(name): "another"}))[name] == value


@pytest.mark.parametrize("name", TEXT)
def test_exec_has_an_option_for_each(name: str, tmp_path: Path) -> None:
    shown = run("exec", "--help", cwd=tmp_path).out
    assert f"--{name.replace('_', '-')}" in shown
    assert f"[${variable(name)}]" in shown


def test_an_option_or_variable_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TypeError, match="'budgets'"):
        policylint.guard(budgets=5)  # type: ignore[call-arg]
    monkeypatch.setenv("POLICYLINT_GUARD_BUDGETS", "5")
    with pytest.raises(ConfigError, match="did you mean 'POLICYLINT_GUARD_BUDGET'"):
        policylint.guard()


# The folder for state ------------------------------------------------------------------------------------------------


def test_files_stand_in_the_folder_for_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = tmp_path / "state" / "policylint"
    assert (GuardOptions().ledger_address, GuardOptions().audit_file) == (
        state / "ledger.sqlite3",
        state / "audit.jsonl",
    )
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert GuardOptions().ledger_address == tmp_path / ".local" / "state" / "policylint" / "ledger.sqlite3"


def test_a_relative_folder_for_state_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "state")  # which XDG's specification says to ignore
    monkeypatch.setenv("HOME", str(tmp_path))
    assert GuardOptions().ledger_address == tmp_path / ".local" / "state" / "policylint" / "ledger.sqlite3"


NOBODY = """
import os, platformdirs, policylint
from policylint.guards.options import GuardOptions
os.setuid(54321)  # whom the system does not know, as in containers
for given in ({"budget": 5}, {"budget": 5, "ledger": "/tmp/ledger"}, {}):
    try:
        print(GuardOptions.read(given).ledger)
    except ValueError as error:
        print(error)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user whom the system does not know")
def test_without_any_folder_for_state_a_file_must_be_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOBODY],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "this user has no folder for state (HOME is not set); name a file by the guard's ledger",
        "/tmp/ledger",
        "None",
    ]
