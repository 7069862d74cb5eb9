"""Faulty packs: what is said about each, word for word and place for place, in the text beside it."""

from pathlib import Path

import pytest

from policylint.authored.fault import AuthoredError
from policylint.policies.rules import load
from tests.golden import assert_golden

FAULTY = Path(__file__).with_name("faulty")
PACKS = sorted(FAULTY.glob("*.yaml"))


@pytest.mark.golden
@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.stem)
def test_a_faulty_pack_is_refused_in_so_many_words(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTY)
    with pytest.raises(AuthoredError) as refused:
        load([pack.name])
    assert_golden(f"{refused.value}\n", pack.with_suffix(".txt"))


def test_there_are_enough_of_them() -> None:
    assert len(PACKS) >= 40
    assert {golden.stem for golden in FAULTY.glob("*.txt")} == {pack.stem for pack in PACKS}
