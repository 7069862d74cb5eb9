"""The compiled kernel and its disk cache: shared by processes, broken, or in a place that cannot be written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.effort import in_depth

SCRIPT = """
import sys
from policylint.cost.batch import columns, cost, rate_table
from policylint.cost.prices import Prices
table = rate_table(["ml.m5.xlarge"], ["eu-west-1"], Prices("2026-11-24"))
most, _ = cost(columns({"count": 4, "seconds": 3600}), table)
print(round(float(most[0]), 6))
"""


def start(cache: Path) -> subprocess.Popen[str]:
    kept = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    environment = {**kept, "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-W", "error", "-c", SCRIPT]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def outcome(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=900)
    return process.returncode, out.strip(), err


def cached(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in (".nbi", ".nbc"))


@in_depth()
def test_processes_that_start_at_once_share_a_cache(tmp_path: Path) -> None:
    assert [outcome(process) for process in [start(tmp_path) for _ in range(2)]] == [(0, "1.028", "")] * 2
    index, code = sorted(cached(tmp_path), key=lambda file: file.suffix, reverse=True)
    before = code.stat().st_mtime_ns, index.stat().st_mtime_ns
    assert outcome(start(tmp_path)) == (0, "1.028", "")
    assert (code.stat().st_mtime_ns, index.stat().st_mtime_ns) == before


@in_depth()
def test_a_broken_cache_is_passed_over(tmp_path: Path) -> None:
    assert outcome(start(tmp_path))[0] == 0
    for file in cached(tmp_path):
        file.write_bytes(file.read_bytes()[:50])
    assert outcome(start(tmp_path)) == (0, "1.028", "")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert outcome(start(tmp_path / "file")) == (0, "1.028", "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert outcome(start(tmp_path)) == (0, "1.028", "")


@pytest.mark.parametrize("missing", ["numba", "numpy"])
def test_without_the_extra_the_message_says_how_to_get_it(missing: str) -> None:
    script = (
        f"import sys\nsys.modules[{missing!r}] = None\nfrom policylint.cost.compiled import NeedsSweepExtra\ntry:\n"
    )
    script += "".join(f"    {line}\n" for line in SCRIPT.strip().splitlines()) + "except NeedsSweepExtra as error:\n"
    done = subprocess.run(
        [sys.executable, "-c", script + "    print(error)"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "batches need numba and numpy: pip install 'policylint[sweep]'\n"
