"""Programs of each library, beside what the real library sent when they ran (`scripts/record-sdk`)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.python_sources.comparing import Compared, compared, jobs_in

RECORDED = Path(__file__).parent / "recorded"
SCRIPTS = sorted(RECORDED.glob("*/*.py"))
LIBRARIES = sorted({script.parent.name for script in SCRIPTS})


def sent(script: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(script.with_suffix(".json").read_text())["requests"]
    return found


def beside(script: Path) -> list[Compared]:
    """Each request that was sent beside the read one that is nearest to it."""
    read = jobs_in(script)
    found = []
    for request in sent(script):
        pairs = [compared(job.request, request["request"]) for job in read if job.operation == request["operation"]]
        assert pairs, f"{request['operation']} was not read"
        found.append(min(pairs, key=lambda pair: (len(pair.differences), -pair.read)))
    return found


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: f"{script.parent.name}/{script.stem}")
def test_what_is_read_is_what_is_sent(script: Path) -> None:
    assert [pair.differences for pair in beside(script)] == [()] * len(sent(script))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: f"{script.parent.name}/{script.stem}")
def test_nothing_is_read_that_is_not_sent(script: Path) -> None:
    requests = sent(script)
    for job in jobs_in(script):
        pairs = [compared(job.request, one["request"]) for one in requests if one["operation"] == job.operation]
        assert any(not pair.differences for pair in pairs), job.request


@pytest.mark.parametrize("library", LIBRARIES)
def test_most_of_what_the_source_decides_is_read(library: str) -> None:
    pairs = [pair for script in SCRIPTS if script.parent.name == library for pair in beside(script)]
    assert sum(pair.read for pair in pairs) >= 0.95 * sum(pair.decided for pair in pairs)


@pytest.mark.parametrize("library", LIBRARIES)
def test_there_are_enough_scripts(library: str) -> None:
    assert sum(script.parent.name == library for script in SCRIPTS) >= 25
