"""What a request does not say itself: whose word on the Region counts. SM2511 shows it: p2 is not
offered everywhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import policylint
from tests.requests import minimal_job

NOT_OFFERED, OFFERED = "us-west-1", "us-east-1"
P2 = {"ResourceConfig.InstanceType": "ml.p2.xlarge"}


def found(folder: Path, *arguments: str, **environment: str) -> bool:
    select = ("--select", "SM2511", "--output-format", "json")
    outcome = policylint("check", "jobs/job.json", *select, *arguments, cwd=folder, **environment)
    return bool(json.loads(outcome.out)["findings"])


@pytest.mark.parametrize(
    ("option", "variable", "sidecar", "glob", "default", "expected"),
    [
        pytest.param(None, None, None, None, None, False, id="nothing but the image's Region"),
        pytest.param(None, None, None, None, NOT_OFFERED, True, id="the configuration's default"),
        pytest.param(None, None, None, OFFERED, NOT_OFFERED, False, id="a glob over the default"),
        pytest.param(None, None, NOT_OFFERED, None, None, True, id="the sidecar where nobody else knows"),
        pytest.param(None, None, NOT_OFFERED, OFFERED, NOT_OFFERED, False, id="a glob over the sidecar"),
        pytest.param(None, None, OFFERED, None, NOT_OFFERED, True, id="the configuration over the sidecar"),
        pytest.param(None, OFFERED, NOT_OFFERED, NOT_OFFERED, None, False, id="a variable over the sidecar"),
        pytest.param(NOT_OFFERED, OFFERED, OFFERED, None, None, True, id="an option over all"),
    ],
)
def test_the_stronger_word_on_the_region_counts(
    tmp_path: Path,
    option: str | None,
    variable: str | None,
    sidecar: str | None,
    glob: str | None,
    default: str | None,
    expected: bool,
) -> None:
    request: dict[str, Any] = minimal_job(P2)
    if sidecar:
        request["x-policylint"] = {"region": sidecar}
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "job.json").write_text(json.dumps(request))
    lines = [f'region = "{default}"'] if default else []
    lines += ["[[facts]]", 'files = "jobs/*.json"', f'region = "{glob}"'] if glob else []
    (tmp_path / "policylint.toml").write_text("\n".join(lines))
    arguments = ("--region", option) if option else ()
    environment = {"POLICYLINT_REGION": variable} if variable else {}
    assert found(tmp_path, *arguments, **environment) is expected


def test_per_file_ignores(tmp_path: Path) -> None:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "job.json").write_text(json.dumps(minimal_job({"TrainingJobName": f"{folder}_b"})))
    (tmp_path / "policylint.toml").write_text('[per-file-ignores]\n"old/**" = ["SM1"]\n')
    outcome = policylint("check", ".", "--quiet", cwd=tmp_path)
    assert [line.split(":")[0] for line in outcome.out.splitlines()] == ["new/job.json"]


def test_skipped_files_are_counted_and_named_when_asked(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(json.dumps(minimal_job()))
    (tmp_path / "package.json").write_text('{"name": "churn"}')
    plain, verbose = policylint("check", ".", cwd=tmp_path), policylint("check", ".", "-v", cwd=tmp_path)
    assert (plain.code, verbose.code) == (0, 0)
    assert "1 file holds no request and was skipped" in plain.out
    assert "package.json" not in plain.out
    assert "package.json" in verbose.out
