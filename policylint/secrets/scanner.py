"""The scanner: a request in, the secrets in it out.

One pass of an Aho-Corasick automaton over all text of a request finds the keywords of every detector and the words
that secrets are named with. Only where one stands is a pattern tried, at that place alone.
"""

import marshal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from policylint.job import Job, derived
from policylint.path import Route
from policylint.secrets.assignments import assignment, name_before, names_given
from policylint.secrets.calibration import threshold
from policylint.secrets.commands import commands, credentials, shell_words
from policylint.secrets.detector import Detector, Kind, Probe
from policylint.secrets.detectors import detectors
from policylint.secrets.engine import NAMES_END, PROGRAMS_END, engine
from policylint.secrets.format import whole_pattern
from policylint.secrets.layers import (
    DEEPEST,
    base64_text,
    base64_texts,
    percent_decoded,
    percent_written,
    unquoted,
)
from policylint.secrets.matches import Match, apart, checked, kind_by_name, looks_like_key, probed, spans
from policylint.secrets.members import PAIRED, Apart, Text, loose_texts, numbers, texts
from policylint.secrets.names import Claim, claim, is_identifier
from policylint.secrets.regexes import compiled, lazily
from policylint.secrets.secret import HIDDEN, Secret
from policylint.secrets.spans import Spans
from policylint.secrets.values import is_reference, meant
from policylint.unknown import Unknown

NAMED = Detector(
    "named-secret", "", "secret by its name", kind=Kind.NAMED,
    revoke="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
)  # fmt: skip
RANDOM = Detector(
    "random-string", "", "string that looks like a key", kind=Kind.RANDOM,
    revoke="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
)  # fmt: skip

# Where long random-looking strings are the rule: URLs, ARNs, certificates and public keys.
_ELSE = lazily(r"://|^arn:|-----BEGIN |^ssh-")
_RUN = lazily(r"(?<![^\s\"'=,;:(\[{])[A-Za-z0-9+/_-]{20,256}={0,2}(?![^\s\"',;)\]}])")
_REMEMBERED = 8192
_LONGEST_REMEMBERED = 256
_LONGEST_MARK = 2048
_LONGEST_JOINED = 4096


def _marked(request: Any, operation: str) -> dict[bytes, str]:
    """The members of a request by what tells them from all others, name and value; none where they cannot be told so.

    A mark is what Python would write to a compiled module: by far the fastest way to compare values of many parts.
    """
    if not isinstance(request, dict) or not PAIRED.isdisjoint(request):  # there one member names another
        return {}
    try:
        return {marshal.dumps((operation, name, *_told(value)), 2): name for name, value in request.items()}
    except ValueError:  # it holds an unknown somewhere
        return {}


def _told(value: Any) -> tuple[Any, ...]:
    """What tells a value from others; of one that is unknown, and of which no more is told, its text."""
    return (value.expression, None) if value.__class__ is Unknown and not value.candidates else (value,)


def _remember(known: set[Any], more: Iterable[Any]) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known.update(more)


@derived
def _marks(job: Job) -> dict[bytes, str]:
    """The marks of the members of a job's request."""
    return _marked(job.request, job.operation)


@derived
def _found_in(job: Job) -> "dict[Scanner, Sequence[Secret]]":
    """What scanners have found in a job so far."""
    return {}


class Scanner:
    """Finds secrets by the shipped detectors and one's `own`.

    `false_alarms` is how many random-looking strings that are not secrets one accepts per thousand requests; 0 turns
    that search off.
    """

    def __init__(self, own: tuple[Detector, ...] = (), false_alarms: float = 1.0) -> None:
        self.own = own
        self._bits = threshold(false_alarms)
        self._compiled = engine(own)
        self._clean: set[Apart] = set()
        self._clean_members: set[bytes] = set()
        self._without_numbers: set[bytes] = set()
        self._plain: set[str] = set()

    @property
    def detectors(self) -> tuple[Detector, ...]:
        """All that it looks for, except what only names and randomness show."""
        return (*detectors(), *self.own)

    def scan(self, request: Any, operation: str, members: dict[bytes, str] | None = None) -> list[Secret]:
        """The secrets in a request, in the order of the request, each once at each member.

        Jobs of a team share most of their text: what stood in a request without any secret, be it a whole member or a
        text under the same name, is not looked at again. `members` are the marks of the request's members, if known.
        """
        members = _marked(request, operation) if members is None else members
        unseen = {mark: name for mark, name in members.items() if mark not in self._clean_members}
        if members and not unseen:
            return []
        if members:
            request = {name: request[name] for name in unseen.values()}
        found = texts(request, operation, self._clean)
        secrets = _each_once(self._scan(found)) if found else []
        if not secrets:
            _remember(self._clean, (text.apart for text in found if len(text.value) <= _LONGEST_REMEMBERED))
            _remember(self._clean_members, (mark for mark in unseen if len(mark) <= _LONGEST_MARK))
        return secrets

    def secrets_of(self, job: Job) -> Sequence[Secret]:
        """The secrets in the request of a job, looked for once however many ask."""
        known = _found_in(job)
        if self not in known:
            known[self] = self.scan(job.request, job.operation, _marks(job))
        return known[self]

    def numbers_of(self, job: Job) -> set[str]:
        """The numbers in a job's request, as `numbers` gives them; members that held none are not looked at again."""
        members = _marks(job)
        if not members:
            return self.numbers(job.request)
        unseen = {mark: name for mark, name in members.items() if mark not in self._without_numbers}
        found = self.numbers({name: job.request[name] for name in unseen.values()}) if unseen else set()
        if not found:
            _remember(self._without_numbers, (mark for mark in unseen if len(mark) <= _LONGEST_MARK))
        return found

    def numbers(self, request: Any) -> set[str]:
        """The numbers that stand in a request under a secret's name: hardly secrets, and not shown all the same."""
        return {number for name, number in numbers(request) if name and claim(name) >= Claim.SURE}

    def scan_text(self, text: str) -> list[tuple[int, int, Secret]]:
        """The secrets in the text of a file, such as in its comments, each with where it begins and ends.

        Only what stands there readably is found: nothing is decoded, and a string that merely looks random is none.
        """
        if text in self._plain:
            return []
        found = [
            (match.start, match.end, _secret(match, Text((), "", ""), (), ()))
            for match in apart(self._matches(text, self._hits(text)))
        ]
        if not found and len(text) <= _LONGEST_REMEMBERED:
            if len(self._plain) >= _REMEMBERED:
                self._plain.clear()
            self._plain.add(text)
        return found

    def _scan(
        self, found: Sequence[Text], layers: tuple[str, ...] = (), carriers: tuple[str, ...] = ()
    ) -> Iterator[Secret]:
        """Scan many texts at the price of one pass of the automaton."""
        hits = self._hits_by_text([text.value for text in found])
        for index, text in enumerate(found):
            if index in hits or self._is_worth_a_look(text):
                for secret in self._text(text, hits.get(index, ()), layers, carriers):
                    yield secret if layers else replace(secret, whole=text.value)

    def _is_worth_a_look(self, text: Text) -> bool:
        """Whether a text without a keyword can still hold a secret: by its name, encoded, or as a random string."""
        value = text.value
        return (
            value[:1] in _QUOTING
            or (text.free and len(value) >= _SHORTEST_DECODED)
            or "%" in value
            or (text.name != "" and self._compiled.meaning(text.name) is not None)
        )

    def _hits_by_text(self, values: Sequence[str]) -> dict[int, list[tuple[int, int, int]]]:
        """The keywords in each of many texts, by the number of the text; none for texts without.

        Short texts share a pass; what joining them saves is nothing beside a long one.
        """
        hits: dict[int, list[tuple[int, int, int]]] = {}
        short: list[int] = []
        for index, value in enumerate(values):
            if len(value) <= _LONGEST_JOINED and len(values) > 1:
                short.append(index)
            elif found := self._hits(value):
                hits[index] = found
        if not short:
            return hits
        numbers = iter(short)
        index = next(numbers)
        begin, end = 0, len(values[index])
        for keyword, start, stop in self._hits("\n".join([values[one] for one in short])):  # in the order of their ends
            while start > end:
                index = next(numbers)
                begin, end = end + 1, end + 1 + len(values[index])
            hits.setdefault(index, []).append((keyword, start - begin, stop - begin))
        return hits

    def _hits(self, text: str) -> list[tuple[int, int, int]]:
        small = text.lower()
        if len(small) != len(text):  # few letters have a small form of another length, none of them in a keyword
            small = "".join(character.lower() if character.isascii() else character for character in text)
        return self._compiled.words.find(small)

    def _text(
        self,
        text: Text,
        hits: Sequence[tuple[int, int, int]],
        layers: tuple[str, ...],
        carriers: tuple[str, ...],
    ) -> Iterator[Secret]:
        """The secrets in one text: as it stands, by its name, and in what it encodes."""
        value = text.value
        deeper = len(layers) < DEEPEST
        inner = unquoted(value) if value[:1] in _QUOTING and deeper else None
        if inner is not None:
            yield from self._in_json(inner, text, hits, layers, carriers)
            return
        plain = percent_decoded(value) if "%" in value and deeper and not self._is_whole(text) else None
        if plain is not None and plain != value:
            yield from self._in_url_encoding(text, plain, hits, layers, carriers)
            return
        matches = list(self._matches(value, hits)) if hits else []
        named = self._named(text.name, value) if text.name and not text.in_key else None
        if named is not None and named.detector is not NAMED:
            matches.append(named)
            named = None
        found = apart(matches)
        if text.free and len(value) >= _SHORTEST_DECODED:
            encoded = list(self._encoded(text, found, layers, carriers)) if deeper else []
            yield from encoded
            if encoded:
                named = None
            elif named is None:
                found += self._random(text, found)
        if named is not None:
            found = apart([*found, named])
        told: set[str] = set()
        for match in found:
            if match.value not in told:
                told.add(match.value)
                yield _secret(match, text, layers, carriers)

    def _in_json(
        self,
        inner: Any,
        text: Text,
        hits: Sequence[tuple[int, int, int]],
        layers: tuple[str, ...],
        carriers: tuple[str, ...],
    ) -> Iterator[Secret]:
        """The secrets in JSON: those that only its members together are, then those in its members."""
        layers = (*layers, "JSON")
        whole = [match for match in self._matches(text.value, hits) if match.detector.structural]
        for match in whole:
            yield _secret(match, text, layers, carriers)
        known = {match.value for match in whole}
        for secret in self._below(inner, text, layers, carriers):
            if known.isdisjoint((secret.value, *secret.carriers)):
                yield secret

    def _is_whole(self, text: Text) -> bool:
        """Whether a text is meant as it is written, though it may look like URL encoding: a password by its name, a
        variable between percent signs."""
        if "://" in text.value:
            return False
        if is_reference(text.value):
            return True
        return claim(text.name) is Claim.PASSWORD and self._named(text.name, text.value) is not None

    def _in_url_encoding(
        self,
        text: Text,
        plain: str,
        hits: Sequence[tuple[int, int, int]],
        layers: tuple[str, ...],
        carriers: tuple[str, ...],
    ) -> Iterator[Secret]:
        """The secrets in a text with its URL encoding undone, which is `plain`.

        It is no layer to those that stand there without it.

        The parts of a URL are told apart first, for in `a%2Fb` and `a%26b` the sign separates none.
        """
        rest, at = "", 0
        for match in apart(self._matches(text.value, hits)):
            if _is_part_of_url(text.value, match):
                value = percent_decoded(match.value) or match.value
                part = self._named(match.name, value) if match.name else match
                rest, at = f"{rest}{text.value[at : match.start]}{HIDDEN}", match.end
                if part is not None:
                    yield _secret(part._replace(value=value), text, layers, (*carriers, match.value))
            elif match.name and "%" in match.value:  # a password of a command that merely looks encoded
                rest, at = f"{rest}{text.value[at : match.start]}{HIDDEN}", match.end
                yield _secret(match, text, layers, carriers)
        if at:
            plain = percent_decoded(rest + text.value[at:]) or rest + text.value[at:]
        for secret in self._below(plain, text, (*layers, "URL encoding"), carriers):
            if secret.value in text.value:
                depth = len(layers)
                yield replace(secret, layers=secret.layers[:depth] + secret.layers[depth + 1 :])
            else:
                written = tuple(percent_written(text.value, secret.value))
                yield replace(secret, carriers=(*secret.carriers, *written))

    def _encoded(
        self, text: Text, matches: Sequence[Match], layers: tuple[str, ...], carriers: tuple[str, ...]
    ) -> Iterator[Secret]:
        """The secrets in the stretches of a text that are base64, but for those that are secrets as they stand."""
        found = spans(matches)
        for start, end, decoded in base64_texts(text.value):
            if not found.touch(start, end):
                yield from self._below(decoded, text, (*layers, "base64"), (*carriers, text.value[start:end]))

    def _below(self, value: Any, text: Text, layers: tuple[str, ...], carriers: tuple[str, ...]) -> Iterator[Secret]:
        """The secrets in what a text encodes: another text, or a structure."""
        if isinstance(value, str):
            yield from self._scan([text._replace(value=value)], layers, carriers)
        else:
            yield from self._scan(list(loose_texts(value, text.route, text.name)), layers, carriers)

    def _matches(self, text: str, hits: Sequence[tuple[int, int, int]]) -> Iterator[Match]:
        """What detectors find in a text, and what is assigned to names with a meaning in it."""
        names: list[int] = []
        calls: list[int] = []
        others: list[tuple[int, tuple[Probe, ...]]] = []
        probes = self._compiled.probes
        for keyword, start, _ in hits:
            if keyword < NAMES_END:
                names.append(start)
            elif keyword < PROGRAMS_END:
                calls.append(start)
            if tried := probes[keyword]:
                others.append((start, tried))
        if others:
            yield from probed(text, others)
        # What a command takes is all of an argument, of which an assignment would read a part, up to a comma say.
        taken = Spans()
        for match in self._commanded(text, calls) if calls else ():
            if taken.add(match.start, match.end):
                yield match
        for match in self._assigned(text, names) if names else ():
            if not taken.touch(match.start, match.end):
                yield match

    def _commanded(self, text: str, starts: Iterable[int]) -> Iterator[Match]:
        """What commands of a shell take as a credential in a text; `starts` are where the names of programs stand."""
        known: dict[str, list[Match]] = {}  # text that is made to take long says the same again and again
        for start, line in commands(text, starts):
            if line not in known:
                known[line] = list(self._taken(line))
            for match in known[line]:
                yield match._replace(start=start + match.start, end=start + match.end)

    def _taken(self, line: str) -> Iterator[Match]:
        """The credentials that one command takes."""
        words = shell_words(line)
        for index, offset, name in credentials([word for _, word in words]):
            begin, word = words[index]
            quoted = offset > 0 and word[offset - 1] in _QUOTES and word.endswith(word[offset - 1])
            named = self._named(name, word[offset : len(word) - quoted])
            if named is not None:
                at = begin + offset + named.start
                yield named._replace(start=at, end=at + len(named.value), name=name)

    def _assigned(self, text: str, starts: Iterable[int]) -> Iterator[Match]:
        """What is assigned to names with a meaning in a text; `starts` are where the words of such names stand."""
        value_end, nested = 0, 0  # of the value read last, and how many names in it were followed
        known: dict[tuple[str, str], Match | None] = {}
        for begin, end, word in names_given(text, starts):
            nested = nested + 1 if word < value_end else 0
            if nested > _MOST_NESTED:
                continue
            given = assignment(text, begin, end)
            if given is None:
                continue
            value_end = max(value_end, given.end)
            pair = given.name, given.value
            if pair not in known:
                known[pair] = self._named(*pair)
            named = known[pair]
            if named is not None:
                at = given.start + named.start
                stop = given.end - (len(given.value) - named.start - len(named.value))
                yield named._replace(start=at, end=stop, name=given.name)

    def _named(self, name: str, text: str) -> Match | None:
        """The secret that a text is by its name."""
        meaning = self._compiled.meaning(name)
        if meaning is None:
            return None
        claimed, told = meaning
        value = meant(text)
        start = text.find(value)
        for detector in told:
            if any(compiled(whole_pattern(shape)).fullmatch(value) for shape in detector.formats):
                match = checked(detector, value, start, start + len(value), name)
                if match is not None:
                    return match
        kind = kind_by_name(claimed, value)
        if kind is None or (kind is Kind.RANDOM and self._bits == _NEVER):
            return None
        return Match(NAMED if kind is Kind.NAMED else RANDOM, kind, start, start + len(value), value, name)

    def _random(self, text: Text, matches: Sequence[Match]) -> Iterator[Match]:
        """The stretches of a text that look like keys though nothing says so."""
        value = text.value
        if self._bits == _NEVER or is_identifier(text.name) or _ELSE().search(value):
            return
        taken, found = spans(matches), list[Match]()
        for run in _RUN().finditer(value):
            if taken.touch(run.start(), run.end()):
                continue
            if is_identifier(name_before(value, run.start())):
                continue
            if looks_like_key(run[0], self._bits) and base64_text(run[0]) is None:
                found.append(Match(RANDOM, Kind.RANDOM, run.start(), run.end(), run[0], text.name))
                if len(found) > _MOST_RANDOM:
                    return  # data in lines of base64
        yield from found


_QUOTES = "'\""
_QUOTING = frozenset('"{[')
_SHORTEST_DECODED = 16
_MOST_RANDOM = 32  # nobody keeps more keys in one text that nothing names
_MOST_NESTED = 4  # `--env=OPTS=--api-key=VALUE`: a value with a name in it, which has a value
_NEVER = float("inf")


def _is_part_of_url(text: str, match: Match) -> bool:
    """Whether a secret is a part of a URL by itself: its user's password, a signature, a parameter of its query."""
    if match.kind is Kind.URL:
        return True
    if match.kind is not Kind.NAMED or not match.name:
        return False
    at = match.start - 1
    return text[at] == "=" and text[at - len(match.name) - 1 : at - len(match.name)] in ("?", "&", ";")


def _secret(match: Match, text: Text, layers: tuple[str, ...], carriers: tuple[str, ...]) -> Secret:
    name = match.name or text.name
    return Secret(
        match.detector, match.kind, text.route, match.value, text.in_key, name, layers, carriers, match.account
    )


def _each_once(found: Iterable[Secret]) -> list[Secret]:
    """Each secret once at each member, though it may be reached through several layers."""
    seen: dict[tuple[Route, str], Secret] = {}
    for secret in found:
        seen.setdefault((secret.route, secret.value), secret)
    covered = {(secret.route, other) for secret in seen.values() for other in secret.detector.covers}
    return [secret for secret in seen.values() if (secret.route, secret.detector.id) not in covered]
