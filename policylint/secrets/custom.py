"""Custom detectors, from a YAML file: pattern, keywords, entropy, and the examples that test them.

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
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from policylint.authored.fault import AuthoredError, Fault
from policylint.authored.models import read as read_model
from policylint.authored.yaml_text import YamlText
from policylint.path import Route
from policylint.secrets.detector import Detector, Kind
from policylint.secrets.detectors import detectors

_Text = Annotated[str, StringConstraints(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Examples(_Model):
    """What a detector must find, and what it must pass by."""

    found: list[str] = Field(min_length=1)
    passed: list[str] = []


class Entry(_Model):
    """A detector as its author writes it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,63}$")]
    name: _Text
    pattern: Annotated[str, StringConstraints(min_length=4, max_length=1024)]
    keywords: list[_Text] = Field(min_length=1)
    entropy: float = Field(default=0.0, ge=0, le=8)
    revoke: str = ""
    instead: str = ""
    variable: str = ""
    examples: Examples

    def detector(self) -> Detector:
        """The detector that it describes."""
        return Detector(
            self.id,
            "",
            self.name,
            kind=Kind.CREDENTIAL,
            pattern=self.pattern,
            keywords=tuple(word.lower() for word in self.keywords),
            entropy=self.entropy,
            revoke=self.revoke or "ask whoever issued it",
            instead=self.instead,
            variable=self.variable,
            true=tuple(self.examples.found),
            false=tuple(self.examples.passed),
        )


class Entries(_Model):
    """A file of detectors."""

    detectors: list[Entry]


def read(file: str | Path) -> tuple[Detector, ...]:
    """The detectors of a file.

    Raises:
        AuthoredError: the file cannot be used, or a detector's own examples disagree with it; every fault of it.
    """
    tried = tried_detectors(file)
    faults = [fault for _, found in tried for fault in found]
    if faults:
        raise AuthoredError(faults)
    return tuple(detector for detector, _ in tried)


def tried_detectors(file: str | Path) -> list[tuple[Detector, list[Fault]]]:
    """The detectors of a file, each with those of its examples that disagree with it.

    Raises:
        AuthoredError: the file cannot be used; every fault of it but those of examples.
    """
    source = YamlText.read(Path(file))
    entries = read_model(source, Entries).detectors
    faults = list(_unusable(source, entries))
    if faults:
        raise AuthoredError(faults)
    found = [entry.detector() for entry in entries]
    return [(one, list(_disagreeing(source, ("detectors", index), one))) for index, one in enumerate(found)]


def _unusable(source: YamlText, entries: list[Entry]) -> Iterator[Fault]:
    taken = {detector.id for detector in detectors()}
    for index, entry in enumerate(entries):
        if entry.id in taken:
            message = f"there is a detector {entry.id!r} already; choose another id"
            yield source.fault(("detectors", index, "id"), message)
        taken.add(entry.id)
        yield from _bounded(source, ("detectors", index, "pattern"), entry.pattern)


def _bounded(source: YamlText, route: Route, pattern: str) -> Iterator[Fault]:
    """What keeps a pattern from being sound, or lets it run away: repetitions without an end, or of a repetition."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        at = getattr(error, "pos", None)
        message = f"the pattern is not a regular expression: {getattr(error, 'msg', 'it is beyond all bounds')}"
        yield source.fault(route, message) if at is None else source.fault_within(route, at, at + 1, message)
        return
    if re.search(r"(?<!\\)[*+]|\{\d+,\}", re.sub(r"\[(?:\\.|[^\]\\])+\]", "[]", pattern)):
        yield source.fault(
            route,
            "the pattern repeats without an end, which hostile input can make run for hours;"
            " say how often at most, as in {1,64}",
        )
    elif re.search(r"\)[{?][^)]*\}", pattern) and re.search(r"\{\d+,\d+\}[^)]*\)\{", pattern):
        yield source.fault(route, "the pattern repeats a repetition; write the inner one out")


def _disagreeing(source: YamlText, route: Route, detector: Detector) -> Iterator[Fault]:
    """What a detector's own examples show to be wrong with it."""
    from policylint.secrets.scanner import Scanner

    scanner = Scanner((detector,), false_alarms=0)
    for number, example in enumerate(detector.true):
        if not any(secret.detector.id == detector.id for _, _, secret in scanner.scan_text(example)):
            message = (
                f"{detector.id}: examples.found[{number}] is not found: it holds none of the keywords where the pattern"
                " begins, the pattern does not match it, or it looks like a placeholder"
            )
            yield _unshown(source.fault((*route, "examples", "found", number), message))
    for number, example in enumerate(detector.false):
        if any(secret.detector.id == detector.id for _, _, secret in scanner.scan_text(example)):
            message = f"{detector.id}: examples.passed[{number}] is found"
            yield _unshown(source.fault((*route, "examples", "passed", number), message))


def _unshown(fault: Fault) -> Fault:
    """The fault without its line: an example looks like the secrets that the detector is for."""
    return replace(fault, excerpt="")
