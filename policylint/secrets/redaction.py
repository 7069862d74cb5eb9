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
from policylint.secrets.automaton import Words
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
        self._take(frozenset(needle for needle in needles if len(needle) >= _SHORTEST))

    def _take(self, needles: frozenset[str]) -> None:
        self._needles = needles
        self._stretches = {
            needle[at : at + STRETCH]
            for needle in needles
            if len(needle) >= _WHOLE_ONLY
            for at in range(len(needle) - STRETCH + 1)
        }
        self._words: Words | None = None

    def joined(self, others: Iterable["Redactor"]) -> "Redactor":
        """One that hides what this one and the others hide."""
        joined = Redactor(())
        joined._take(self._needles.union(*(other._needles for other in others)))
        return joined

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
            owner=self.redact(finding.owner),
            fix=None
            if finding.fix is not None and self.redact(repr(finding.fix)) != repr(finding.fix)
            else finding.fix,
        )

    def _hide(self, text: str, hidden_as: Callable[[str], str]) -> str:
        if self._words is None:
            self._words = Words(self._needles)
        spans = [(start, end) for _, start, end in self._words.find(text)]
        text = _cut_out(text, sorted(spans), hidden_as)
        if self._stretches:
            starts = range(len(text) - STRETCH + 1)
            telling = [(at, at + STRETCH) for at in starts if text[at : at + STRETCH] in self._stretches]
            text = _cut_out(text, telling, hidden_as)
        return text


def _cut_out(text: str, spans: list[tuple[int, int]], hidden_as: Callable[[str], str]) -> str:
    """The text with what the spans cover, in the order of their starts, replaced; what overlaps goes together."""
    covered: list[tuple[int, int]] = []
    for start, end in spans:
        if covered and start < covered[-1][1]:
            covered[-1] = (covered[-1][0], max(end, covered[-1][1]))
        else:
            covered.append((start, end))
    kept: list[str] = []
    at = 0
    for start, end in covered:
        kept += [text[at:start], hidden_as(text[start:end])]
        at = end
    return "".join([*kept, text[at:]])


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
