"""The ruleset that requests are judged by: engine, facts, suppressions, baseline and waivers, made of the settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policylint.engine import Engine
from policylint.facts import FactsByFile
from policylint.settings.config import Settings
from policylint.suppressions.baseline import Baseline
from policylint.suppressions.configured import ConfiguredSuppressions

if TYPE_CHECKING:
    from policylint.suppressions.waivers import Waivers


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Settings, and what is made of them once for all requests: rules, facts of files, and what accepts a finding."""

    settings: Settings
    engine: Engine
    facts: FactsByFile
    suppressions: ConfiguredSuppressions
    baseline: Baseline
    waivers: "Waivers | None"

    @classmethod
    def of(cls, settings: Settings, *, with_baseline: bool = True) -> "Ruleset":
        """Make the ruleset of settings; without `with_baseline` nothing counts as known already.

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
    from policylint.suppressions.waivers import Waivers

    return Waivers.read(settings)
