"""What requests are held to: all that settings come to before the first of them is read."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policylint.config import Settings
from policylint.engine import Engine
from policylint.globs import matcher
from policylint.job import Facts
from policylint.suppression import Baseline, ConfiguredSuppressions

if TYPE_CHECKING:
    from policylint.waivers import Waivers


class FactsByFile:
    """What is known of the requests in a file that the file itself may not say.

    The words of this run (options, environment variables) are the strongest, then the file's own sidecar, then the
    last `[[facts]]` entry whose glob matches, then what the configuration file says of every request.
    """

    def __init__(self, settings: Settings) -> None:
        self._forced = settings.facts(from_file=False)
        self._default = settings.facts(from_file=True)
        self._entries = [
            (matcher([entry.files], settings.root), Facts(entry.environment, entry.region, entry.account))
            for entry in reversed(settings.config.facts)
        ]

    def of(self, file: str, sidecar: Facts) -> Facts:
        """The facts of a file whose sidecar states some."""
        facts = self._forced.over(sidecar)
        for covers, entry in self._entries:
            if covers(file):
                facts = facts.over(entry)
        return facts.over(self._default)


@dataclass(frozen=True, slots=True)
class Standard:
    """The settings, and all that is made of them."""

    settings: Settings
    engine: Engine
    facts: FactsByFile
    suppressions: ConfiguredSuppressions
    baseline: Baseline
    waivers: "Waivers | None"

    @classmethod
    def of(cls, settings: Settings, *, with_baseline: bool = True) -> "Standard":
        """The standard that settings set.

        Raises:
            ConfigError: the baseline, a pack of policies or a file of waivers cannot be used.
            UnknownSelectorError: the settings name a rule that does not exist.
        """
        config = settings.config
        return cls(
            settings,
            Engine.of(settings),
            FactsByFile(settings),
            ConfiguredSuppressions(settings),
            Baseline.read(Path(config.baseline)) if config.baseline and with_baseline else Baseline(),
            waivers_of(settings),
        )


def waivers_of(settings: Settings) -> "Waivers | None":
    """The waivers that settings name; None where they name none, so that those need not be imported.

    Raises:
        AuthoredError: a file of waivers cannot be used.
    """
    if not settings.config.waivers:
        return None
    from policylint.waivers import Waivers

    return Waivers.read(settings)
