"""The demonstration in examples/pull-request is true: its comment is what its base and head amount to."""

import shutil
from pathlib import Path

import pytest

from tests.cli import policylint
from tests.golden import assert_golden
from tests.repository import Repository

EXAMPLE = Path(__file__).parent.parent / "examples" / "pull-request"


@pytest.mark.golden
def test_the_comment_is_what_comes_of_the_change(tmp_path: Path) -> None:
    repository = Repository.made(tmp_path)
    shutil.copytree(EXAMPLE / "base", tmp_path, dirs_exist_ok=True)
    repository.commit("base")
    repository.git("switch", "--quiet", "--create", "bigger-ranking")
    shutil.rmtree(tmp_path / "jobs")
    shutil.copytree(EXAMPLE / "head", tmp_path, dirs_exist_ok=True)
    repository.commit("head")
    outcome = policylint("review", "jobs", "--base", "main", cwd=tmp_path)
    assert (outcome.code, outcome.err) == (1, "")
    assert_golden(outcome.out, EXAMPLE / "comment.md")
