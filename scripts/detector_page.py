"""The page of detectors, `docs/detectors.md`: each credential that is known, by what, and the page it is known from."""

import csv
from collections.abc import Iterator
from pathlib import Path

from policylint.secrets.detector import Detector
from policylint.secrets.detectors import AS_OF, detectors

_HERE = Path(__file__).parent
# Rules that were run, by `benchmarks.kingfisher_rules`, and rules that were read.
_SOURCES = ("detector_sources_read.csv", "detector_sources.csv")


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    known = detectors()
    yield from ("# The detectors that ship", "")
    yield f"{len(known)} detectors, as of {AS_OF}. A format is literal text with fields in braces: a letter for a class"
    yield "of characters (`w` letters and digits, `h` hexadecimal, `u` base64url, `n` digits, ...) and how many."
    yield "[Secrets](secrets.md) says what else is found, by names and commands, and how to add detectors of your own."
    yield from (
        "",
        "A format is confirmed where a rule of another scanner for the same provider finds tokens made of it. The",
        "rules of kingfisher, with Betterleaks and Veles, were run; two of TruffleHog were read; GitHub's partner list",
        "shows no formats. The others are known by structure only: from what providers publish and people show,",
        "without a second source.",
        "",
        "| Detector | Credential | Rule | Known by | Beyond the shape | Provider's page | Confirmed |",
        "|---|---|---|---|---|---|---|",
    )
    sources = {row["detector"]: row for file in _SOURCES for row in _rows(file)}
    for detector in sorted(known, key=lambda one: (one.provider.lower(), one.id)):
        what = f"`{detector.id}` | {detector.title} | {detector.kind.value}"
        source = sources.get(detector.id)
        seen = f"`{source['rule']}`, {source['seen in']}, {source['on']}" if source else "structure only"
        yield f"| {what} | {_shape(detector)} | {_beyond(detector)} | [page]({detector.revoke}) | {seen} |"
    yield from ("", "## Providers that are left out", "")
    yield "Other scanners have rules for these too. Their keys are found by their names (SEC1004), not by a format."
    yield ""
    for row in _rows("detectors_left.csv"):
        yield f"- {row['reason'][:1].upper()}{row['reason'][1:]}: {', '.join(row['providers'].split())}."


def _rows(file: str) -> list[dict[str, str]]:
    with (_HERE / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _shape(detector: Detector) -> str:
    if detector.pattern:
        return "text around it: " + ", ".join(f"`{word.strip()}`" for word in detector.keywords)
    return ", ".join(f"`{shape}`" for shape in detector.formats)


def _beyond(detector: Detector) -> str:
    """What must hold beside the format."""
    found = []
    if detector.check is not None:
        found.append("checksum, encoding or structure of the token")
    if detector.judge is not None:
        found.append("what stands around it")
    if detector.context:
        found.append("a name with " + ", ".join(f"`{word}`" for word in detector.context))
    return "; ".join(found) or "drawn at random"
