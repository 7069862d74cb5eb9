"""The tests' own way to run the program, by forks, is held to the one that users have: a new process."""

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cli import Streams, in_a_fork, in_a_new_process, policylint
from tests.requests import minimal_job

Run = tuple[int, bytes, bytes]
Runner = Callable[[Sequence[str], Path, dict[str, str], Streams], int]
BAD = json.dumps(minimal_job({"TrainingJobName": "schöne_grüße", "EnableManagedSpotTraining": True}))

needs_forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def both(arguments: Sequence[str], cwd: Path, stdin: bytes, **environment: str) -> tuple[Run, Run]:
    """Exit code, output and error output of a fork and of a new process."""
    environ = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **environment}
    fork, new = (_run(run, arguments, cwd, stdin, environ) for run in (in_a_fork, in_a_new_process))
    return fork, new


def _run(run: Runner, arguments: Sequence[str], cwd: Path, stdin: bytes, environ: dict[str, str]) -> Run:
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        source.write(stdin)
        source.seek(0)
        code = run(arguments, cwd, environ, (source, out, err))
        out.seek(0)
        err.seek(0)
        return code, out.read(), err.read()


@needs_forks
@pytest.mark.parametrize(
    ("arguments", "environment", "code"),
    [
        pytest.param(["check", "job.json"], {}, 1, id="findings"),
        pytest.param(["check", "-"], {}, 1, id="standard input"),
        pytest.param(["check", "job.json", "--output-format", "sarif"], {}, 1, id="a format that is imported late"),
        pytest.param(["check", "job.json", "--fail-on", "never"], {"POLICYLINT_FORMAT": "x"}, 2, id="a usage error"),
        pytest.param(["check", "job.json"], {"POLICYLINT_IGNORE": "SM"}, 0, id="a setting from the environment"),
        pytest.param(["check", "job.json"], {"POLICYLINT_POLICIES": "baseline"}, 1, id="policies"),
        pytest.param(["check", "nowhere.json"], {}, 2, id="no file"),
        pytest.param(["cost", "job.json", "--explain"], {}, 0, id="cost"),
        pytest.param(["--version"], {}, 0, id="version"),
        pytest.param(["check", "--help"], {"COLUMNS": "70"}, 0, id="help"),
        pytest.param([], {}, 2, id="no command"),
        pytest.param(["chekc"], {}, 2, id="no such command"),
    ],
)
def test_a_fork_gives_what_a_new_process_gives(
    arguments: list[str], environment: dict[str, str], code: int, tmp_path: Path
) -> None:
    (tmp_path / "job.json").write_text(BAD, "utf-8")
    fork, new = both(arguments, tmp_path, BAD.encode(), **environment)
    assert fork == new
    assert new[0] == code


@needs_forks
def test_nothing_passes_from_one_run_to_the_next(tmp_path: Path) -> None:
    """The same relative names in two folders: whatever the first run kept in memory, the second does not see it."""
    for name, ignored in (("one", "SM"), ("two", "SEC")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "job.json").write_text(BAD, "utf-8")
        (tmp_path / name / "policylint.toml").write_text(f'ignore = ["{ignored}"]\n')
    runs = [policylint("check", "job.json", cwd=tmp_path / name).code for name in ("one", "two", "one")]
    assert runs == [0, 1, 0]


def test_what_only_an_interpreter_reads_at_its_start_gets_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(BAD, "utf-8")
    shown = policylint("check", "job.json", cwd=tmp_path, PYTHONIOENCODING="utf-8", PYTHONWARNDEFAULTENCODING="0")
    assert "schöne" in shown.out
