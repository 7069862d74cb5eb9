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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["check", "--foramt", "json"],
            "no option is called '--foramt': did you mean '--format'?; see",
        ),
        (
            ["policies", "show", "baseline", "--envirnment=x"],
            "did you mean '--environment'?; see `policylint policies",
        ),
        (["lint", "jobs"], "no command is called 'lint': did you mean 'check'?"),
        (["chekc"], "no command is called 'chekc': did you mean 'check'?"),
        (["rules", "more"], "unexpected argument 'more'"),
        (
            ["check", "--output", "report.foo"],
            "--output report.foo: .foo stands for no format; write FORMAT=",
        ),
        (["check", "--output", "report"], "--output report: without a suffix it says no format"),
        (
            ["check", "--region", "us-east1"],
            "'us-east1', which is not an AWS Region: did you mean 'us-east-1'?",
        ),
        (["check", "--region", "us-esat-1"], "did you mean 'us-east-1'?"),
        (["check", "--account", "123"], "account is '123', which is not an AWS account: it has 12 digits"),
    ],
)
def test_what_is_misspelt_gets_the_nearest_name(tmp_path: Path, arguments: list[str], says: str) -> None:
    outcome = policylint(*arguments, cwd=tmp_path)
    assert outcome.code == 2
    assert says in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_closed_set_of_environments_refuses_others(tmp_path: Path) -> None:
    (tmp_path / "policylint.toml").write_text('environments = ["dev", "prod"]\n')
    outcome = policylint("check", "--environment", "prd", cwd=tmp_path)
    assert outcome.code == 2
    assert "environment is 'prd', which is none of `environments`: did you mean 'prod'?" in outcome.err
    (tmp_path / "policylint.toml").write_text(
        'environments = ["dev", "prod"]\n[[facts]]\nfiles = "jobs/"\nenvironment = "pord"\n'
    )
    assert "facts for jobs/: environment is 'pord'" in policylint("check", cwd=tmp_path).err


@pytest.mark.parametrize(
    "region", ["eu-central-1", "us-gov-west-1", "us-iso-east-1", "ap-southeast-9", "eusc-de-east-1"]
)
def test_regions_that_are_new_to_the_tables_are_taken(tmp_path: Path, region: str) -> None:
    assert "not an AWS Region" not in policylint("check", "--region", region, cwd=tmp_path).err
