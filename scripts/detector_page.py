"""The page of detectors, `docs/detectors.md`: each credential that is known, by what, and the page it is known from."""

from collections.abc import Iterator

from policylint.secrets.detector import Detector
from policylint.secrets.detectors import AS_OF, detectors


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
        "| Detector | Credential | Rule | Known by | Beyond the shape | Provider's page |",
        "|---|---|---|---|---|---|",
    )
    for detector in sorted(known, key=lambda one: (one.provider.lower(), one.id)):
        what = f"`{detector.id}` | {detector.title} | {detector.kind.value}"
        yield f"| {what} | {_shape(detector)} | {_beyond(detector)} | [page]({detector.revoke}) |"


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
