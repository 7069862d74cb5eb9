"""What is made from something else is fresh, and the generator says what is not."""

from pathlib import Path

import pytest

from scripts import generation, numbers, pages, pictures


def test_pages_numbers_and_pictures_are_fresh() -> None:
    """All but the comparison with other tools, which takes long; tests/test_coverage.py holds what it says of us."""
    assert [str(path) for path, _ in generation.stale([pages.pages, numbers.pages, pictures.pictures])] == [], (
        "run scripts/generate"
    )


def test_what_is_stale_or_left_over_is_found_written_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("same", "old", "left"):
        (tmp_path / f"{name}.md").write_text("as it was\n")

    def made() -> generation.Wanted:
        yield tmp_path / "same.md", "as it was\n"
        yield tmp_path / "old.md", "as it is\n"
        yield tmp_path / "folder" / "new.md", "new\n"

    monkeypatch.setattr(pages, "FOLDERS", (tmp_path,))
    monkeypatch.setattr(pages, "pages", made)
    found = list(generation.stale([made]))
    assert {path.name: text for path, text in found} == {"old.md": "as it is\n", "new.md": "new\n", "left.md": None}
    for path, text in found:
        generation.write(path, text)
    assert list(generation.stale([made])) == []
    assert not (tmp_path / "left.md").exists()


def test_the_generator_finds_every_test_of_a_golden_file() -> None:
    tests = [file for file in Path(__file__).parent.rglob("test_*.py") if file != Path(__file__)]
    comparing = {file.name for file in tests if "assert_golden(" in file.read_text("utf-8")}
    assert comparing <= {file.name for file in tests if "mark.golden" in file.read_text("utf-8")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("all 7 rules hold", "all {rules} rules hold", id="a number"),
        pytest.param("SM1007 rules", "SM1007 rules", id="part of a word"),
        pytest.param("```\n7 rules\n```\n7 rules\n", "```\n7 rules\n```\n{rules} rules\n", id="what a command printed"),
        pytest.param("7 rulers and 7 jobs", "7 rulers and 7 jobs", id="what is not counted"),
    ],
)
def test_numbers_are_counted(text: str, expected: str) -> None:
    assert numbers.counted(text) == expected.replace("{rules}", str(numbers.COUNTED["rules"]()))
