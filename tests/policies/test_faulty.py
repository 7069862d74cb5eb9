"""Faulty packs: what is said about each, word for word and place for place, in the text beside it.

`UPDATE_GOLDEN=1 pytest tests/policies/test_faulty.py` writes the texts anew; the difference is then to be read.
"""

import os
from pathlib import Path

import pytest

from policylint.authored.fault import AuthoredError
from policylint.policies.rules import load

FAULTY = Path(__file__).with_name("faulty")
PACKS = sorted(FAULTY.glob("*.yaml"))


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.stem)
def test_a_faulty_pack_is_refused_in_so_many_words(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTY)
    with pytest.raises(AuthoredError) as refused:
        load([pack.name])
    golden = pack.with_suffix(".txt")
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(f"{refused.value}\n", encoding="utf-8")
    assert f"{refused.value}\n" == golden.read_text(encoding="utf-8")


def test_there_are_enough_of_them() -> None:
    assert len(PACKS) >= 40
    assert {golden.stem for golden in FAULTY.glob("*.txt")} == {pack.stem for pack in PACKS}
