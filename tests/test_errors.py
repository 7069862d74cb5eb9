"""The tree of errors: what its docstring draws is what there is, and every door ends with the class's exit code."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import policylint
from policylint import cli, errors
from policylint.errors import PolicylintError

SCRIPTS = ("policylint.__main__", "policylint.guards.startup.sitecustomize")


def classes(root: type[PolicylintError]) -> Iterator[type[PolicylintError]]:
    for child in root.__subclasses__():
        yield child
        yield from classes(child)


def drawn() -> dict[str, tuple[str, set[str]]]:
    """Each class of the drawing: its parent in the tree, and the bases beside it."""
    found: dict[str, tuple[str, set[str]]] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        entry = re.match(r"( {4,16})([A-Z]\w+)(?: \((\w+)\))?(?: {2,}|$| [a-z])", line)
        if entry is None:
            continue
        depth = len(entry[1]) // 4 - 1
        path[depth:] = [entry[2]]
        if depth:
            found[entry[2]] = path[depth - 1], {entry[3]} if entry[3] else set()
    return found


def test_the_tree_is_the_one_drawn() -> None:
    for module in pkgutil.walk_packages(policylint.__path__, "policylint."):
        if module.name not in SCRIPTS:
            importlib.import_module(module.name)
    real = {
        child.__name__: (
            next(base.__name__ for base in child.__bases__ if issubclass(base, PolicylintError)),
            {base.__name__ for base in child.__bases__ if not issubclass(base, PolicylintError)},
        )
        for child in classes(PolicylintError)
        if child.__module__.startswith("policylint.")
    }
    assert drawn() == real


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["chek", "."], id="the command line"),
        pytest.param(["check", "--isolated", "--select", "SM9", "."], id="a rule"),
        pytest.param(["check", "--config", "nowhere.toml", "."], id="a configuration"),
        pytest.param(["check", "--isolated", "--policies", "./nowhere", "."], id="a pack"),
        pytest.param(["check", "--isolated", "--changed-since", "HEAD", "."], id="git"),
        pytest.param(["schema", "show", "RoleAn"], id="a member"),
        pytest.param(["sweep", "--isolated", "nowhere.yaml"], id="a sweep"),
        pytest.param(["eval", "--isolated", "duration('90')", "nowhere.json"], id="an expression"),
        pytest.param(["pricing", "load", "nowhere.json"], id="an offer file"),
    ],
)
def test_what_cannot_be_used_is_an_exit_code_and_a_message(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("policylint: ")
    assert "policylint's own" not in shown


class Bankrupt(PolicylintError):
    exit_code = 7


def test_the_exit_code_is_the_classes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(_: object) -> int:
        raise Bankrupt("the till is empty")

    monkeypatch.setattr("policylint.commands.rules.run", refuse)
    assert cli.main(["rules"]) == 7
    assert capsys.readouterr().err == "policylint: the till is empty\n"


def test_a_fault_of_our_own_shows_its_line_and_no_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise ValueError("hunter2")

    monkeypatch.setattr("policylint.commands.rules.run", fail)
    assert cli.main(["rules"]) == 2
    shown = capsys.readouterr().err
    assert re.fullmatch(
        r"policylint: a fault of policylint's own: ValueError at test_errors.py:\d+; please report it\n", shown
    )
