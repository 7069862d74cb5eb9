"""Nothing that is drawn makes policylint fail, and what once did no longer does; see `tests.fuzzing`."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import deep
from tests.fuzzing.fixes import fixable, wrong
from tests.fuzzing.runs import Case, case, emptied, faults, read_back, run, written_down

KEPT = sorted((Path(__file__).parent / "corpus").glob("*.json"))


def test_what_once_failed_no_longer_does(tmp_path: Path) -> None:
    assert KEPT
    for path in KEPT:
        kept = read_back(path.read_text("utf-8"))
        assert not [*faults(kept, run(kept, emptied(tmp_path / "work")))], path.name


# Together some two minutes in the deep run; a case is a command on up to forty files.
@settings(max_examples=200 if deep() else 4)
@given(st.randoms(use_true_random=False))
def test_nothing_drawn_makes_it_fail(tmp_path_factory: pytest.TempPathFactory, dice: Random) -> None:
    drawn = case(dice)
    found = [*faults(drawn, run(drawn, emptied(tmp_path_factory.getbasetemp() / "fuzzed")))]
    assert not found, written_down(drawn)


@settings(max_examples=200 if deep() else 4)
@given(st.randoms(use_true_random=False))
def test_no_fix_does_harm(tmp_path_factory: pytest.TempPathFactory, dice: Random) -> None:
    drawn = fixable(dice)
    _, found = wrong(drawn, tmp_path_factory.getbasetemp() / "fixed")
    assert not found, drawn


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_a_case_can_be_kept(dice: Random) -> None:
    drawn: Case = case(dice)
    assert read_back(written_down(drawn)) == drawn
