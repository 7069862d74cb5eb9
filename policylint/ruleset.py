"""The ruleset that requests are judged by: engine, facts and suppressions, made of the settings."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass
from policylint.engine import Engine
from policylint.facts import FactsByFile
from policylint.finding import Finding, ShownFinding
from policylint.job import Facts, Job, Origin
from policylint.report import Suppressed
from policylint.settings.config import Settings
from policylint.settings.loading import find_in, from_here, load
from policylint.suppressions import Suppressions

if TYPE_CHECKING:
    from policylint.cost.budgets import Spending


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Settings, and what is made of them once for all requests: rules, facts of files, and what accepts a finding."""

    settings: Settings
    engine: Engine
    facts: FactsByFile
    suppressions: Suppressions
    with_baseline: bool = True
    today: str = ""
    nearer: dict[Path, "Ruleset"] = field(default_factory=dict)

    @classmethod
    def of(
        cls, settings: Settings, *, with_baseline: bool = True, identify: bool = False, today: str = ""
    ) -> "Ruleset":
        """Make the ruleset of settings.

        Without `with_baseline` nothing counts as known already; with `identify` findings say by what they are known
        again.

        `today` is the day that decides which waivers have expired, as 2026-09-24, if not the day that it is.

        Raises:
            ConfigError: the baseline, a pack of policies or a file of waivers cannot be used.
            UnknownSelectorError: the settings name a rule that does not exist.
        """
        engine = Engine.of(settings)
        suppressions = Suppressions.of(settings, with_baseline=with_baseline, today=today)
        engine.identifies = identify or suppressions.has_baseline
        return cls(settings, engine, FactsByFile(settings), suppressions, with_baseline, today)

    def of_file(self, file: str) -> "Ruleset":
        """The ruleset of the configuration that is nearest to a file: this one, or one of a folder below its own.

        Raises:
            ConfigError: that configuration cannot be used.
        """
        if not self.settings.nearest or not file or file.startswith("<"):
            return self
        return self._of_folder(Path(os.path.abspath(file)).parent)  # noqa: PTH100 - links stay as they are named

    def _of_folder(self, folder: Path) -> "Ruleset":
        known = self.nearer.get(folder)
        if known is None:
            top = folder == self.settings.root or folder == folder.parent or (folder / ".git").exists()
            config = None if folder == self.settings.root else find_in(_today(folder, self.settings))
            if config is not None and config != self.settings.file:
                settings = load(start=config.parent, command_line=self.settings.given)
                known = Ruleset.of(
                    _as_of(settings, self.settings),
                    with_baseline=self.with_baseline,
                    identify=self.engine.identifies,
                    today=self.today,
                )
            else:
                known = self if top else self._of_folder(folder.parent)
            self.nearer[folder] = known
        return known

    def rulesets(self) -> list["Ruleset"]:
        """This one and those that were asked for."""
        return [self, *{id(one): one for one in self.nearer.values() if one is not self}.values()]

    def facts_of(self, file: str, job: Job, sidecar: Facts) -> Facts:
        """What is known of a job in a file, by the configuration nearest to that."""
        return self.of_file(file).facts.of(file, job, sidecar)

    def sort_out(
        self, findings: Iterable[Finding], job: Job | None = None
    ) -> tuple[list[ShownFinding], list[Suppressed]]:
        """Separate the findings that are to be reported from those that are accepted; those of rules that are off are
        dropped. Findings of no `job` are about a file or the whole run, and are completed here."""
        reported: list[ShownFinding] = []
        suppressed: list[Suppressed] = []
        for given in findings:
            rule = self.engine.catalogue.rules[given.rule]
            if not self.engine.reports(rule.id, given.file):
                continue
            finding = given
            if not isinstance(finding, ShownFinding):
                finding = self.engine.complete(finding, Job({}, file=finding.file))
            accepted = self.suppressions.accepts(finding, rule, job)
            if accepted:
                suppressed.append(accepted)
            else:
                reported.append(finding)
        return reported, suppressed

    def spending(self) -> "Spending | None":
        """What sums up the cost of requests, where a budget is for all of them together.

        Raises:
            ConfigError: the prices or expectations of the configuration cannot be used.
        """
        if all(budget.total is None for budget in self.settings.config.budgets):
            return None
        from policylint.cost.budgets import Spending
        from policylint.cost.costing import costing_of
        from policylint.secrets.settings import settings_of

        config = self.settings.config
        return Spending(costing_of(config), settings_of(config).scanner())

    def over_budget(self, spending: "Spending | None") -> Iterator[Finding]:
        """The total budgets that are broken, as findings about the file that states them."""
        file = self.settings.file
        stated = from_here(file) if file else ""
        for whose, finding in spending.broken() if spending else ():
            yield self.engine.complete(finding, Job({}, Origin(address=whose), file=stated))


def _today(folder: Path, settings: Settings) -> Path:
    """The folder whose earlier state a folder is, if it is any."""
    if settings.stands_for is None or not folder.is_relative_to(settings.stands_for[0]):
        return folder
    earlier, here = settings.stands_for
    return here / folder.relative_to(earlier)


def _as_of(settings: Settings, other: Settings) -> Settings:
    """Settings with their globs counted from the earlier state where the other's are."""
    if other.stands_for is None:
        return settings
    earlier, here = other.stands_for
    root = settings.root.resolve()
    moved = earlier / root.relative_to(here) if root.is_relative_to(here) else settings.root
    return replace(settings, root=moved, stands_for=other.stands_for)
