"""`python -m policylint.schema.sync`: from a wheel of botocore to the snapshot, or a clear refusal."""

import gzip
import json
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from policylint.schema import sync
from policylint.schema.extract import (
    Model,
    ModelError,
    extract,
    installed_model,
    plain_text,
    translate_patterns,
    understand,
)
from policylint.schema.pattern_words import WORDS, Words
from policylint.schema.snapshot import DOCUMENTATION, SNAPSHOT

MODEL = "botocore/data/sagemaker/2017-07-24/service-2.json.gz"
PACKED_AT = 1_790_000_000  # 21 September 2026


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the package's own: what a sync writes goes there."""
    for name, file in (("SNAPSHOT", SNAPSHOT), ("DOCUMENTATION", DOCUMENTATION)):
        shutil.copy(file, tmp_path)
        monkeypatch.setattr(sync, name, tmp_path / file.name)
    return tmp_path


def service() -> Any:
    """A copy of the installed model, to be changed."""
    return json.loads(json.dumps(installed_model().service))


def wheel(folder: Path, model: Any) -> Path:
    file = folder / "botocore-9.9.9-py3-none-any.whl"
    with ZipFile(file, "w") as archive:
        archive.writestr(MODEL, gzip.compress(json.dumps(model).encode(), mtime=PACKED_AT))
    return file


def test_a_wheel_is_read_and_what_changed_is_told(
    written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = service()
    model["shapes"]["TrainingInstanceType"]["enum"].append("ml.q1.xlarge")
    model["shapes"]["ResourceConfig"]["members"]["Fresh"] = {
        "shape": "TagKey",
        "documentation": "<p>New &amp; <b>bold</b></p>",
    }
    assert sync.main(["--wheel", str(wheel(tmp_path, model))]) == 0
    assert capsys.readouterr().out == (
        "The snapshot is now of botocore 9.9.9, whose model was packed on 2026-09-21.\n"
        "ResourceConfig.Fresh: new member of type TagKey\n"
        "TrainingInstanceType: new values ml.q1.xlarge\n"
    )
    assert (
        json.loads((written / "snapshot.json").read_bytes())["shapes"]["ResourceConfig"]["members"]["Fresh"] == "TagKey"
    )
    assert json.loads((written / "documentation.json").read_bytes())["ResourceConfig"]["Fresh"] == "New & bold"


def test_without_options_pip_is_asked_for_the_newest(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not find_spec("pip") and not shutil.which("pip"):
        pytest.skip("no pip to ask")
    offered = tmp_path / "offered"
    offered.mkdir()
    file = wheel(offered, service())
    with ZipFile(file, "a") as archive:
        archive.writestr("botocore-9.9.9.dist-info/METADATA", "Metadata-Version: 2.1\nName: botocore\nVersion: 9.9.9\n")
        archive.writestr(
            "botocore-9.9.9.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(offered))
    assert sync.main([]) == 0
    assert capsys.readouterr().out.startswith("The snapshot is now of botocore 9.9.9")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "empty"))
    assert sync.main([]) == 2
    assert "sync: pip could not fetch botocore: " in capsys.readouterr().err


def test_without_pip_the_other_ways_are_named(
    written: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sync, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", "")
    assert sync.main([]) == 2
    assert capsys.readouterr().err == "sync: no pip to fetch botocore with; use --wheel FILE or --installed\n"


def test_the_installed_model_changes_nothing(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = json.loads((written / "snapshot.json").read_bytes())
    assert sync.main(["--installed"]) == 0
    after = json.loads((written / "snapshot.json").read_bytes())
    assert {**after, "extracted": before["extracted"]} == before
    assert (written / "documentation.json").read_bytes() == DOCUMENTATION.read_bytes()
    assert capsys.readouterr().out.endswith("No shape changed.\n")


@pytest.mark.parametrize("content", [b"no wheel", None])
def test_what_is_no_wheel_of_botocore_is_refused(
    content: bytes | None, written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "botocore-1.0-py3-none-any.whl"
    if content is not None:
        file.write_bytes(content)
    assert sync.main(["--wheel", str(file)]) == 2
    assert "is not a wheel of botocore" in capsys.readouterr().err
    assert (written / "snapshot.json").read_bytes() == SNAPSHOT.read_bytes()


@pytest.mark.parametrize(
    ("shape", "traits", "complaint"),
    [
        ("Seed", {"type": "timestamp"}, "Seed is of type timestamp, which no check knows"),
        ("DataSource", {"document": True}, "DataSource has the trait document, which no check knows"),
        ("TrainingJobName", {"pattern": "a+"}, "TrainingJobName has a pattern without words: put a+ into"),
    ],
)
def test_what_no_check_knows_is_refused(shape: str, traits: dict[str, Any], complaint: str) -> None:
    model = Model(service(), "9.9.9", "2026-09-21")
    model.service["shapes"][shape].update(traits)
    with pytest.raises(ModelError, match=re.escape(complaint)):
        _prepare(model)


def test_a_pattern_that_cannot_be_translated_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model(service(), "9.9.9", "2026-09-21")
    model.service["shapes"]["TrainingJobName"]["pattern"] = r"\bword\b"
    monkeypatch.setitem(WORDS, r"\bword\b", Words("a word", "word"))
    with pytest.raises(ModelError, match=r"TrainingJobName: .*at character 2 of the pattern"):
        _prepare(model)


def _prepare(model: Model) -> None:
    understand(model)
    translate_patterns(extract(model))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p> <p>Two\n  lines.</p>", "One.\n\nTwo lines."),
        ("<p>Use <code>File</code> or <a href='x'>the other</a>.</p>", "Use `File` or the other."),
        ("<p>Either:</p> <ul> <li> <p>this</p> </li> <li> <p>that</p> </li> </ul>", "Either:\n\n- this\n\n- that"),
        ("<note> <p>Mind &lt;this&gt;.</p> </note>", "Note: Mind <this>."),
        ("", ""),
    ],
)
def test_documentation_is_told_in_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text
