"""The gate has no side door: text that may be shown is made in three places, and printed in one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import policylint

PACKAGE = Path(policylint.__file__).parent
FILES = {
    file.relative_to(PACKAGE).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in PACKAGE.rglob("*.py")
}
MAKERS = {"shown.py", "secrets/redaction.py"}
# Renderers whose values are shown text: formats, and the two files that findings are accepted by.
RENDERING = ("reports/", "rule_page.py", "suppressions/baseline.py", "suppressions/waivers.py")
# What is policylint's own though it is not a literal: a fault by its line of code, a notebook's cell by its number.
OWN = {
    ast.unparse(ast.parse(text)) for text in ('f"policylint failed with {where(error)}"', 'f"this is {here.within}"')
}
STREAMS = {"commands/console.py", "guards/prompt.py", "guards/startup/sitecustomize.py", "schema/sync.py"}


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node


@pytest.mark.parametrize("made", ["Shown", "ShownFinding", "ShownRelated"])
def test_shown_text_is_made_by_the_gate_alone(made: str) -> None:
    makers = {file for file, tree in FILES.items() for name, _ in called(tree) if name == made}
    placed = {"sources/placing.py"} if made == "ShownRelated" else set()  # whose words are policylint's own
    assert makers - placed <= MAKERS
    assert makers


def test_nothing_is_cast_to_shown_text() -> None:
    casts = [
        file
        for file, tree in FILES.items()
        for name, call in called(tree)
        if name == "cast" and "Shown" in ast.unparse(call)
    ]
    assert casts == []


def test_own_words_are_literals() -> None:
    for file, tree in FILES.items():
        for name, call in called(tree):
            if name == "own":
                (words,) = call.args
                assert isinstance(words, ast.Constant) or ast.unparse(words) in OWN, f"{file}:{call.lineno}"


def test_only_formats_render() -> None:
    for file, tree in FILES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any("renders" in ast.unparse(one) for one in node.decorator_list):
                assert file.startswith(RENDERING), f"{file}:{node.lineno}"


def test_what_shows_text_takes_no_other() -> None:
    from typing import get_type_hints

    from policylint.commands import console
    from policylint.commands.options import write
    from policylint.finding import ShownFinding
    from policylint.shown import Shown

    for function in (console.out, console.err, console.plain_err, write):
        assert get_type_hints(function)["text"] is Shown
    hints = get_type_hints(ShownFinding)
    assert [name for name in ("path", "message", "help", "job", "file", "owner") if hints[name] is not Shown] == []


def test_nothing_is_printed_past_the_console() -> None:
    for file, tree in FILES.items():
        if file in STREAMS:
            continue
        for name, call in called(tree):
            assert name != "print", f"{file}:{call.lineno}"
            assert not ast.unparse(call.func).startswith(("sys.stdout.write", "sys.stderr.write")), (
                f"{file}:{call.lineno}"
            )
