"""Does a string look random, or like words and identifiers? Two measures, in bits.

`entropy` is Shannon's, of the characters of the string. `randomness` compares two explanations of it: that each
character was drawn from 62 letters and digits, or that characters follow one another as they do in words and
identifiers. It is the logarithm of the odds, to base 2, summed over the string: long random strings have much, words
have less than nothing.
"""

import math
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from operator import add

from policylint.secrets.regexes import lazily

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
# How the table writes a score: FIRST is LOWEST bits, each further character STEP more.
FIRST, LOWEST, STEP = "]", -6.0, 0.5

_CODES = {letter: code for code, letter in enumerate(LETTERS)}
_HEX = lazily(r"(?:[0-9a-f]+|[0-9A-F]+)")
_LOOKED_AT = 128
_RUN = "0123456789abcdefghijklmnopqrstuvwxyz"


def symbols(text: str) -> list[int]:
    """The characters of a text as rows of the table; all signs that are neither letter nor digit share one."""
    other = len(LETTERS)
    return [_CODES.get(character, other) for character in text]


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    from policylint.secrets.randomness_table import ROWS

    letters = LETTERS + "-"
    return {
        first + second: (ord(score) - ord(FIRST)) * STEP + LOWEST
        for first, row in zip(letters, ROWS, strict=True)
        for second, score in zip(letters, row, strict=True)
    }


def randomness(text: str) -> float:
    """The bits by which a text looks random rather than worded; below 0: worded."""
    table = _table()
    plain = _SIGNS().sub("-", text)
    return sum(map(table.__getitem__, map(add, plain, plain[1:])))


_SIGNS = lazily(r"[^A-Za-z0-9]")


def entropy(text: str) -> float:
    """Shannon's entropy in bits per character, corrected for length.

    A short random string can't show all its alphabet; Miller and Madow's correction makes up for what it hides.
    """
    if not text:
        return 0.0
    counts = Counter(text).values()
    length = len(text)
    plain = -sum(count / length * math.log2(count / length) for count in counts)
    return plain + (len(counts) - 1) / (2 * length * math.log(2))


def is_hexadecimal(text: str) -> bool:
    """Whether a text is hexadecimal with both letters and digits, as keys and digests are."""
    return _HEX().fullmatch(text) is not None and not text.isdigit() and not text.isalpha()


def is_filler(text: str) -> bool:
    """Whether a text was typed to fill a place: few different characters, a repetition, a run up the alphabet."""
    small = text[:_LOOKED_AT].lower()
    length = len(small)
    if length < 4:
        return True
    if len(set(small)) <= 3 + length // 32:
        return True
    if length >= 8 and _is_periodic(small):
        return True
    steps = sum(1 for first, second in pairwise(small) if first + second in _RUN or second + first in _RUN)
    return steps * 2 >= length


def _is_periodic(text: str) -> bool:
    """Whether a text is one unit again and again, the last time perhaps cut, at least twice in all."""
    unit = text.find(text[:4], 1)
    while 0 < unit <= len(text) // 2:
        if text[unit:] == text[:-unit]:
            return True
        unit = text.find(text[:4], unit + 1)
    return False
