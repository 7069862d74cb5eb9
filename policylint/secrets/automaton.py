"""Many words looked for in one pass over a text, by an Aho-Corasick automaton."""

import re
from collections.abc import Iterable

import ahocorasick_rs

# Half a surrogate pair is not a character to the automaton; a character that stands for it keeps all places.
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_STAND_IN = "\N{REPLACEMENT CHARACTER}"


class Words:
    """Words to look for."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick([_SURROGATE.sub(_STAND_IN, word) for word in words])

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Each match, those within others included: the index of its word, where it begins, where it ends."""
        try:
            return self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:
            return self._automaton.find_matches_as_indexes(_SURROGATE.sub(_STAND_IN, text), overlapping=True)
