"""Detectors of one's own, from a YAML file: pattern, keywords, entropy, and the examples that test them.

detectors:
  - id: acme-deploy-key
    name: Acme deploy key
    pattern: "acme_(?P<secret>[a-z0-9]{32})"
    keywords: [acme_]
    entropy: 3
    examples:
      found: ["DEPLOY=acme_..."]
      passed: ["acme_default"]
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from policylint.nearest import did_you_mean
from policylint.secrets.detector import Detector, Kind
from policylint.secrets.detectors import detectors

_MARGIN = 64


class DetectorFileError(ValueError):
    """A file of detectors that can't be used; the message begins with its place and says what to do."""


def read(file: str | Path) -> tuple[Detector, ...]:
    """The detectors of a file.

    Raises:
        DetectorFileError: the file can't be read, is no such file, or a detector's own examples disagree with it.
    """
    found = load(file)
    for detector in found:
        for fault in faults(detector):
            raise DetectorFileError(f"{file}: {detector.id}: {fault}")
    return found


def load(file: str | Path) -> tuple[Detector, ...]:
    """The detectors of a file, their examples not yet tried.

    Raises:
        DetectorFileError: the file can't be read or is no file of detectors.
    """
    import yaml

    try:
        data = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise DetectorFileError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DetectorFileError(f"{file}: is not UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else str(file)
        raise DetectorFileError(f"{place}: is not valid YAML") from error
    return tuple(_detectors(file, data))


def _detectors(file: str | Path, data: Any) -> Iterator[Detector]:
    from pydantic import BaseModel, ConfigDict, Field, ValidationError

    class Examples(BaseModel):
        model_config = ConfigDict(extra="forbid")
        found: list[str] = Field(min_length=1)
        passed: list[str] = []

    class Entry(BaseModel):
        model_config = ConfigDict(extra="forbid")
        id: str = Field(pattern=r"^[a-z][a-z0-9-]{2,63}$")
        name: str = Field(min_length=1)
        pattern: str = Field(min_length=4, max_length=1024)
        keywords: list[str] = Field(min_length=1)
        entropy: float = Field(default=0.0, ge=0, le=8)
        revoke: str = ""
        instead: str = ""
        variable: str = ""
        examples: Examples

    class Entries(BaseModel):
        model_config = ConfigDict(extra="forbid")
        detectors: list[Entry]

    try:
        entries = Entries.model_validate(data)
    except ValidationError as error:
        raise DetectorFileError("\n".join(_explain(file, fault) for fault in error.errors())) from None
    taken = {detector.id for detector in detectors()}
    for entry in entries.detectors:
        if entry.id in taken:
            raise DetectorFileError(f"{file}: {entry.id}: a detector of this id exists already; choose another")
        taken.add(entry.id)
        yield Detector(
            entry.id,
            "",
            entry.name,
            kind=Kind.CREDENTIAL,
            pattern=_bounded(file, entry.id, entry.pattern),
            keywords=tuple(word.lower() for word in entry.keywords),
            entropy=entry.entropy,
            revoke=entry.revoke or "ask whoever issued it",
            instead=entry.instead,
            variable=entry.variable,
            true=tuple(entry.examples.found),
            false=tuple(entry.examples.passed),
        )


def _bounded(file: str | Path, id: str, pattern: str) -> str:
    """A pattern that is sound and can't run away: no repetition without an end, none of a repetition."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise DetectorFileError(f"{file}: {id}: the pattern is no regular expression: {error}") from error
    if re.search(r"(?<!\\)[*+]|\{\d+,\}", re.sub(r"\[(?:\\.|[^\]\\])+\]", "[]", pattern)):
        raise DetectorFileError(
            f"{file}: {id}: the pattern repeats without an end, which hostile input can make run for hours;"
            " say how often at most, as in {1,64}"
        )
    if re.search(r"\)[{?][^)]*\}", pattern) and re.search(r"\{\d+,\d+\}[^)]*\)\{", pattern):
        raise DetectorFileError(f"{file}: {id}: the pattern repeats a repetition; write the inner one out")
    return pattern


def faults(detector: Detector) -> Iterator[str]:
    """What a detector's own examples show to be wrong with it."""
    from policylint.secrets.scanner import Scanner

    scanner = Scanner((detector,), false_alarms=0)
    for number, example in enumerate(detector.true, 1):
        if not any(secret.detector.id == detector.id for _, _, secret in scanner.scan_text(example)):
            yield (
                f"examples.found[{number - 1}] is not found: it holds none of the keywords where the pattern begins,"
                " the pattern does not match it, or it looks like a placeholder"
            )
    for number, example in enumerate(detector.false, 1):
        if any(secret.detector.id == detector.id for _, _, secret in scanner.scan_text(example)):
            yield f"examples.passed[{number - 1}] is found"


def _explain(file: str | Path, fault: Any) -> str:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault["loc"]).lstrip(".")
    if fault["type"] == "extra_forbidden":
        known = ("id", "name", "pattern", "keywords", "entropy", "revoke", "instead", "variable", "examples")
        return f"{file}: unknown setting '{place}'{did_you_mean(str(fault['loc'][-1]), known)}"
    if fault["type"] == "missing":
        return f"{file}: '{place}' is required"
    return f"{file}: '{place}': {fault['msg'][0].lower()}{fault['msg'][1:]}"
