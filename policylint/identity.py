"""What makes a job and a finding the same from one run to the next.

SageMaker wants a new name for each run, so names carry dates, counters, hashes and uuids. These do not make another
job: what is left of a name without them is its family. Fingerprints, baselines, waivers, reviews and the costs before
and after all go by it.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

from policylint.job import Job, name_member
from policylint.path import Route
from policylint.unknown import Unknown

_NO_WORD = "#"
"""The family of a name that is nothing but a date, a number or a hash."""
_HEX_AT_LEAST, _RANDOM_AT_LEAST, _LONG = 6, 5, 20
_MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october"
    " november december"
)
_DAYS = "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday"
_CALENDAR = frozenset(f"{_MONTHS} {_DAYS}".split())
_COUNTED_TEXT = "v ver version run r n no nr t ts build b id try iter rev rc pr attempt trial w q"
_COUNTED = frozenset(_COUNTED_TEXT.split())
"""Words that say nothing with a number behind them: `v12`, `run3`."""

_PIECE = re.compile(
    r"(?P<expression>\$\{[^}]*\}|\{[^}]*\}|<%.*?%>|\[\d+\])"
    r"|(?P<uuid>(?<![^\W_])[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}(?![^\W_]))"
    r"|(?P<region>(?<![^\W_])[a-z]{2}(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central){1,2}-\d(?![^\W_]))"
    r"|(?P<word>[^\W_]+)"
    r"|(?P<between>.)",
    re.DOTALL,
)
_TIME = re.compile(r"\d+[tT]\d+[zZ]?|\d{4}[wWqQhH]\d{1,2}|\d{1,2}(?:am|pm)|\d+[zZ]")
_DATED = re.compile(r"\d{1,2}([A-Za-z]{3,9})\d{2,4}|\d{4}([A-Za-z]{3,9})\d{1,2}")
_WITH_TIME = re.compile(r"(?P<word>[^\W\d_]{2,}?)\d{6,}[tT]\d+[zZ]?")
_NUMBERED = re.compile(r"(?P<word>[^\W\d_]+)\d+")
_INSTANCE = re.compile(r"[a-z]+\d[a-z]*\d*(?:large|medium|small|metal)|\d*x?large", re.IGNORECASE)
_TURN = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")


@lru_cache(maxsize=4096)
def family(name: str) -> str:
    """A job's name without what changes from run to run: `churn` of `churn-2026-11-24-8f3a2c1`.

    Sizes (`7b`, `24xlarge`) and Regions stay. Names apart by a number alone are of one family.
    """
    kept: list[str] = []
    dropped = False
    pieces = [(match.lastgroup or "", match[0]) for match in _PIECE.finditer(name)]
    numeric = [at for at, (kind, text) in enumerate(pieces) if kind == "uuid" or (kind == "word" and not _stable(text))]
    for at, (kind, text) in enumerate(pieces):
        if kind == "between":
            kept.append(text)
            continue
        word = text if kind == "region" else _stable(text) if kind == "word" else ""
        if word.lower() in _CALENDAR and any(abs(at - other) <= 2 for other in numeric):
            word = ""
        if word:
            kept.append(word)
            dropped = False
        else:
            dropped = True
            while kept and not kept[-1][-1].isalnum():
                kept.pop()
    text = "".join(kept)
    if dropped or not text[:1].isalnum():
        text = text.strip("-_. :/[]()\"'#$")
    return text or (_NO_WORD if name else "")


def _stable(word: str) -> str:
    """What of a word without separators stays from run to run; "" of a number, a date, a hash."""
    if word.isdigit() or _TIME.fullmatch(word) or _is_date(word) or _is_random(word):
        return ""
    with_time = _WITH_TIME.fullmatch(word)
    numbered = with_time or _NUMBERED.fullmatch(word)
    if numbered is None:
        return word
    return "" if numbered["word"].lower() in _COUNTED else numbered["word"]


def _is_date(word: str) -> bool:
    dated = _DATED.fullmatch(word)
    return dated is not None and (dated[1] or dated[2]).lower() in _CALENDAR


def _is_random(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    if not digits or digits == len(word) or _INSTANCE.fullmatch(word):
        return False
    if len(word) >= _HEX_AT_LEAST and not word.lower().strip("0123456789abcdef"):
        return True
    turns = len(_TURN.findall(word))
    return (len(word) >= _RANDOM_AT_LEAST and digits >= 2 and turns >= 3) or (len(word) >= _LONG and turns >= 2)


def anywhere(path: str) -> str:
    """A path with any index in place of each: what stands in a list is the same when the list is put in order."""
    return re.sub(r"\[\d+\]", "[*]", path)


def fingerprint(rule: str, file: str, job: str, path: str) -> str:
    """What identifies a finding from one run to the next: 24 hex digits that no move of lines and no value changes.

    It is of the job's family, wherever its file lies; a finding of no job with a name is of its file.
    """
    import hashlib

    whose = ("job", family(job)) if job else ("file", file)
    identity = "\0".join((rule, *whose, anywhere(path)))
    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def numbered(fingerprint: str, number: int) -> str:
    """The fingerprint of one of several findings in a file that have the same: the first one as it is."""
    return fingerprint if number == 1 else f"{fingerprint}-{number}"


def unnumbered(fingerprint: str) -> str:
    """The fingerprint that several findings in a file may have in common."""
    return fingerprint.partition("-")[0]


def content(job: Job, secrets: Collection[Route]) -> str:
    """A digest of a request apart from its name and from what else changes with that; nothing of a secret is in it.

    Args:
        job: the request.
        secrets: the routes at which secrets stand.
    """
    import hashlib

    member = name_member(job.operation)
    hidden = {*secrets, (member,)}
    name = job.string(member) or ""

    def plain(value: Any, route: Route) -> Any:
        if route in hidden:
            return None
        if isinstance(value, dict):
            return sorted((str(key), repr(plain(value[key], (*route, key)))) for key in value)
        if isinstance(value, list):
            return [plain(item, (*route, index)) for index, item in enumerate(value)]
        if isinstance(value, str):
            text = value.replace(name, "") if name else value
            return family(text) if text.startswith("s3://") else text
        return value.expression if isinstance(value, Unknown) else value

    text = repr((job.operation, plain(job.request, ())))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def from_root(file: str, root: Path) -> str:
    """A file's name as it is wherever policylint is started: from the root, if it lies below it."""
    absolute = Path(file).absolute()
    inside = file and not file.startswith("<") and absolute.is_relative_to(root)
    return absolute.relative_to(root).as_posix() if inside else file
