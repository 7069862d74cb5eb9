"""Files written as a whole or not at all."""

import stat
from pathlib import Path

import pytest

from policylint.atomic import replace


def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "books" / "prices.csv"
    replace(file, b"a\n")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"a\n", 0o644)
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("old")
    file.chmod(mode)
    replace(file, b"new")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", mode)


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "prices.csv"
    folder.mkdir()
    with pytest.raises(OSError, match=r"prices\.csv"):
        replace(folder, b"new")
    assert list(tmp_path.iterdir()) == [folder]
