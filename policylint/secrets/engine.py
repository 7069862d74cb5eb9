"""The detectors in the form in which they are looked for: keywords, probes, and what names say of values."""

from collections.abc import Sequence
from functools import lru_cache

from policylint.secrets.automaton import Words
from policylint.secrets.commands import PROGRAMS
from policylint.secrets.detector import Detector, Probe, probes
from policylint.secrets.detectors import detectors
from policylint.secrets.names import KEYWORDS, Claim, claim, is_identifier, squeezed

_CALLS = tuple(f"{program} " for program in PROGRAMS)  # in a URL, say, the word calls nothing


class Engine:
    """The compiled keywords: the automaton, and for each keyword the probes to try, none for words of names."""

    def __init__(self, known: Sequence[Detector]) -> None:
        by_keyword: dict[str, list[Probe]] = {word: [] for word in (*KEYWORDS, *_CALLS)}
        for detector in known:
            for probe in probes(detector):
                by_keyword.setdefault(probe.keyword, []).append(probe)
        self.words = Words(by_keyword)
        self.probes = tuple(tuple(found) for found in by_keyword.values())
        self._contexts = [(word, detector) for detector in known for word in detector.context]
        self._meanings: dict[str, tuple[Claim, tuple[Detector, ...]] | None] = {}

    def meaning(self, name: str) -> tuple[Claim, tuple[Detector, ...]] | None:
        """What a name claims of its value and the detectors that it gives a context; None where it says nothing."""
        if name not in self._meanings:
            if len(self._meanings) >= _REMEMBERED:
                self._meanings.clear()
            self._meanings[name] = self._read(name)
        return self._meanings[name]

    def _read(self, name: str) -> tuple[Claim, tuple[Detector, ...]] | None:
        claimed = claim(name)
        if claimed is Claim.MAYBE or (claimed is Claim.NONE and is_identifier(name)):
            return None
        plain = squeezed(name)
        told = [detector for word, detector in self._contexts if (word in plain if claimed else word == plain)]
        return (claimed, tuple(told)) if claimed or told else None


@lru_cache(maxsize=8)
def engine(own: tuple[Detector, ...]) -> Engine:
    """The shipped detectors and one's own, compiled once."""
    return Engine((*detectors(), *own))


NAMES_END, PROGRAMS_END = len(KEYWORDS), len(KEYWORDS) + len(_CALLS)
_REMEMBERED = 8192
