"""What is a secret: a detector's match, a value by its name, a random string; and which of several matches stay."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from policylint.secrets.detector import Detector, Kind, Probe
from policylint.secrets.documented import is_documented
from policylint.secrets.format import pieces, whole_pattern
from policylint.secrets.layers import is_plain_data
from policylint.secrets.names import Claim
from policylint.secrets.randomness import entropy, is_filler, is_hexadecimal, randomness
from policylint.secrets.regexes import compiled, lazily
from policylint.secrets.spans import Spans
from policylint.secrets.values import is_chosen, is_password, is_placeholder, is_token, is_uuid

_EASY = 6.0  # bits of randomness that a value needs which is surely named as a key
_HARD = 16.0  # and one that is likely so named


class Match(NamedTuple):
    """A secret within one text."""

    detector: Detector
    kind: Kind
    start: int
    end: int
    value: str
    name: str = ""
    account: str = ""


# How the base64 of well-known kinds of data begins: archives, images, models, certificates, public keys.
_DATA = (
    "H4sI",
    "eJ",
    "eN",
    "UEsDB",
    "iVBOR",
    "/9j/",
    "R0lGOD",
    "AAAA",
    "MII",
    "MFkw",
    "MHYw",
    "MCow",
    "KLUv",
    "gAS",
    "gAJ",
    "Qlpo",
    "TVq",
    "JVBERi",
    "UklGR",
    "T2dnUw",
    "k05VTVBZ",
    "UEFSMQ",
    "ZkxhQ",
)


def looks_like_key(run: str, bits: float) -> bool:
    """Whether a run of characters is as random as keys are, by so many bits, and no digest, id or encoded data."""
    body = run.rstrip("=")
    if body in (body.lower(), body.upper()) or not any(map(str.isdigit, body)):
        return False
    if is_hexadecimal(body) or is_uuid(body) or body.startswith(_DATA) or _OPEN().match(body):
        return False
    if randomness(body) < bits or entropy(body) <= _LEAST_ENTROPY:
        return False
    return not is_placeholder(body) and not is_plain_data(run)


_LEAST_ENTROPY = 3.5
_OPEN = lazily(
    r"(?:sha(?:1|224|256|384|512)|md5|h1)[-_:=]|pk[-_](?:live|test|lf)[-_]|phc_|sb_publishable_"
)  # digests, public halves of keys


def kind_by_name(claimed: Claim, value: str) -> Kind | None:
    """As what a value is reported that a name claims so much of; None where it is no secret all the same."""
    if claimed is Claim.PASSWORD:
        return Kind.NAMED if is_password(value) else None
    if claimed is Claim.SECRET:
        return Kind.NAMED if _is_key(value) or is_token(value, _EASY) or is_chosen(value.rpartition(":")[2]) else None
    if _OPEN().match(value):
        return None
    if is_uuid(value):  # an id or a key: a few providers' keys are UUIDs
        return Kind.RANDOM if claimed is Claim.SURE and _is_key(value) else None
    least = {Claim.SURE: _EASY, Claim.LIKELY: _HARD}.get(claimed)
    return Kind.NAMED if least is not None and is_token(value, least) else None


def _is_key(value: str) -> bool:
    """Whether a value is a UUID drawn at random, not the one of zeros."""
    return is_uuid(value) and not is_filler(value)


def probed(text: str, places: Iterable[tuple[int, tuple[Probe, ...]]]) -> Iterator[Match]:
    """What detectors find in a text by the probes to try at each place."""
    resume: dict[str, int] = {}  # no detector reads what it has matched already
    for start, tried in places:
        for probe in tried:
            at = start - probe.before
            if at < resume.get(probe.shape, 0):
                continue
            found = probe.regex.match(text, at)
            if found is not None:
                resume[probe.shape] = found.end()
                match = judged(probe.detector, found)
                if match is not None:
                    yield match


def judged(detector: Detector, found: re.Match[str]) -> Match | None:
    """A match of a detector's pattern as a secret, if it passes the detector's own tests."""
    if detector.judge is not None and not detector.judge(found):
        return None
    group = "secret" if "secret" in found.re.groupindex else 0
    return checked(detector, found[group], found.start(group), found.end(group), "")


def checked(detector: Detector, value: str, start: int, end: int, name: str) -> Match | None:
    """A value in a detector's format as a secret, if its structure holds and it was not made up."""
    if is_documented(value):
        return Match(detector, Kind.EXAMPLE, start, end, value, name)
    if detector.check is not None and not detector.check.holds(value):
        return None
    if detector.entropy and entropy(value) < detector.entropy:
        return None
    if detector.formats and not _is_random(detector, value):
        return None
    if not detector.formats and detector.kind is not Kind.PRIVATE_KEY and is_placeholder(value):
        return None
    account = detector.check.account(value) if detector.check else ""
    return Match(detector, detector.kind, start, end, value, name, account)


def _is_random(detector: Detector, value: str) -> bool:
    """Whether the part of a token that its provider draws at random looks so."""
    shape = next(shape for shape in detector.formats if compiled(whole_pattern(shape)).fullmatch(value))
    body = value
    for piece in pieces(shape):
        body = body.replace(piece.text, "", 1) if piece.text not in _SEPARATING else body
    if is_filler(body):
        return False
    if detector.check is not None:
        return True
    longest = max(_SEGMENTS().split(body), key=len)
    drawn = longest if len(longest) >= _LONG_SEGMENT else body
    if is_placeholder(body):
        return False
    return is_hexadecimal(drawn) or is_uuid(body) or randomness(drawn) > len(drawn) / 4


_SEPARATING = ("", "-", "_", ".", ":", "/")
_SEGMENTS = lazily(r"[-_.:/]")
_LONG_SEGMENT = 16


def apart(matches: Iterable[Match]) -> list[Match]:
    """Matches that don't overlap: of two that do the more specific kind stays, then the longer, then the earlier."""
    matches = list(matches)
    if len(matches) < _SEVERAL:
        return matches
    taken = Spans()
    kept = [match for match in sorted(matches, key=_rank) if taken.add(match.start, match.end)]
    covered = {other for match in kept for other in match.detector.covers}
    return sorted((match for match in kept if match.detector.id not in covered), key=lambda match: match.start)


def spans(matches: Sequence[Match]) -> Spans:
    """Where matches stand, none of which overlaps another."""
    return Spans([(match.start, match.end) for match in matches]) if matches else Spans()


_SEVERAL = 2
_ORDER = {Kind.PRIVATE_KEY: 0, Kind.CREDENTIAL: 0, Kind.EXAMPLE: 0, Kind.URL: 1, Kind.NAMED: 2, Kind.RANDOM: 3}


def _rank(match: Match) -> tuple[int, int, int, bool]:
    """What has a structure comes first, then what a name says; of these, the one with a provider."""
    nameless = not match.detector.provider
    weak = match.kind is Kind.CREDENTIAL and (match.name or nameless)
    return _ORDER[Kind.NAMED if weak else match.kind], match.start - match.end, match.start, nameless
