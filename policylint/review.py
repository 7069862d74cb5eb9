"""What a change brings: the findings of today beside those of a base, and what the jobs cost then and now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from policylint.base import Against, Base, base_of
from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.finding import Severity, ShownFinding
from policylint.known import Known, meet
from policylint.report import Report
from policylint.reports.costs import Costs
from policylint.reports.increase import Increase
from policylint.rule_changes import rules_before
from policylint.run import check_paths
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.shown import Shown

Pricer = Callable[[Base | None], Costs]
"""What the jobs of a review cost, now and at its base."""


@dataclass(frozen=True, slots=True)
class ByRules:
    """What comes of rules that have changed since the base.

    Attributes:
        changed: what has: the configuration, packs, waivers, detectors, the baseline.
        found: how many of the existing findings the rules of the base did not have.
        gone: how many findings at the base only its own rules have.
        fault: why neither is known; empty: both are.
        loosened: what the rules of today let pass that those of the base did not.
        of_base: whether the rules of the base were taken for both sides, so that none of it counts.
    """

    changed: tuple[Shown, ...]
    found: int = 0
    gone: int = 0
    fault: Shown | None = None
    loosened: tuple[Shown, ...] = ()
    of_base: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A report, and how it differs from that of a base.

    Attributes:
        report: the outcome of today.
        base: what was compared with; empty: nothing, and every finding counts as new.
        new: findings that were not there at the base; existing: those that were.
        fixed: findings that were there at the base and no longer are.
        costs: what the jobs can cost, if that was asked for.
        budget: what they may cost together at most, in USD.
        increase: by how much more they may cost than they did.
        new_jobs: whether only jobs that were not there at the base count in what is said of cost.
        new_only: whether existing findings are let pass.
        fail_on: the least severity that makes the review fail.
        by_rules: what a change of the rules themselves brings and takes, if any of them has changed.
    """

    report: Report
    base: str
    new: tuple[ShownFinding, ...]
    existing: tuple[ShownFinding, ...] = ()
    fixed: tuple[ShownFinding, ...] = ()
    costs: Costs | None = None
    budget: float | None = None
    increase: Increase | None = None
    new_jobs: bool = False
    new_only: bool = False
    fail_on: Severity = Severity.ERROR
    by_rules: ByRules | None = None

    @property
    def over_budget(self) -> bool:
        """Whether what is known of the cost is more than the budget."""
        return self._keeps is False

    @property
    def budget_unsure(self) -> bool:
        """Whether there is a budget of which it is not known that it is kept."""
        return self.budget is not None and self._keeps is None

    @property
    def keeps_increase(self) -> bool | None:
        """Whether the cost rises by no more than it may; None where that is not known."""
        if self.increase is None or self.costs is None:
            return True
        return self.increase.kept(self.counted_costs or self.costs, self.costs.before)

    @property
    def counted_costs(self) -> Costs | None:
        """The costs that count: of all jobs, or of those that are new."""
        if self.costs is None or not (self.new_jobs and self.costs.base):
            return self.costs
        return self.costs.of_new_jobs()

    @property
    def _keeps(self) -> bool | None:
        costs = self.counted_costs
        return None if self.budget is None or costs is None else costs.keeps(self.budget)

    def exit_code(self) -> int:
        """2 if something could not be judged, else 1 if a finding that counts is as bad as `fail_on`, the budget is
        exceeded or the cost rises by more than it may, else 0."""
        counted = replace(self.report, findings=self.new) if self.new_only else self.report
        code = counted.exit_code(self.fail_on)
        if code == 2 or self.report.unjudged or self.budget_unsure or self.keeps_increase is None:
            return 2
        return 1 if self.over_budget or not self.keeps_increase else code


def review(
    report: Report,
    paths: Sequence[str],
    settings: Settings,
    base: Against | None,
    *,
    price: Pricer | None = None,
    least: Severity = Severity.NOTE,
    by_rules: ByRules | None = None,
) -> Review:
    """Compare a report over some paths with what it would have been at a base.

    The base is judged by the rules and settings of today, so that what is new comes from the requests alone.

    Args:
        report: the outcome of today.
        paths: what it is over.
        settings: those of the run.
        base: what to compare with; None: nothing.
        price: prices the jobs, if their cost is asked for.
        least: the least severity that is looked at, on both sides.
        by_rules: what a change of the rules brings, where that is known already: the settings are of the base then.

    Raises:
        BaseError: there is no such base here.
    """
    report = at_least(report, least)
    if base is None:
        costs = price(None) if price else None
        return Review(report, "", report.findings, costs=costs, fail_on=settings.config.fail_on)
    with base_of(base, paths) as earlier:
        there = earlier.paths
        before = _findings(earlier, earlier.settings(settings), least) if there else []
        new, existing, fixed = compare(report.findings, before)
        if by_rules is None and there:
            by_rules = _by_rules(earlier, settings, least, before, existing)
        costs = price(earlier) if price else None
    return Review(report, base.name, new, existing, fixed, costs, fail_on=settings.config.fail_on, by_rules=by_rules)


def _findings(base: Base, settings: Settings, least: Severity) -> list[ShownFinding]:
    """What settings find at a base, with its files called as they are today."""
    findings = at_least(check_paths(base.paths, settings, identify=True).report, least).findings
    return [replace(finding, file=screened(base.named(finding.file))) for finding in findings]


def _by_rules(
    base: Base, settings: Settings, least: Severity, before: Sequence[ShownFinding], existing: Sequence[ShownFinding]
) -> ByRules | None:
    """What comes of changed rules: the base judged by its own, beside what the rules of today find there."""
    with rules_before(base, settings) as rules:
        if rules is None:
            return None
        try:
            if isinstance(rules.settings, PolicylintError):
                raise rules.settings
            own = [finding for finding in _findings(base, rules.settings, least) if finding.job]
            loosened = rules.loosened()
        except PolicylintError as error:
            return ByRules(rules.changed, fault=rules.told(error))
    came, _, went = compare([finding for finding in before if finding.job], own)
    return ByRules(rules.changed, len(compare(existing, came)[1]), len(went), loosened=loosened)


def at_least(report: Report, least: Severity) -> Report:
    """The report without what is less severe; that something could not be judged is never left out."""
    kept = (
        finding
        for finding in report.findings
        if report.severity_of(finding).at_least(least) or report.keeps_unjudged(finding)
    )
    return replace(report, findings=tuple(kept))


def compare(
    now: Iterable[ShownFinding], before: Iterable[ShownFinding]
) -> tuple[tuple[ShownFinding, ...], tuple[ShownFinding, ...], tuple[ShownFinding, ...]]:
    """Sort findings into new, existing and fixed, by what `policylint.known` takes for the same."""
    before = list(before)
    now = list(now)
    known = [_known(finding) for finding in before]
    met, left = meet(now, known, exists=lambda file: Path(file).exists())
    new = tuple(finding for finding, one in zip(now, met, strict=True) if one is None)
    existing = tuple(finding for finding, one in zip(now, met, strict=True) if one is not None)
    return new, existing, tuple(finding for at, finding in enumerate(before) if left[at])


def _known(finding: ShownFinding) -> Known:
    subject = finding.subject
    place = finding.rule, finding.file, finding.job, finding.path
    return Known(*place, 1, subject.content, subject.numbers, subject.secret)
