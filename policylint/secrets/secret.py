"""A secret that was found, in memory only, and what may be shown of it: its mask and its fingerprint."""

from typing import Any, NoReturn

from policylint.dataclass_ import dataclass
from policylint.path import Route, format_path
from policylint.secrets.detector import Detector, Kind
from policylint.secrets.randomness import randomness

HIDDEN = "********"
_SHORTEST_SHOWN = 24
_TAIL = 4
# Of secrets with fewer bits than this a fingerprint under a known key would let one try passwords against it.
_GUESSABLE = 60.0
DEFAULT_KEY = "policylint"
GUESSABLE, STRONG = b"g", b"s"
"""How the digest of a secret begins."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A credential at a place of a request.

    `route` leads to the member that holds it, or, where the key of a map is itself the secret, to the map, and `in_key`
    is set: the key must not appear in a path. `layers` are the encodings around it, outermost first. `name` is what the
    value is called where it stands, "" where nothing names it. `carriers` are the stretches of base64 that it was
    decoded from, which give it away as well. `account` is whose it is, if it says so itself. `whole` is all that the
    member holds ("" for what was found outside of any): what else stands in it is not shown either.

    It has no readable form and can't be pickled, so that it gets into no log, trace or cache.
    """

    detector: Detector
    kind: Kind
    route: Route
    value: str
    in_key: bool = False
    name: str = ""
    layers: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    account: str = ""
    whole: str = ""

    def __repr__(self) -> str:
        return f"<Secret {self.detector.id} at {self.path} {self.mask}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")

    @property
    def path(self) -> str:
        """Where it stands, as paths are written."""
        return format_path(self.route)

    @property
    def mask(self) -> str:
        """The secret with all but a quarter of its characters hidden, and all of a short one.

        What shows is what the format makes public, and the last four characters, by which people recognise keys;
        nothing shows of passwords, keys in URLs and keys in several lines.
        """
        length = len(self.value)
        if self.kind not in (Kind.CREDENTIAL, Kind.EXAMPLE) or length < _SHORTEST_SHOWN or "\n" in self.value:
            return HIDDEN
        prefix = self.detector.formats[0].partition("{")[0] if self.detector.formats else ""
        head = prefix if self.value.startswith(prefix) else ""
        head = head[: length // 4 - _TAIL]
        return f"{head}{HIDDEN}{self.value[-_TAIL:]}"

    def fingerprint(self, key: str | None) -> str:
        """What identifies the secret wherever it stands: 24 hex digits, keyed.

        Without a key of one's own, "" for a secret that could be guessed: see docs/secrets.md.
        """
        if not key and self.guessable:
            return ""
        import hashlib

        secret = (key or DEFAULT_KEY).encode()
        digest = hashlib.blake2b(secret, digest_size=32).digest()
        return hashlib.blake2b(self.value.encode("utf-8", "surrogatepass"), key=digest, digest_size=12).hexdigest()

    @property
    def digest(self) -> bytes:
        """What the secret is known again by within a process: whether it could be guessed, and its hash."""
        import hashlib

        value = self.value.encode("utf-8", "surrogatepass")
        return (GUESSABLE if self.guessable else STRONG) + hashlib.sha256(value).digest()

    @property
    def guessable(self) -> bool:
        """Whether a list of likely passwords might hold it."""
        return self.kind in (Kind.NAMED, Kind.URL) and randomness(self.value) < _GUESSABLE

    def properties(self, key: str | None) -> dict[str, Any]:
        """What a finding carries of it."""
        told = {
            "detector": self.detector.id,
            "mask": self.mask,
            "layers": list(self.layers),
            "secretFingerprint": self.fingerprint(key),
            "account": self.account,
        }
        return {name: value for name, value in told.items() if value}
