"""Findings that are known: those of a baseline, or of the base of a review, met again among those of today.

What counts is which job it is and what is found, not what the job or its file is called today (`policylint.identity`).
A known finding about a secret is of that secret alone, and one about a number is known up to that number.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from policylint.dataclass_ import dataclass
from policylint.finding import ShownFinding, Subject
from policylint.identity import anywhere, family

UNMARKED = "unmarked"
"""In the place of a mark, of what was known before there were marks: it is of no secret."""
_TOLERANCE = 1.05
"""By how much an amount may grow that is no whole number: prices change a little from table to table."""
_GUESSABLE = b"g"
_SLOW, _FAST = "scrypt", "blake2b"
_SLOW_DIGITS, _FAST_DIGITS = 8, 32
_MEMORY = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Known:
    """Findings of one job, or of a file, that are known.

    Attributes:
        rule, path: what is found, and where in the request.
        file: where the job was, as it is named from the root.
        job: the job's name, or its family where no more is known; empty: the finding is of the file.
        count: how many there are of the kind.
        content, numbers: as `Subject` has them; empty: not known, and so no bound.
        secret: the mark of the secret, or its digest where this is of the same process; empty: about no secret.
    """

    rule: str
    file: str
    job: str
    path: str
    count: int = 1
    content: str = ""
    numbers: tuple[float, ...] = ()
    secret: str | bytes = ""

    def is_about(self, subject: Subject) -> bool:
        """Whether it is about the same secret, and about numbers that are no larger."""
        return self._is_secret(subject.secret) and not any(
            now > before * (_TOLERANCE if isinstance(before, float) and before > 0 else 1)
            for now, before in zip(subject.numbers, self.numbers, strict=False)
        )

    def _is_secret(self, digest: bytes) -> bool:
        if isinstance(self.secret, bytes) or not (self.secret and digest):
            return self.secret == digest or not (self.secret or digest)
        return is_marked(digest, self.secret)


Keys = Callable[[str, str, str, str, str], tuple[str, ...] | None]
"""What is compared of file, job, path and content (after the rule); None: it does not apply."""


# From what leaves no doubt to what may have changed: the name, the order of lists, the name altogether.
_IN_PLACE: tuple[Keys, ...] = (
    lambda rule, file, job, path, content: (rule, file, job, path),
    lambda rule, file, job, path, content: (rule, file, family(job), path),
    lambda rule, file, job, path, content: (rule, file, family(job), anywhere(path)),
    lambda rule, file, job, path, content: (rule, file, content, anywhere(path)) if job and content else None,
)
_MOVED: tuple[Keys, ...] = (
    lambda rule, file, job, path, content: (rule, job, anywhere(path)) if job else None,
    lambda rule, file, job, path, content: (rule, family(job), anywhere(path)) if job else None,
)
_COPIED: Keys = lambda rule, file, job, path, content: (  # noqa: E731 - one of its kind
    (rule, family(job), content, anywhere(path)) if job and content else None
)


def meet(
    findings: Sequence[ShownFinding],
    known: Sequence[Known],
    *,
    exists: Callable[[str], bool],
    named: Callable[[str], str] = str,
) -> tuple[list[Known | None], Counter[int]]:
    """Which known finding each of some findings is, and how many of each known one are left (by its index).

    A job is the same in its file under another name of its family, or under any other name where nothing else of it has
    changed; in another file where its own is gone; and as a copy, of which nothing but the name and what depends on
    that has changed. A copy takes nothing away from what it was copied from.

    Args:
        findings: those of today.
        known: those that are known.
        exists: whether a known finding's file is still there.
        named: what the file of a finding is called among the known ones.
    """
    found: list[Known | None] = [None] * len(findings)
    left = Counter({index: one.count for index, one in enumerate(known)})
    files = [named(finding.file) for finding in findings]
    gone = {one.file for one in known if one.job and not exists(one.file)}
    for key, are_gone in [*((key, False) for key in _IN_PLACE), *((key, True) for key in _MOVED)]:
        index = _index(known, key, lambda one, are_gone=are_gone: not are_gone or one.file in gone)  # type: ignore[misc]
        for at, finding in enumerate(findings):
            if found[at] is None:
                best = _best(_candidates(finding, files[at], key, index), known, finding, left)
                if best is not None:
                    left[best] -= 1
                    found[at] = known[best]
    index = _index(known, _COPIED, lambda one: one.file not in gone)
    copies = {file: Counter({at: one.count for at, one in enumerate(known)}) for file in set(files)} if index else {}
    for at, finding in enumerate(findings):
        if found[at] is None and index:
            others = [one for one in _candidates(finding, files[at], _COPIED, index) if known[one].file != files[at]]
            best = _best(others, known, finding, copies[files[at]])
            if best is not None:
                copies[files[at]][best] -= 1
                found[at] = known[best]
    return found, left


def _index(known: Sequence[Known], key: Keys, wanted: Callable[[Known], bool]) -> dict[tuple[str, ...], list[int]]:
    index: dict[tuple[str, ...], list[int]] = {}
    for at, one in enumerate(known):
        place = key(one.rule, one.file, one.job, one.path, one.content) if wanted(one) else None
        if place is not None:
            index.setdefault(place, []).append(at)
    return index


def _candidates(finding: ShownFinding, file: str, key: Keys, index: dict[tuple[str, ...], list[int]]) -> Sequence[int]:
    place = key(finding.rule, file, finding.job, finding.path, finding.subject.content)
    return index.get(place, ()) if place is not None else ()


def _best(candidates: Iterable[int], known: Sequence[Known], finding: ShownFinding, left: Counter[int]) -> int | None:
    """The candidate with the closest numbers, so that the higher ones are left for others."""
    fitting = [one for one in candidates if left[one] > 0 and known[one].is_about(finding.subject)]
    return min(fitting, key=lambda one: (known[one].numbers, one), default=None)


def mark(digest: bytes, salt: str) -> str:
    """What a file may hold of a secret, made of its digest and a salt of 16 random bytes in hexadecimal.

    Of one that could be guessed it takes some 50 ms and 16 MiB to make, and is so short that it cannot confirm a guess
    among many.
    """
    if digest.startswith(_GUESSABLE):
        return f"{_SLOW}:{salt}:{_slow(digest, salt)}"
    quick = hashlib.blake2b(digest, key=bytes.fromhex(salt), digest_size=_FAST_DIGITS // 2).hexdigest()
    return f"{_FAST}:{salt}:{quick}"


def is_marked(digest: bytes, text: str) -> bool:
    """Whether a mark is of the secret with this digest."""
    way, _, rest = text.partition(":")
    salt = rest.partition(":")[0]
    if way != (_SLOW if digest.startswith(_GUESSABLE) else _FAST):
        return False
    try:
        return hmac.compare_digest(mark(digest, salt), text)
    except ValueError:  # no salt
        return False


@lru_cache(maxsize=256)
def _slow(digest: bytes, salt: str) -> str:
    made = hashlib.scrypt(digest, salt=bytes.fromhex(salt), n=2**14, r=8, p=1, maxmem=2 * _MEMORY, dklen=16)
    return made.hex()[:_SLOW_DIGITS]
