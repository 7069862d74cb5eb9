"""The nearest known name to one that nothing knows: the second half of every "unknown ..." message."""

from collections.abc import Iterable
from functools import lru_cache


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most likely meant: equal but for case, else close in spelling; None if none is."""
    return _nearest(name, tuple(known))


@lru_cache(maxsize=256)  # one misspelling of an instance type costs 10 ms, and stands in every job of its family
def _nearest(name: str, candidates: tuple[str, ...]) -> str | None:
    folded = name.casefold()
    for candidate in candidates:
        if candidate.casefold() == folded:
            return candidate
    from difflib import SequenceMatcher, get_close_matches

    by_folded = {candidate.casefold(): candidate for candidate in reversed(candidates)}

    def closeness(other: str) -> tuple[float, int]:
        """How alike two spellings are; of equally alike ones (SM1006 and SM2104 to SM1O6), how much stands in place."""
        return SequenceMatcher(None, other, folded).ratio(), sum(map(str.__eq__, other, folded))

    close = get_close_matches(folded, by_folded, n=10, cutoff=0.7)
    return by_folded[max(close, key=closeness)] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`: did you mean 'NAME'?` for the nearest known name, or the empty string."""
    close = nearest(name, known)
    return f": did you mean {close!r}?" if close else ""
