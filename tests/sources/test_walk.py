"""Finding files: what is named, what is below folders, what is skipped, and what leads nowhere."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from policylint.finding import Finding
from policylint.settings.config import DEFAULT_EXCLUDE
from policylint.sources.walk import Found, find


def make(folder: Path, *files: str, **contents: str) -> None:
    for name in files:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(contents.get(name, ""))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def walk(
    *paths: str,
    exclude: Sequence[str] = (),
    root: Path | None = None,
    respect_gitignore: bool = True,
    passed: list[str] | None = None,
) -> list[str]:
    """The names found; those named outright with a !, findings with their words."""
    told: list[str] = [] if passed is None else passed
    found = find(
        paths, exclude=exclude, root=root or Path.cwd(), respect_gitignore=respect_gitignore, passed=told.append
    )
    return [_shown(item) for item in found]


def _shown(item: Found | Finding) -> str:
    if isinstance(item, Finding):
        assert item.rule == "LINT1001"
        return f"{item.file}: {item.message}"
    return f"{item.file}!" if item.explicit else item.file


def test_a_folder_is_searched_in_the_order_of_names(folder: Path) -> None:
    make(folder, "b.json", "a/z.yaml", "a/b/c.yml", "a/B.jsonl", "c.NDJSON", "readme.md", ".hidden/d.json", "a-b.json")
    expected = [".hidden/d.json", "a/B.jsonl", "a/b/c.yml", "a/z.yaml", "a-b.json", "b.json", "c.NDJSON"]
    assert walk(".") == expected
    assert walk(str(folder)) == [str(folder / name) for name in expected]
    assert walk("./a/") == ["a/B.jsonl", "a/b/c.yml", "a/z.yaml"]


def test_a_named_file_is_always_checked(folder: Path) -> None:
    make(folder, "readme.md", "venv/a.json", ".gitignore", **{".gitignore": "*.json"})
    assert walk("readme.md", "venv/a.json", "-", exclude=["venv"]) == ["readme.md!", "venv/a.json!", "<stdin>!"]


def test_each_file_is_checked_once(folder: Path) -> None:
    make(folder, "a/b.json", "c.json")
    (folder / "link.json").symlink_to("c.json")
    assert walk("a", "./a/b.json", "a/../a/b.json", "a", "-", "-") == ["a/b.json!", "<stdin>!"]
    assert walk(".") == ["a/b.json", "c.json"]
    assert walk("link.json", "c.json") == ["link.json!"]


def test_a_hard_link_is_a_file_of_its_own(folder: Path) -> None:
    make(folder, "dev/a.json", "prod/a.json")
    os.link(folder / "dev/a.json", folder / "dev/b.json")
    assert walk(".") == ["dev/a.json", "dev/b.json", "prod/a.json"]


def test_linked_folders_are_searched_once_and_loops_end(folder: Path) -> None:
    make(folder, "jobs/real/a.json", "elsewhere/b.json")
    (folder / "jobs/alias").symlink_to("real")
    (folder / "jobs/real/up").symlink_to("..")
    (folder / "jobs/other").symlink_to(folder / "elsewhere")
    (folder / "jobs/self.json").symlink_to("self.json")
    passed: list[str] = []
    assert walk("jobs", passed=passed) == ["jobs/real/a.json", "jobs/other/b.json", "jobs/self.json"]
    assert sorted(passed) == ["jobs/alias", "jobs/real/up"]


def test_a_file_goes_by_its_own_name_and_not_by_that_of_a_link(folder: Path) -> None:
    make(folder, "b/a.json", "c/d.json")
    (folder / "a").symlink_to("b")
    (folder / "b" / "first.json").symlink_to("../c/d.json")
    assert walk("a", "b", "c") == ["a/a.json", "c/d.json"]
    assert walk(".") == ["b/a.json", "c/d.json"]


def test_what_git_ignores_is_passed_over(folder: Path) -> None:
    (folder / ".git/info").mkdir(parents=True)
    make(folder, ".gitignore", **{".gitignore": "*.tmp.json\n/out/\n!keep.tmp.json\n\\\n"})
    make(folder, ".git/info/exclude", **{".git/info/exclude": "private/\nsecret.json\n"})
    make(folder, "jobs/.gitignore", **{"jobs/.gitignore": "a*.json\n!/out/\n!secret.json\n"})
    make(folder, ".git/config.json", "a.tmp.json", "keep.tmp.json", "out/b.json", "private/c.json", "secret.json")
    make(folder, "jobs/abc.json", "jobs/out/b.json", "jobs/secret.json", "jobs/x.tmp.json", "jobs/deep/private/c.json")
    expected = ["jobs/out/b.json", "jobs/secret.json", "keep.tmp.json"]
    assert walk(".", exclude=DEFAULT_EXCLUDE) == expected
    assert walk("jobs", exclude=DEFAULT_EXCLUDE) == expected[:2]
    everything = [file.relative_to(folder).as_posix() for file in folder.rglob("*.json") if ".git" not in file.parts]
    assert walk(".", exclude=DEFAULT_EXCLUDE, respect_gitignore=False) == sorted(everything)


def test_a_repository_within_another_has_rules_of_its_own(folder: Path) -> None:
    (folder / ".git").mkdir()
    make(folder, ".gitignore", "a.json", **{".gitignore": "*.json"})
    make(folder, "inner/.git", "inner/a.json", "inner/b.json", "inner/.gitignore", **{"inner/.gitignore": "b.json"})
    assert walk(".") == ["inner/a.json"]
    assert walk("inner") == ["inner/a.json"]


def test_ignore_files_count_without_a_repository(folder: Path) -> None:
    make(folder, ".gitignore", "a.json", "jobs/b.json", **{".gitignore": "b.json"})
    assert walk(".") == ["a.json"]
    assert walk("jobs") == ["jobs/b.json"]  # above the folder named only a repository's rules reach


def test_a_folder_that_is_named_is_searched_though_it_is_ignored(folder: Path) -> None:
    (folder / ".git").mkdir()
    make(folder, ".gitignore", "out/jobs/a.json", "out/jobs/b.bak.json", **{".gitignore": "out/\n*.bak.json\n"})
    assert walk(".") == []
    assert walk("out") == ["out/jobs/a.json"]
    assert walk("out/jobs", exclude=["out/jobs", "*.bak.*"]) == ["out/jobs/a.json"]
    assert walk("out", exclude=["out/jobs"]) == []


@pytest.mark.parametrize(
    ("exclude", "expected"),
    [
        ([], ["a.json", "jobs/a.json", "jobs/old/b.json", "venv/c.json"]),
        (["venv"], ["a.json", "jobs/a.json", "jobs/old/b.json"]),
        (["a.json"], ["jobs/old/b.json", "venv/c.json"]),
        (["/a.json"], ["jobs/a.json", "jobs/old/b.json", "venv/c.json"]),
        (["jobs/*", "!jobs/old"], ["a.json", "jobs/old/b.json", "venv/c.json"]),
        (["jobs/**/*.json", "venv"], ["a.json"]),
        (["old/", "\\"], ["a.json", "jobs/a.json", "venv/c.json"]),
        (["nowhere", "*.txt"], ["a.json", "jobs/a.json", "jobs/old/b.json", "venv/c.json"]),
    ],
)
def test_exclude(folder: Path, monkeypatch: pytest.MonkeyPatch, exclude: list[str], expected: list[str]) -> None:
    make(folder, "a.json", "jobs/a.json", "jobs/old/b.json", "venv/c.json")
    assert walk(".", exclude=exclude) == expected
    monkeypatch.chdir(folder / "jobs")  # the globs count from the root, wherever policylint is called
    below = [name.removeprefix("jobs/") for name in expected if name.startswith("jobs/")]
    assert walk(".", exclude=exclude, root=folder) == below


def test_what_leads_nowhere(folder: Path) -> None:
    make(folder, "jobs/train.json")
    (folder / "jobs/broken.json").symlink_to("nothing.json")
    assert walk("jobs/trian.json") == ["jobs/trian.json: there is no such file or folder: did you mean 'train.json'?"]
    assert walk("nowhere/x") == ["nowhere/x: there is no such file or folder"]
    [finding] = find(["jobs/*.json"], exclude=[], root=folder, respect_gitignore=True)
    assert isinstance(finding, Finding)
    assert "the shell" in finding.help
    # A link to nothing is there, and reading it says what is wrong.
    assert walk("jobs/broken.json") == ["jobs/broken.json!"]
    assert walk("jobs") == ["jobs/train.json", "jobs/broken.json"]


def test_a_folder_may_be_called_like_a_file(folder: Path) -> None:
    make(folder, "x.json/y.json")
    assert walk("x.json") == ["x.json/y.json"]
    assert walk(".") == ["x.json/y.json"]


def test_a_name_that_is_no_text(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.json")
    make(folder, name, f"{os.fsdecode(b'd')}/{name}")
    (folder / ".gitignore").write_bytes(b"/caf\xe9.json\n")
    assert walk(".") == [f"d/{name}"]
    assert walk(name) == [f"{name}!"]


def test_names_that_stand_for_something_else(folder: Path) -> None:
    make(folder, "-", "<stdin>")
    assert walk("./-", "./<stdin>") == ["-!", "./<stdin>!"]


def test_a_folder_is_deeper_than_python_recurses(folder: Path) -> None:
    depth = 1100
    for level in range(1, depth + 1):
        Path("d/" * level).mkdir()
    make(folder, "d/" * depth + "x.json")
    try:
        assert walk(".") == ["d/" * depth + "x.json"]
    finally:  # what clears temporary folders away recurses
        Path("d/" * depth, "x.json").unlink()
        for level in range(depth, 0, -1):
            Path("d/" * level).rmdir()


def test_a_folder_that_vanishes_is_a_finding_and_the_others_go_on(folder: Path) -> None:
    make(folder, "a.json", "b/c.json", "d.json")
    found = find(["."], exclude=[], root=folder, respect_gitignore=True)
    assert next(found) == Found("a.json", explicit=False)
    (folder / "b/c.json").unlink()
    (folder / "b").rmdir()
    assert [_shown(item) for item in found] == ["b: there is no such file or folder", "d.json"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may enter everything")
def test_a_folder_that_may_not_be_entered(folder: Path) -> None:
    make(folder, "a/b.json", "c.json")
    (folder / "a").chmod(0)
    try:
        assert walk(".") == ["a: it cannot be read: permission denied", "c.json"]
    finally:
        (folder / "a").chmod(0o700)
