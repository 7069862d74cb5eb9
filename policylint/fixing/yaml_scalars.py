"""New values as YAML text: plain where nothing could take them for anything else, else in the file's own quotes.

Numbers are written as PyYAML, which follows YAML 1.1, reads them back; strings so that a reader of YAML 1.2 agrees.
"""

import json
import re
from typing import Any

from yaml import ScalarNode
from yaml.resolver import Resolver

from policylint.fixing.change import NOTATION, Refused
from policylint.sources.formats.yaml_nodes import STR

# Far less than YAML allows without quotes: no spaces, no signs that mean something anywhere, no digit in front.
_PLAIN = re.compile(r"[A-Za-z_/](?:[A-Za-z0-9_./@%+=~:-]*[A-Za-z0-9_./@%+=~-])?")
_ONE_LETTER_BOOLEANS = frozenset("yYnN")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*")
_SINGLE = "'"


def scalar(value: Any, sign: str, *, quoted: bool, flow: bool) -> str:
    """The text of a value; `sign` is the quote to use, `quoted` says that a string goes into quotes in any case, and
    `flow` that it stands between brackets.

    Raises:
        Refused: it is text with half of a surrogate pair, which no file can hold.
    """
    match value:
        case str() if _SURROGATE.search(value):
            raise Refused(NOTATION)
        case str() if not quoted and _is_plain(value, flow=flow):
            return value
        case str():
            return _in_quotes(value, sign)
        case float():
            return _number(value)
        case list():
            return f"[{', '.join(scalar(item, sign, quoted=quoted, flow=True) for item in value)}]"
        case dict():
            pairs = (
                f"{scalar(key, sign, quoted=False, flow=True)}: {scalar(item, sign, quoted=quoted, flow=True)}"
                for key, item in value.items()
            )
            return f"{{{', '.join(pairs)}}}"
        case _:
            return json.dumps(value)


def _is_plain(text: str, *, flow: bool) -> bool:
    if not _PLAIN.fullmatch(text) or text in _ONE_LETTER_BOOLEANS or (flow and ":" in text):
        return False
    return bool(Resolver().resolve(ScalarNode, text, (True, False)) == STR)  # type: ignore[no-untyped-call]


def _in_quotes(text: str, sign: str) -> str:
    if sign == _SINGLE and _QUOTABLE.fullmatch(text):
        return _SINGLE + text.replace(_SINGLE, _SINGLE * 2) + _SINGLE
    return _UNPRINTABLE.sub(lambda char: f"\\u{ord(char.group()):04x}", json.dumps(text, ensure_ascii=False))


def _number(value: float) -> str:
    """YAML 1.1 takes a number with an exponent for text unless it has a point."""
    text = repr(value)
    return text if "." in text else text.replace("e", ".0e")
