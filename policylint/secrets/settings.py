"""What a configuration says about secrets."""

from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass
from policylint.settings.config import Config

if TYPE_CHECKING:
    from policylint.secrets.scanner import Scanner
    from policylint.secrets.secret import Secret


@dataclass(frozen=True, slots=True)
class SecretSettings:
    """How to look for secrets, and which are accepted.

    `false_alarms` is how many random-looking strings that are not secrets one accepts per thousand requests. `allowed`
    are fingerprints of secrets that are accepted, each with its reason. `detectors` are files of one's own detectors.
    `key` is what fingerprints are keyed with.
    """

    false_alarms: float = 1.0
    allowed: Mapping[str, str] = field(default_factory=dict)
    detectors: tuple[str, ...] = ()
    key: str | None = None

    def scanner(self) -> "Scanner":
        """The scanner for these settings.

        Raises:
            AuthoredError: a file of detectors can't be used.
        """
        return _scanner(self.detectors, self.false_alarms)

    def accepts(self, secret: "Secret") -> bool:
        """Whether a secret is on the list of those accepted."""
        return bool(self.allowed) and secret.fingerprint(self.key) in self.allowed


def settings_of(config: Config) -> SecretSettings:
    """The part of a configuration that is about secrets.

    Raises:
        AuthoredError: a file of detectors can't be used.
    """
    settings = SecretSettings(
        config.secret_false_alarms, config.allowed_secrets, config.secret_detectors, config.fingerprint_key
    )
    if settings.detectors:
        settings.scanner()
    return settings


@lru_cache(maxsize=8)
def _scanner(files: tuple[str, ...], false_alarms: float) -> "Scanner":
    from policylint.secrets.scanner import Scanner

    if not files:
        return Scanner(false_alarms=false_alarms)
    from policylint.secrets.custom import read

    return Scanner(tuple(detector for file in files for detector in read(file)), false_alarms)
