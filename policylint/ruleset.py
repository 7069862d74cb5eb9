"""The ruleset that requests are judged by: engine, facts and suppressions, made of the settings."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass
from policylint.engine import Engine
from policylint.facts import FactsByFile
from policylint.finding import Finding, ShownFinding
from policylint.job import Job, Origin
from policylint.report import Suppressed
from policylint.settings.config import Settings
from policylint.settings.loading import from_here
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

    @classmethod
    def of(cls, settings: Settings, *, with_baseline: bool = True, identify: bool = False) -> "Ruleset":
        """Make the ruleset of settings.

        Without `with_baseline` nothing counts as known already; with `identify` findings say by what they are known
        again.

        Raises:
            ConfigError: the baseline, a pack of policies or a file of waivers cannot be used.
            UnknownSelectorError: the settings name a rule that does not exist.
        """
        engine = Engine.of(settings)
        suppressions = Suppressions.of(settings, with_baseline=with_baseline)
        engine.identifies = identify or suppressions.has_baseline
        return cls(settings, engine, FactsByFile(settings), suppressions)

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
