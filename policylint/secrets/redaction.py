"""Redaction: text in which no secret that was found can be read, however it is written there.

Messages, paths, lines of source, reports: all that leaves policylint about a request passes through the `Redactor` of
the secrets found in it. It holds them in memory only.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote, quote_plus

from policylint.finding import Finding
from policylint.path import format_path, parse_path
from policylint.secrets.secret import HIDDEN, Secret

# A shorter secret is looked for only as a whole; of a longer one each stretch of so many characters is hidden too, so
# that cut messages and values broken over lines give nothing away.
STRETCH = 12
_WHOLE_ONLY = 2 * STRETCH
_SHORTEST = 4


class Redactor:
    """Hides the given secrets in any text, in plain or escaped for JSON, YAML, HTML, URLs or a shell, or in base64."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        needles: set[str] = set()
        for secret in secrets:
            for value in (secret.value, *secret.carriers):
                needles.update(_forms(value))
        self._needles = sorted((needle for needle in needles if len(needle) >= _SHORTEST), key=len, reverse=True)
        self._stretches = {
            needle[at : at + STRETCH]
            for needle in self._needles
            if len(needle) >= _WHOLE_ONLY
            for at in range(len(needle) - STRETCH + 1)
        }

    def __bool__(self) -> bool:
        return bool(self._needles)

    def redact(self, text: str) -> str:
        """The text with each secret, and each telling part of a long one, replaced by asterisks."""
        return self._hide(text, lambda _: HIDDEN)

    def mask(self, text: str) -> str:
        """The same with as many asterisks as there were characters: for lines whose columns are pointed at."""
        return self._hide(text, lambda hidden: "*" * len(hidden))

    def finding(self, finding: Finding) -> Finding:
        """A finding in none of whose parts a secret can be read; its path ends before a key that holds one."""
        if not self._needles:
            return finding
        route = parse_path(finding.path)
        telling = (at for at, step in enumerate(route) if isinstance(step, str) and self.redact(step) != step)
        cut = next(telling, None)
        return replace(
            finding,
            path=finding.path if cut is None else format_path(route[:cut]),
            message=self.redact(finding.message),
            help=self.redact(finding.help),
            job=self.redact(finding.job),
            fix=None
            if finding.fix is not None and self.redact(repr(finding.fix)) != repr(finding.fix)
            else finding.fix,
        )

    def _hide(self, text: str, hidden_as: Callable[[str], str]) -> str:
        for needle in self._needles:
            if needle in text:
                text = text.replace(needle, hidden_as(needle))
        if not self._stretches or len(text) < STRETCH:
            return text
        kept: list[str] = []
        at = hidden = 0
        while at <= len(text) - STRETCH:
            if text[at : at + STRETCH] in self._stretches:
                end = at + STRETCH
                while end < len(text) and text[end - STRETCH + 1 : end + 1] in self._stretches:
                    end += 1
                kept += [text[hidden:at], hidden_as(text[at:end])]
                at = hidden = end
            else:
                at += 1
        return "".join([*kept, text[hidden:]])


def redact(text: str, secrets: Iterable[Secret]) -> str:
    """A text in which the given secrets can't be read."""
    return Redactor(secrets).redact(text)


def _forms(value: str) -> Iterator[str]:
    """The ways in which a value can stand in a file or a report."""
    parts = [value]
    if len(value.split()) > 1:
        parts += value.split()  # the lines of a key, each on a line of its own
    for part in parts:
        escaped = json.dumps(part)[1:-1]
        yield from (part, escaped, json.dumps(part, ensure_ascii=False)[1:-1], json.dumps(escaped)[1:-1])
        yield part.replace("'", "''")
        yield from (_html(part), _html(part).replace("&#x27;", "&#39;"), _html(part).replace("&#x27;", "'"))
        data = part.encode("utf-8", "surrogatepass")
        for encoded in (quote(data, safe=""), quote(data), quote_plus(data)):
            yield encoded
            yield _lower_hex(encoded)
        if len(data) >= _SHORTEST:
            yield from _base64_forms(data)


def _html(text: str) -> str:
    from html import escape

    return escape(text)


def _lower_hex(text: str) -> str:
    """URL encoding with small hexadecimal digits."""
    head, *encoded = text.split("%")
    return "%".join([head, *(part[:2].lower() + part[2:] for part in encoded)])


def _base64_forms(data: bytes) -> Iterator[str]:
    """What base64 and base64url of any text that holds the data have in common, at each of three alignments."""
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + data).decode().rstrip("=")
        first = (0, 2, 3)[shift]
        last = (len(data) + shift) * 8 // 6
        common = whole[first:last]
        if len(common) >= 2 * _SHORTEST:
            yield common
            yield common.translate(_TO_URL_SAFE)


_TO_URL_SAFE = str.maketrans("+/", "-_")
