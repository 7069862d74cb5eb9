"""The numbers that README and changelog state of the code: made by counting, wherever one stands before its noun."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.constraints import constraints
from policylint.catalogue import load
from policylint.policies.locating import shipped
from policylint.policies.packs import build, read_packs
from policylint.secrets.detectors import detectors

ROOT = Path(__file__).parent.parent


def policies() -> int:
    """How many policies ship, each counted once, in its own pack."""
    packs = read_packs(sorted(shipped()), ROOT)
    return sum(policy.pack == pack.name for pack in packs for policy in build([pack]))


COUNTED: Mapping[str, Callable[[], int]] = {
    "constraints": lambda: sum(1 for _ in constraints()),
    "detectors": lambda: len(detectors()),
    "packs": lambda: len(shipped()),
    "policies": policies,
    "rules": lambda: len(load().rules),
}
_STATED = re.compile(rf"\b\d[\d,]*(?= ({'|'.join(COUNTED)})\b)")
_CODE = re.compile(r"(^```.*?^```)", re.DOTALL | re.MULTILINE)


def pages() -> Iterator[tuple[Path, str]]:
    """README and changelog, with each number as it is counted today."""
    readme, changelog = ROOT / "README.md", ROOT / "CHANGELOG.md"
    yield readme, counted(readme.read_text("utf-8"))
    unreleased, heading, released = _first_version(changelog.read_text("utf-8"))
    yield changelog, counted(unreleased) + heading + released


def counted(text: str) -> str:
    """A text with its numbers made anew, those in blocks of code excepted: these show what a command printed."""
    parts = _CODE.split(text)
    parts[::2] = [_STATED.sub(lambda stated: f"{COUNTED[stated[1]]():,}", part) for part in parts[::2]]
    return "".join(parts)


def _first_version(changelog: str) -> tuple[str, str, str]:
    """The changelog up to its second version, whose numbers are history, and the rest of it."""
    head, heading, rest = changelog.partition("\n## ")
    first, second, released = rest.partition("\n## ")
    return head + heading + first, second, released
