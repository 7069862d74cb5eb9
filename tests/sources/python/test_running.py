"""What is read of a program is what it sends when it runs, member by member, or it is unknown: never anything else."""

from collections.abc import Mapping
from random import Random
from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st

from policylint.sources.partial import Partial
from policylint.sources.python.source import CALLS, Program, SourceCall, program
from policylint.unknown import Unknown
from tests.sources.python.programs import Writer, run


def agrees(read: Any, real: Any) -> bool:
    """Whether what was read of a value is it, or leaves open what it is."""
    if isinstance(read, Unknown):
        return True
    if isinstance(read, dict):
        return isinstance(real, dict) and members_agree(read, real, whole=not isinstance(read, Partial))
    if isinstance(read, list):
        return isinstance(real, list) and len(read) == len(real) and all(map(agrees, read, real))
    return type(read) is type(real) and bool(read == real)


def members_agree(read: Mapping[Any, Any], real: Mapping[Any, Any], *, whole: bool) -> bool:
    """The same of members; an unknown one may be absent. `whole`: there are no others."""
    if whole and not real.keys() <= read.keys():
        return False
    return all(isinstance(item, Unknown) or (key in real and agrees(item, real[key])) for key, item in read.items())


def calls_by_line(found: Program) -> dict[int, list[SourceCall]]:
    by_line: dict[int, list[SourceCall]] = {}
    for index, call in enumerate(found[CALLS]):
        node = found.nodes[CALLS, index].value
        by_line.setdefault(getattr(node, "lineno", 0), []).append(call)
    return by_line


@settings(max_examples=150)
@given(st.integers(0, 10**9))
def test_a_program_sends_what_was_read_of_it(seed: int) -> None:
    text = Writer(Random(seed)).program()
    note(text)
    found = program(text, "<stdin>")
    read = calls_by_line(found)
    for unseen in range(3):
        for line, request in run(text, unseen):
            candidates = read.get(line, [])
            assert found.cut or any(members_agree(call, request, whole=call.more is None) for call in candidates), (
                line,
                request,
                candidates,
            )
