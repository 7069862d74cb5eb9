"""Detectors of one's own through the command line: used, tried, refused."""

import json
from pathlib import Path

import pytest

from tests.cli import policylint
from tests.requests import minimal_job

OWN = """detectors:
  - id: acme-deploy-key
    name: Acme deploy key
    pattern: "acme_(?P<secret>[a-z0-9]{32})"
    keywords: [acme_]
    entropy: 3
    examples:
      found: ["DEPLOY=acme_q7w2e9r4t1y8u3i6o5p0a2s7d4f1g8h3"]
      passed: ["acme_default"]
"""
KEY = "acme_" + "".join(("m3n8b5v2", "c9x4z7l1", "k6j0h3g8", "f5d2s9a4"))


def prepare(folder: Path, detectors: str) -> None:
    (folder / "own.yaml").write_text(detectors)
    (folder / "policylint.toml").write_text('secret-detectors = ["own.yaml"]\n')
    (folder / "jobs").mkdir()
    (folder / "jobs" / "job.json").write_text(json.dumps(minimal_job({"Environment": {"DEPLOY": f"x {KEY} y"}})))


def test_they_are_used_wherever_one_stands(tmp_path: Path) -> None:
    prepare(tmp_path, OWN)
    outcome = policylint("check", "job.json", cwd=tmp_path / "jobs")
    assert outcome.code == 1
    assert "Acme deploy key" in outcome.out
    assert KEY not in outcome.out
    assert policylint("check", "job.json", "--isolated", cwd=tmp_path / "jobs").code == 0


def test_their_examples_are_tried(tmp_path: Path) -> None:
    prepare(tmp_path, OWN)
    outcome = policylint("secrets", "--test", "own.yaml", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (0, "own.yaml: acme-deploy-key: 2 examples hold\n")


@pytest.mark.parametrize(
    ("detectors", "words"),
    [
        pytest.param(OWN.replace("acme_default", KEY), "acme-deploy-key", id="an example that does not hold"),
        pytest.param("detectors: [", "own.yaml:1:13: not YAML: a value is missing here", id="no YAML"),
        pytest.param(OWN.replace("pattern:", "patern:"), "pattern", id="a misspelled key"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, detectors: str, words: str) -> None:
    prepare(tmp_path, detectors)
    outcome = policylint("check", "jobs", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("policylint: ")
    assert words in outcome.err
    assert KEY not in outcome.err


def test_secrets_lists_every_detector(tmp_path: Path) -> None:
    outcome = policylint("secrets", cwd=tmp_path)
    assert outcome.code == 0
    assert len(outcome.out.splitlines()) >= 80
    assert "huggingface" in outcome.out.lower()
