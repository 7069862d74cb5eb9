"""Detectors of one's own: read, tried on their own examples, used; and every way to get them wrong."""

import argparse
from pathlib import Path

import pytest

from policylint.authored.fault import AuthoredError
from policylint.commands import secrets as command
from policylint.job import TRAINING
from policylint.secrets.custom import read
from policylint.secrets.detectors import detectors
from policylint.secrets.settings import SecretSettings

GOOD = """
detectors:
  - id: acme-deploy-key
    name: Acme deploy key
    pattern: "acme_(?P<secret>[a-z0-9]{16})"
    keywords: [acme_]
    entropy: 2.5
    revoke: https://acme.example/keys
    examples:
      found: ["DEPLOY=acme_k3x9w1q8z7m5v2b4"]
      passed: ["acme_default", "acme_aaaaaaaaaaaaaaaa"]
"""


def written(folder: Path, text: str) -> str:
    file = folder / "detectors.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(arguments))


def test_it_finds_what_it_declares(tmp_path: Path) -> None:
    settings = SecretSettings(detectors=(written(tmp_path, GOOD),))
    request = {"Environment": {"NOTE": "use acme_q1w2e3r4t5y6u7i8"}}
    (found,) = settings.scanner().scan(request, TRAINING)
    assert (found.detector.id, found.value) == ("acme-deploy-key", "q1w2e3r4t5y6u7i8")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param("k3x9w1q8z7m5v2b4", "short", "examples.found[0] is not found", id="example not found"),
        pytest.param("acme_default", "acme_k3x9w1q8z7m5v2b4", "examples.passed[0] is found", id="near miss found"),
        pytest.param("{16}", "+", "repeats without an end", id="endless repetition"),
        pytest.param("[a-z0-9]{16}", "([a-z0-9]{1,9}){1,9}", "repeats a repetition", id="nested repetition"),
        pytest.param("{16})", "{16}", "is not a regular expression", id="unsound pattern"),
        pytest.param("acme-deploy-key", "github-personal-token", "already; choose another", id="taken id"),
        pytest.param("acme-deploy-key", "Acme Key", "'Acme Key' is not a name", id="id with capitals"),
        pytest.param("    entropy:", "    entropie:", "did you mean 'entropy'", id="unknown setting"),
        pytest.param("    name: Acme deploy key\n", "", "the key 'name' of detectors[0] is missing", id="no name"),
        pytest.param("detectors:", "detectors: [", "not YAML: a value is missing here", id="unsound YAML"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, complaint: str, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(AuthoredError) as error:
        read(file)
    assert str(error.value).startswith(file)
    assert complaint in str(error.value)


def test_the_command_shows_examples_that_do_not_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, GOOD.replace("acme_default", "acme_k3x9w1q8z7m5v2b4"))
    assert run("--test", file) == 1
    assert capsys.readouterr().out == f"{file}:11:16: acme-deploy-key: examples.passed[0] is found\n"


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(AuthoredError, match="there is no such file"):
        read(tmp_path / "none.yaml")


def test_the_command_tries_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--test", written(tmp_path, GOOD)) == 0
    assert capsys.readouterr().out.endswith("acme-deploy-key: 3 examples hold\n")


def test_the_command_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [d.id for d in detectors()]
