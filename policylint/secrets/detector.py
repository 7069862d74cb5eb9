"""What a detector is: one kind of credential, declared as data."""

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from policylint.secrets.checks import Check
from policylint.secrets.format import keyword, pattern
from policylint.secrets.regexes import compiled


class Kind(Enum):
    """What a secret is known by; each kind is reported under a rule of its own."""

    CREDENTIAL = "SEC1001"
    URL = "SEC1002"
    PRIVATE_KEY = "SEC1003"
    NAMED = "SEC1004"
    RANDOM = "SEC2001"
    EXAMPLE = "SEC1005"


class Detector(NamedTuple):
    """One kind of credential.

    `formats` are its shapes (see `policylint.secrets.format`); with a `context` a shape alone says nothing, and one of
    these words must stand in the name of the value. What no format can say is a `pattern` instead, tried where one of
    its `keywords` (in lowercase, the literal that it begins with) stands; its group `secret` is the credential,
    else all of it is, and `judge` refuses matches that are none.

    `revoke` is the provider's page where a leaked one is revoked, `instead` what to use in its place, `variable` the
    environment variable that the provider's own tools read it from. `true` and `false` are examples beside those that
    the formats make of themselves: text that is found and text that is not, as formats. Beside its own finding, those
    of the detectors that it `covers` say nothing new. `entropy` is the least that a match must have, in bits a
    character. `structural` ones are looked for in JSON as it is written, not only in each of its strings.
    """

    id: str
    provider: str
    name: str
    formats: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    check: Check | None = None
    revoke: str = ""
    instead: str = ""
    variable: str = ""
    kind: Kind = Kind.CREDENTIAL
    pattern: str = ""
    keywords: tuple[str, ...] = ()
    judge: Callable[[re.Match[str]], bool] | None = None
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    entropy: float = 0.0
    structural: bool = False

    @property
    def title(self) -> str:
        """What a message calls it: provider and name."""
        return f"{self.provider} {self.name}" if self.provider else self.name


class Probe(NamedTuple):
    """One way to find a detector's credential: a pattern to be tried `before` characters ahead of a keyword.

    `shape` is the format that the pattern comes from, or, where the detector has none, the pattern itself.
    """

    detector: Detector
    keyword: str
    before: int
    shape: str

    @property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled when its keyword is first met."""
        return compiled(self.shape) if self.detector.pattern else compiled_format(self.shape)


@lru_cache(maxsize=1024)
def compiled_format(shape: str) -> re.Pattern[str]:
    """The pattern of a format, compiled once."""
    return compiled(pattern(shape))


def probes(detector: Detector) -> list[Probe]:
    """The ways to find a detector's credential by a keyword; none for formats that need a context."""
    if detector.pattern:
        return [Probe(detector, word, 0, detector.pattern) for word in detector.keywords]
    if detector.context:
        return []
    return [Probe(detector, *keyword(shape), shape) for shape in detector.formats]
