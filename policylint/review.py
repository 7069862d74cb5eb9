"""What a change brings: the findings of today beside those of a base, and what the jobs cost then and now."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from policylint.finding import Finding, Severity
from policylint.git import files_of, toplevel
from policylint.report import Report
from policylint.reports.costs import DOLLARS, Amount, Costs, JobCost
from policylint.run import check_paths
from policylint.settings.config import Settings
from policylint.sources.formats import SUFFIXES

JobKey = tuple[str, str, int]
"""A job: its file, its name, and which of those of the same name in that file it is."""


@dataclass(frozen=True, slots=True)
class Priced:
    """What some jobs can cost, the day of the oldest price behind it, and the currency."""

    amounts: Mapping[JobKey, Amount]
    as_of: str = ""
    currency: str = DOLLARS


Pricer = Callable[[Sequence[str], Settings, Path | None], Priced]
"""Prices the requests in files and folders; files are named from the folder given, else from the working directory."""


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
        new_only: whether existing findings are let pass.
        fail_on: the least severity that makes the review fail.
    """

    report: Report
    base: str
    new: tuple[Finding, ...]
    existing: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    costs: Costs | None = None
    budget: float | None = None
    new_only: bool = False
    fail_on: Severity = Severity.ERROR

    @property
    def over_budget(self) -> bool:
        """Whether what is known of the cost is more than the budget."""
        return self.costs is not None and self.budget is not None and self.costs.now.max_usd > self.budget

    @property
    def budget_unsure(self) -> bool:
        """Whether it cannot be told that the budget is kept."""
        if self.budget is None or self.over_budget:
            return False
        return self.costs is None or self.costs.now.unknown > 0

    def exit_code(self) -> int:
        """2 if something could not be judged, else 1 if a finding that counts is as bad as `fail_on` or the budget is
        exceeded, else 0."""
        counted = replace(self.report, findings=self.new) if self.new_only else self.report
        code = counted.exit_code(self.fail_on)
        if code == 2 or self.report.unjudged or self.budget_unsure:
            return 2
        return 1 if self.over_budget else code


def review(
    report: Report,
    paths: Sequence[str],
    settings: Settings,
    base: str | None,
    *,
    price: Pricer | None = None,
) -> Review:
    """Compare a report over some paths with what it would have been at a base.

    The base is judged by the rules and settings of today, so that what is new comes from the requests alone.

    Args:
        report: the outcome of today.
        paths: what it is over.
        settings: those of the run.
        base: a git revision; None: compare with nothing.
        price: prices the jobs, if their cost is to be told.

    Raises:
        GitError: there is no such base here.
    """
    now = price(paths, settings, None) if price else None
    if base is None:
        costs = costs_of(now) if now else None
        return Review(report, "", report.findings, costs=costs, fail_on=settings.config.fail_on)
    top = toplevel()
    with files_of(base, paths, SUFFIXES) as folder:
        there = [str(folder / Path(path).resolve().relative_to(top)) for path in paths]
        there = [path for path in there if Path(path).exists()]
        earlier = _moved(settings, top, folder)
        findings = check_paths(there, earlier).report.findings if there else ()
        before = [replace(finding, file=_from(finding.file, folder, top)) for finding in findings]
        costs = None
        if price and now:
            shown_from = folder / Path.cwd().resolve().relative_to(top)
            costs = costs_of(now, price(there, earlier, shown_from).amounts if there else {}, base)
    new, existing, fixed = compare(report.findings, before, top)
    return Review(report, base, new, existing, fixed, costs, fail_on=settings.config.fail_on)


def compare(
    now: Iterable[Finding], before: Iterable[Finding], top: Path
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """Tell findings apart: new, existing, fixed. A job that has only moved to another file brings nothing new.

    Args:
        now: findings in files as they are named from the working directory.
        before: findings in files as they are named from the repository's folder.
        top: that folder.
    """
    left: dict[_Identity, list[Finding]] = {}
    for finding in before:
        left.setdefault((finding.file, *_apart_from_file(finding)), []).append(finding)
    new: list[Finding] = []
    existing: list[Finding] = []
    for finding in now:
        same = left.get((_from(finding.file, top), *_apart_from_file(finding)))
        (existing if same else new).append(finding)
        if same:
            same.pop()
    fixed = [finding for findings in left.values() for finding in findings]
    gone = [finding for finding in fixed if finding.job and not (top / finding.file).exists()]
    moved = Counter(map(_apart_from_file, gone))
    for finding in list(new):
        identity = _apart_from_file(finding)
        if moved[identity]:
            moved[identity] -= 1
            new.remove(finding)
            existing.append(finding)
            fixed.remove(next(old for old in gone if old in fixed and _apart_from_file(old) == identity))
    return tuple(new), tuple(existing), tuple(fixed)


_Identity = tuple[str, str, str, str]


def _apart_from_file(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.job, finding.path


def _from(file: str, *folders: Path) -> str:
    """A file as it is named from the first folder that it lies in; one that lies elsewhere, and none, as it is."""
    absolute = Path.cwd().resolve() / file
    for folder in folders if file else ():
        if absolute.is_relative_to(folder):
            return absolute.relative_to(folder).as_posix()
    return file


def _moved(settings: Settings, top: Path, folder: Path) -> Settings:
    """The settings with their globs counted from the place in the folder that stands for theirs."""
    root = settings.root.resolve()
    return replace(settings, root=folder / root.relative_to(top)) if root.is_relative_to(top) else settings


def costs_of(now: Priced, before: Mapping[JobKey, Amount] | None = None, base: str = "") -> Costs:
    """Each job before and now; one that has only moved to another file is the same job."""
    then = dict(before or {})
    files = {file for file, _, _ in now.amounts}
    for file, job, number in now.amounts:
        if (file, job, number) in then or not job:
            continue
        moved = next((key for key in then if key[1:] == (job, number) and key[0] not in files), None)
        if moved is not None:
            then[file, job, number] = then.pop(moved)
    keys = dict.fromkeys([*now.amounts, *then])
    jobs = tuple(JobCost(key[0], key[1], then.get(key), now.amounts.get(key)) for key in keys)
    return Costs(jobs, base, now.as_of, now.currency)
