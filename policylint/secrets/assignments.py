"""Names and values in running text: `--api-key VALUE`, `export TOKEN=VALUE`, `"password": "VALUE"`, YAML, INI, Hydra.

One grammar serves them all, read from where a name stands; nothing is parsed that follows no name with a meaning.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policylint.secrets.regexes import lazily
from policylint.secrets.shell import joined

_NAME = lazily(r"[A-Za-z0-9_.\-]+")
_NAMED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
_AFTER = lazily(
    r"""(?x)(?:\\{0,8}["'])?(?:[ \t]{0,4}(?P<sign>=>|:[=-]|[:=])[ \t]{0,4}|(?P<space>[ \t]{1,4}))
    (?:(?P<block>[|>][-+0-9]{0,2}[ \t]{0,8}\r?\n[ \t]{1,64}) | (?P<quote>\\{0,8}["'])?)"""
)
_BARE = lazily(r"""[^\s"'`,;&|<>)\]}\\]{1,4096}""")
_QUOTED = {'"': lazily(r'[^"\n]{1,4096}(?=")'), "'": lazily(r"""(?:[^'\n]|'"'"'|'\\''){1,4096}(?=')""")}
# All of a line, which is one value where no other assignment follows in it: files of settings, an argument by itself.
_LINE = lazily(r"[^\s\"'][^\s]{0,4096}(?=[ \t]*(?:\r?\n|$))")
_OTHERS = lazily(r"[;,&|]\s?[A-Za-z_][A-Za-z0-9_. -]{0,64}[=:]|[)\]}>\\]$")
_LONGEST_NAME = 128


class Assignment(NamedTuple):
    """A name in a text and the value given to it, which stands from `start` to `end`."""

    name: str
    value: str
    start: int
    end: int


def name_around(text: str, at: int) -> tuple[int, int]:
    """Where the name begins and ends that a character stands in; it is looked for no further than names are long."""
    start = at
    least = max(0, at - _LONGEST_NAME)
    while start > least and text[start - 1] in _NAMED:
        start -= 1
    whole = _NAME().match(text, at)
    return start, whole.end() if whole else at


def names_given(text: str, words: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """The names in a text that hold one of the words at the given places, and are given something: where each begins
    and ends, and the first word in it."""
    places = sorted(words)
    index = 0
    for name in _GIVEN().finditer(text):
        index = bisect_left(places, name.start(), index)
        if index == len(places):
            return
        if places[index] < name.end():
            yield name.start(), name.end(), places[index]


# What could be a flag with its value, or is followed by a sign; but not by a variable of a shell, or by less than the
# shortest password has. Most text is refused here, in one pass.
_GIVEN = lazily(
    r"""(?x)(?<![A-Za-z0-9_.\-])(?:
    [A-Za-z0-9_.\-]++(?=
        (?:\\{0,8}["'])?[ \t]{0,4}[:=]
        (?![ \t]{0,4}+(?:\$\{[A-Za-z_]\w{0,128}\}|\$[A-Z][A-Z_]{0,63}|[^\s"'\\|>=-]{0,5})(?:\s|$)))
    | -[A-Za-z0-9_.\-]*+(?=(?:\\{0,8}["'])?[ \t])
    )"""
)


def assignment(text: str, start: int, end: int) -> Assignment | None:
    """The assignment whose name stands from `start` to `end`.

    None where no value follows, or the name is too long or a part of something else, as `secret` is of an ARN.
    """
    if end - start > _LONGEST_NAME or text[max(0, start - 1) : start] in (":", "/"):
        return None
    after = _AFTER().match(text, end)
    if after is None or (after["space"] and not text.startswith("-", start)):
        return None
    quote = after["quote"]
    value = _QUOTED[quote[-1]]().match(text, after.end()) if quote else _unquoted(text, start, after)
    if value is None:
        return None
    found = value[0] if quote in _QUOTED else value[0].rstrip("\\" if quote else ",;")
    if not found:
        return None
    given = joined(found) if quote == "'" else found
    return Assignment(_own_name(text[start:end]), given, value.start(), value.start() + len(found))


def _unquoted(text: str, start: int, after: re.Match[str]) -> re.Match[str] | None:
    """The value without quotes that is given to the name from `start` on: a word, or all of the line that it opens."""
    if after["sign"] and text[max(0, start - 1) : start] in ("", "\n", " ") and _opens_line(text, start):
        whole = _LINE().match(text, after.end())
        if whole is not None and (after["block"] or _OTHERS().search(whole[0]) is None):
            return whole
    return _BARE().match(text, after.end())


def _opens_line(text: str, start: int) -> bool:
    """Whether nothing but blanks and `export` stands before a name in its line."""
    before = text[max(0, start - _DEEPEST_LINE) : start].rpartition("\n")[2].strip()
    return before in ("", "export", "-", "ENV", "set")


_DEEPEST_LINE = 64


def _own_name(name: str) -> str:
    """A name without flag signs and without the path before it, unless the last word alone says nothing."""
    parts = name.strip("-.").split(".")
    return parts[-1] if len(parts) == 1 or len(parts[-1]) > 8 else ".".join(parts[-2:])


def name_before(text: str, at: int) -> str:
    """The name that what stands at a place is given to, or ""."""
    sign = at - 1
    while sign > 0 and text[sign] in _BETWEEN:
        sign -= 1
    if sign <= 0 or text[sign] not in "=:" or text[sign - 1] not in _NAMED | _BETWEEN:
        return ""
    end = sign
    while end > 0 and text[end - 1] in _BETWEEN:
        end -= 1
    start, _ = name_around(text, end)
    return _own_name(text[start:end])


_BETWEEN = frozenset(" \t\"'\\")
