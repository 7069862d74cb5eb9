"""Redaction: text in which no secret that was found can be read, however it is written there.

Messages, paths, lines of source, reports: all that leaves policylint about a request passes through the `Redactor` of
the secrets found in it. It holds them in memory only.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import quote, quote_plus

from policylint.finding import NO_SUBJECT, Finding, Severity, ShownFinding, ShownRelated, Subject
from policylint.job import Job, derived
from policylint.path import format_path, parse_path
from policylint.secrets.secret import HIDDEN, Secret
from policylint.secrets.uploads import uploaded
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.secrets.automaton import Words
    from policylint.secrets.scanner import Scanner

# A shorter secret is looked for only as a whole; of a longer one each stretch of so many characters is hidden too, so
# that cut messages and values broken over lines give nothing away.
STRETCH = 12
_WHOLE_ONLY = 2 * STRETCH
_SHORTEST = 4
# An automaton of a long word that repeats itself takes quadratic time to make; such words are looked for one by one.
_LONGEST_WORD = 256
# Names of files, jobs and members and the help of rules come again with each finding, and with each request.
_REMEMBERED = 1024
_AT_ONCE = 256


_Answer = TypeVar("_Answer")


class Known(NamedTuple):
    """What the engine knows of a finding, and its rule leaves out."""

    severity: Severity
    help: str
    job: str
    owner: str
    file: str
    fingerprint: str
    subject: Subject = NO_SUBJECT


class Redactor:
    """Hides the secrets of a request in any text: in plain, escaped for JSON, YAML, HTML, URLs or a shell, in base64.

    It hides the whole value of each member in which a secret was found, wherever a part of that is quoted, and, as
    `screened` does, what `scanner` (default: the one with the detectors that ship) recognises in the text itself.
    `numbers` are hidden, too.
    """

    def __init__(
        self, secrets: Iterable[Secret] = (), scanner: "Scanner | None" = None, numbers: Iterable[str] = ()
    ) -> None:
        self._scanner = scanner or _shipped()
        needles = set(numbers)
        wholes: set[str] = set()
        for secret in secrets:
            for value in (secret.value, *secret.carriers):
                needles.update(_forms(value))
            if secret.whole and secret.whole != secret.value:
                wholes.update(_written(secret.whole))
        self._take(_long_enough(needles), _long_enough(wholes))

    def _take(self, needles: frozenset[str], wholes: frozenset[str]) -> None:
        self._needles, self._wholes = needles, wholes
        self._of_secrets = _stretches(needles)
        self._stretches = self._of_secrets | _stretches(wholes)
        self._words: Words | None = None
        self._short: list[int] = []
        self._long: list[tuple[int, str]] = []
        self._redacted: dict[str, Shown] = {}
        self._clean: dict[str, bool] = {}

    def joined(self, others: Iterable["Redactor"]) -> "Redactor":
        """One that hides what this one and the others hide."""
        several = (self, *others)
        joined = Redactor(scanner=self._scanner)
        joined._take(
            frozenset().union(*(one._needles for one in several)), frozenset().union(*(one._wholes for one in several))
        )
        return joined

    def __bool__(self) -> bool:
        return bool(self._needles)

    def redact(self, text: str) -> Shown:
        """The text with each secret, and each recognisable part of a long one, replaced by asterisks."""
        return _remembered(self._redacted, text, lambda: Shown(self._hide(text, lambda _: HIDDEN)))

    def redact_all(self, texts: Sequence[str]) -> tuple[Shown, ...]:
        """Several texts; those among which no secret stands at the price of one."""
        if not self and not self._scanner.scan_text("\n".join(texts)):
            return tuple(map(Shown, texts))
        return tuple(map(self.redact, texts))

    def mask(self, text: str) -> Shown:
        """The same with as many asterisks as there were characters: for lines whose columns are pointed at."""
        return Shown(self._hide(text, lambda hidden: "*" * len(hidden)))

    def finding(self, finding: Finding, known: Known) -> ShownFinding:
        """A finding in none of whose parts a secret can be read; its path ends before a key that holds one."""
        return ShownFinding(
            path=self._path(finding.path),
            message=self.redact(finding.message),
            rule=finding.rule,
            severity=known.severity,
            help=self.redact(known.help),
            fix=finding.fix if finding.fix is None or self._is_clean(repr(finding.fix)) else None,
            anchor=finding.anchor,
            related=tuple(ShownRelated(self.redact(one.message), one.position) for one in finding.related),
            related_path=None if finding.related_path is None else self._path(finding.related_path),
            job=self.redact(known.job),
            file=self.redact(known.file),
            position=finding.position,
            fingerprint=known.fingerprint,
            properties=finding.properties,
            owner=self.redact(known.owner),
            source=finding.source,
            subject=known.subject,
        )

    def _path(self, path: str) -> Shown:
        """A path, ended before the first key that holds a secret: what leads to a member is not part of its value."""
        route = parse_path(path)
        end = next((at for at, step in enumerate(route) if not self._is_clean_step(str(step))), len(route))
        return Shown(path if end == len(route) else format_path(route[:end]))

    def _is_clean_step(self, step: str) -> bool:
        return _remembered(self._clean, step, lambda: self._is_clean(step))

    def _is_clean(self, text: str) -> bool:
        """Whether no secret stands in a text, though parts of what stands beside one may."""
        spans = self._found(text)
        if any(index < len(self._needles) for index, _, _ in spans) or self._scanner.scan_text(text):
            return False
        return not self._of_secrets or all(part not in self._of_secrets for part in _parts(text))

    def _found(self, text: str) -> list[tuple[int, int, int]]:
        if not self._needles:
            return []
        if self._words is None:
            from policylint.secrets.automaton import Words

            several = [*self._needles, *self._wholes]
            self._short = [index for index, word in enumerate(several) if len(word) <= _LONGEST_WORD]
            self._long = [(index, word) for index, word in enumerate(several) if len(word) > _LONGEST_WORD]
            self._words = Words([several[index] for index in self._short])
        found = [(self._short[index], start, end) for index, start, end in self._words.find(text)]
        for index, word in self._long:
            at = text.find(word)
            while at >= 0:
                found.append((index, at, at + len(word)))
                at = text.find(word, at + len(word))
        return found

    def _hide(self, text: str, hidden_as: Callable[[str], str]) -> str:
        spans = [(start, end) for _, start, end in self._found(text)]
        for read in _as_closed(text):
            spans += [(start, min(end, len(text))) for start, end, _ in self._scanner.scan_text(read)]
        if spans:
            text = _cut_out(text, sorted(spans), hidden_as)
        if self._stretches:
            telling = [(at, at + STRETCH) for at, part in enumerate(_parts(text)) if part in self._stretches]
            text = _cut_out(text, telling, hidden_as)
        return text


def _as_closed(text: str) -> Iterator[str]:
    """A text, and where it is a line that a quote is open in, the same with the quote closed.

    What stands behind an open quote is the value all the same, in a file that is broken there.
    """
    yield text
    if "\n" not in text:
        yield from (text + quote for quote in "'\"" if text.count(quote) % 2)


def _remembered(answers: dict[str, _Answer], text: str, answer: Callable[[], _Answer]) -> _Answer:
    """The answer about a text, kept while there is room for it."""
    known = answers.get(text)
    if known is None:
        if len(answers) >= _REMEMBERED:
            answers.clear()
        known = answers[text] = answer()
    return known


def _parts(text: str) -> Iterator[str]:
    """Each stretch of a text."""
    return (text[at : at + STRETCH] for at in range(len(text) - STRETCH + 1))


def _stretches(needles: Iterable[str]) -> frozenset[str]:
    return frozenset(part for needle in needles if len(needle) >= _WHOLE_ONLY for part in _parts(needle))


def _long_enough(needles: Iterable[str]) -> frozenset[str]:
    return frozenset(needle for needle in needles if len(needle) >= _SHORTEST)


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


def redact(text: str, secrets: Iterable[Secret]) -> Shown:
    """A text in which the given secrets can't be read."""
    return Redactor(secrets).redact(text)


def screened(text: str) -> Shown:
    """A text that belongs to no request, such as a file's name, an option's value or an error's words.

    What the detectors that ship recognise in the text itself is replaced by asterisks.
    """
    return unaided().redact(text)


def all_screened(texts: Sequence[str]) -> Iterator[Shown]:
    """Many such texts, each on its own; those among which none holds a secret at the price of one."""
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        together = "\n".join(some)
        yield from map(Shown if unaided().mask(together) == together else screened, some)


def screened_line(line: str) -> Shown:
    """A line of such a text, its length unchanged: columns of it are pointed at."""
    return unaided().mask(line)


def redactor_of(job: Job, scanner: "Scanner | None" = None) -> Redactor:
    """What hides the secrets of a request in all that is shown about it, as `scanner` finds them."""
    scanner, known = scanner or _shipped(), _redactors(job)
    if scanner not in known:
        known[scanner] = _made(job, scanner)
    return known[scanner]


@derived
def _redactors(job: Job) -> "dict[Scanner, Redactor]":
    """The redactors of a job, by what looks for secrets: of many findings each asks for it."""
    return {}


def _made(job: Job, scanner: "Scanner") -> Redactor:
    secrets, numbers = scanner.secrets_of(job), scanner.numbers_of(job)
    for name in (job.origin.address, job.file):  # policies know them, too, and may turn them
        secrets = [*secrets, *(secret for *_, secret in scanner.scan_text(name))]
    for text, _ in job.origin.beside:
        secrets = [*secrets, *scanner.scan(uploaded(text), job.operation)]
    return Redactor(secrets, scanner, numbers) if secrets or numbers else unaided(scanner)


@lru_cache(maxsize=8)
def unaided(scanner: "Scanner | None" = None) -> Redactor:
    """The redactor that knows of no request: it hides what `scanner` recognises in a text itself."""
    return Redactor(scanner=scanner)


@cache
def _shipped() -> "Scanner":
    from policylint.secrets.scanner import Scanner

    return Scanner()


def _forms(value: str) -> Iterator[str]:
    """The ways in which a secret can stand in a file or a report."""
    parts = [value]
    if len(value.split()) > 1:
        parts += value.split()  # the lines of a key, each on a line of its own
    for part in parts:
        yield from _written(part)
        yield from _turned(part)


def _written(text: str) -> Iterator[str]:
    """A text as it is, escaped, and in base64."""
    yield from _escaped(text)
    data = text.encode("utf-8", "surrogatepass")
    if len(data) >= _SHORTEST:
        yield from _base64_forms(data)


def _turned(text: str) -> Iterator[str]:
    """A text as the functions of policies turn it."""
    for turned in {text.lower(), text.upper(), text[::-1], text[::-1].lower()} - {text}:
        yield from _escaped(turned)


def _escaped(text: str) -> Iterator[str]:
    """A text as it stands in plain, in JSON, YAML, HTML and URLs."""
    escaped = json.dumps(text)[1:-1]
    yield from (text, escaped, json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(escaped)[1:-1])
    yield text.replace("'", "''")
    yield from (_html(text), _html(text).replace("&#x27;", "&#39;"), _html(text).replace("&#x27;", "'"))
    data = text.encode("utf-8", "surrogatepass")
    for encoded in (quote(data, safe=""), quote(data), quote_plus(data)):
        yield encoded
        yield _lower_hex(encoded)


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
