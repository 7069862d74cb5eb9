"""Strings on both sides of the line that a pattern draws: near misses, and the characters that dialects disagree on."""

import unicodedata

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

# Line terminators of Java and of others, spaces of several kinds, digits and letters beyond ASCII and beyond the BMP.
TELLING = "\n\r\t\x0b\x0c\x1c \x85\xa0\u2028\u2029\u3000٣३éßİÅﬁΩя中𝔸😀𐐀_-./:=+@\\\"'!~aZ09"


def same_everywhere(char: str) -> bool:
    """Whether every version of Unicode agrees on the character: engines differ in which one they have."""
    old = unicodedata.ucd_3_2_0.category(char)
    return old == unicodedata.category(char) and old not in ("Cn", "Co", "Cs")


@st.composite
def near(draw: DrawFn, text: str) -> str:
    """The text with up to three characters put in, taken out or replaced; now and then something else altogether."""
    chars = st.sampled_from(TELLING) | st.characters(codec="utf-8").filter(same_everywhere)
    if draw(st.integers(0, 9)) == 0:
        return draw(st.text(chars, max_size=8))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.just("") | chars) + text[at + draw(st.integers(0, 1)) :]
    return text
