"""Settings: where they come from, which word wins, and what is said about those that cannot be used."""

from pathlib import Path

import pytest

from policylint.finding import Severity
from policylint.settings.config import Config
from policylint.settings.loading import describe, find, load
from policylint.settings.option import ConfigError
from tests.cli import policylint


def config_file(folder: Path, text: str, name: str = "policylint.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert load(environ={}, isolated=True).config == Config()


def test_the_stronger_word_wins(tmp_path: Path) -> None:
    file = config_file(tmp_path, 'fail-on = "note"\nregion = "eu-west-1"\nselect = ["SM1"]\n')
    settings = load(
        file, {"POLICYLINT_REGION": "us-east-1", "POLICYLINT_SELECT": "SM1001, SM1002"}, {"select": ["SM1003"]}
    )
    assert settings.config.fail_on is Severity.NOTE
    assert settings.config.region == "us-east-1"
    assert settings.config.select == ("SM1003",)
    origins = {name: origin for name, _, origin, _ in describe(settings)}
    assert origins["fail-on"] == str(file)
    assert origins["region"] == "environment variable POLICYLINT_REGION"
    assert origins["select"] == "command line"
    assert origins["ignore"] == "default"


def test_the_nearest_file_up_to_the_repository_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "jobs"
    inner.mkdir(parents=True)
    outside = config_file(tmp_path, "")
    assert find(inner) == outside
    (tmp_path / "repository" / ".git").mkdir()
    assert find(inner) is None
    project = config_file(tmp_path / "repository", "[tool.policylint]\n", "pyproject.toml")
    assert find(inner) == project
    own = config_file(tmp_path / "repository", "")
    assert find(inner) == own


def test_a_pyproject_of_other_tools_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    config_file(tmp_path, "[tool.ruff]\n", "pyproject.toml")
    assert find(tmp_path) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            'slect = ["SM1"]',
            "{}:1:1: unknown key 'slect': did you mean 'select'?\n    1 | slect = [\"SM1\"]\n      | ^^^^^",
            id="misspelled setting",
        ),
        pytest.param(
            '\n  fail-on = "warn"',
            "{}:2:13: fail-on is 'warn': did you mean 'warning'? It is one of error, warning, note\n"
            '    2 |   fail-on = "warn"\n      |             ^^^^^^',
            id="wrong value",
        ),
        pytest.param(
            '[[facts]]\nfiles = "a"\nenviroment = "prod"',
            "{}:3:1: unknown key 'enviroment': did you mean 'environment'?\n"
            '    3 | enviroment = "prod"\n      | ^^^^^^^^^^',
            id="misspelled key of a table",
        ),
        pytest.param(
            '[[suppressions]]\nfiles = "a.json"',
            "{}:1:3: the key 'reason' of suppressions[0] is missing\n    1 | [[suppressions]]\n      |   ^^^^^^^^^^^^",
            id="no reason",
        ),
        pytest.param(
            "select = [", "{}:1:11: not TOML: invalid value\n    1 | select = [\n      |           ^", id="no TOML"
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    file = config_file(tmp_path, text)
    with pytest.raises(ConfigError) as error:
        load(file, {})
    assert str(error.value) == message.format(file)


def test_an_unknown_variable_is_an_error() -> None:
    with pytest.raises(ConfigError, match="did you mean 'POLICYLINT_FAIL_ON'"):
        load(environ={"POLICYLINT_FAILON": "error"}, isolated=True)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load(tmp_path / "nowhere.toml", {})


def test_config_show_prints_every_setting(tmp_path: Path) -> None:
    config_file(tmp_path, '[[facts]]\nfiles = "prod/**"\nenvironment = "prod"\n')
    outcome = policylint("config", "show", cwd=tmp_path, POLICYLINT_FAIL_ON="warning")
    assert outcome.code == 0
    assert 'fail-on = "warning"  # environment variable POLICYLINT_FAIL_ON' in outcome.out
    assert f'facts = [{{"files" = "prod/**", "environment" = "prod"}}]  # {tmp_path / "policylint.toml"}' in outcome.out
    assert "region = unset  # default" in outcome.out


def test_the_command_line_reports_an_unusable_file_in_a_line(tmp_path: Path) -> None:
    file = config_file(tmp_path, "max-file-size = 'big'")
    outcome = policylint("config", "show", cwd=tmp_path)
    assert outcome.code == 2
    assert outcome.err == (
        f"policylint: {file}:1:17: max-file-size must be a whole number\n"
        "    1 | max-file-size = 'big'\n      |                 ^^^^^\n"
    )


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("OUTPUT_FORMAT", "jsom", "no report format is called 'jsom': did you mean 'json'?"),
        ("SECRET_FALSE_ALARMS", "inf", "secret-false-alarms must be a finite number of at least 0"),
        ("SECRET_FALSE_ALARMS", "nan", "secret-false-alarms must be a finite number of at least 0"),
        ("SECRET_FALSE_ALARMS", "-1", "secret-false-alarms must be a finite number of at least 0"),
        ("MAX_FILE_SIZE", "-5", "max-file-size must be at least 1 byte"),
    ],
)
def test_values_that_no_run_can_use_are_refused(tmp_path: Path, variable: str, value: str, words: str) -> None:
    (tmp_path / "job.json").write_text("{}")
    outcome = policylint("check", "job.json", cwd=tmp_path, **{f"POLICYLINT_{variable}": value})
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"policylint: environment variable POLICYLINT_{variable}: ")
    assert words in outcome.err


def test_the_key_of_fingerprints_is_shown_nowhere(tmp_path: Path) -> None:
    config_file(tmp_path, "fingerprint-key = 48151623\n")
    assert "48151623" not in policylint("config", "show", cwd=tmp_path).err
    config_file(tmp_path, 'fingerprint-key = "48151623"\n')
    assert "48151623" not in policylint("config", "show", cwd=tmp_path).out


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ('region = "us-east1"\n', "1:10", "'us-east1' is not an AWS Region: did you mean 'us-east-1'?"),
        ('[[facts]]\nfiles = "a"\naccount = "123"\n', "3:11", "'123' is not an AWS account id, which has 12 digits"),
        ('environments = ["dev", "prod"]\nenvironment = "prd"\n', "2:15", "called 'prd': did you mean 'prod'?"),
        ('environments = ["dev"]\n[[facts]]\nfiles = "a"\nenvironment = "x"\n', "4:15", "'x'; known here: dev"),
    ],
)
def test_facts_that_there_are_none_of_are_refused(tmp_path: Path, text: str, where: str, words: str) -> None:
    (tmp_path / "policylint.toml").write_text(text)
    outcome = policylint("check", ".", cwd=tmp_path)
    assert outcome.code == 2
    assert f"policylint.toml:{where}: " in outcome.err
    assert words in outcome.err


def test_a_further_region_of_an_area_that_has_one_is_taken(tmp_path: Path) -> None:
    assert policylint("config", "show", "--region", "eu-west-9", cwd=tmp_path).code == 0
