"""What the rules say of a call: its parameters in, a report out, by the configuration of the guard."""

import os
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from policylint import __version__
from policylint.dataclass_ import dataclass
from policylint.engine import Engine
from policylint.facts import tags
from policylint.finding import ShownFinding
from policylint.guards.price import Price, price_of
from policylint.guards.unseen import UndecidableError, Unseen
from policylint.job import JOBS, Facts, Job
from policylint.report import Report, Suppressed
from policylint.ruleset import Ruleset
from policylint.settings.config import Config, Settings
from policylint.settings.loading import load as load_settings
from policylint.settings.option import ConfigError
from policylint.shown import Shown
from policylint.unknown import count_unknowns

if TYPE_CHECKING:
    from policylint.guards.ledger import Limit
    from policylint.guards.requests import Found

NOTHING = Report(findings=(), rules={}, files=0, jobs=0, skipped=(), unknowns=0, suppressed=(), version=__version__)

# Rules judge in turns: they share state, and under one interpreter turns cost nothing.
_turn = Lock()


def _fresh_turn() -> None:
    global _turn  # noqa: PLW0603 - a fork while another thread judges must not leave the child waiting for it
    _turn = Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_fresh_turn)


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a call: the report, the requests in it, whether it is good enough, and what it starts unseen."""

    report: Report
    jobs: tuple[Job, ...]
    passes: bool
    unseen: tuple[Unseen, ...] = ()


def _found(operation: str, request: dict[str, Any], region: str | None) -> "Found":
    if operation in JOBS:  # what reads definitions of all kinds takes longer to import than all else that a job needs
        return iter([(JOBS[operation](request), Facts())])
    from policylint.guards.requests import jobs_in

    return jobs_in(operation, request, region)


class Judging:
    """Judges calls by a configuration: the given one, or that of the folder in which the guard was set up.

    The configuration is read when the first call comes, and again at each call for as long as it cannot be used.
    """

    def __init__(self, config: Config | Path | None, folder: Path) -> None:
        self._given = config
        self._folder = folder
        self._ready: Ruleset | None = None

    def judge(self, operation: str, request: Any, *, region: str | None, account: str | None) -> Judged:
        """Judge the parameters of a call to one of `OPERATIONS`.

        Raises:
            ConfigError, UnknownSelectorError: the configuration cannot be used.
            UndecidableError: the call holds something that cannot be looked into.
        """
        if not isinstance(request, dict):
            raise UndecidableError("the parameters of the call are not named values, as the API takes them")
        with _turn:
            ready = self._ready = self._ready or self._prepared()
            sent_to = Facts(region=region, account=account)
            found = tuple(_found(operation, request, region))
            unseen = tuple(one for one in found if isinstance(one, Unseen))
            jobs = tuple(
                one[0].with_facts(sent_to.over(ready.facts.of("", *one)))
                for one in found
                if not isinstance(one, Unseen)
            )
            findings: list[ShownFinding] = []
            suppressed: list[Suppressed] = []
            for job in jobs:
                reported, accepted = ready.sort_out(ready.engine.judge(job), job)
                findings += reported
                suppressed += accepted
        report = Report(
            findings=tuple(findings),
            rules=ready.engine.rules,
            files=0,
            jobs=len(jobs),
            skipped=(),
            unknowns=sum(count_unknowns(job.request) for job in jobs) if operation not in JOBS else 0,
            suppressed=tuple(suppressed),
            version=__version__,
        )
        passes = not findings or report.exit_code(ready.settings.config.fail_on) == 0
        return Judged(report, jobs, passes, unseen)

    @property
    def has_hard_policies(self) -> bool | None:
        """Whether policies apply that nobody may override; None where the configuration was not read yet."""
        ready = self._ready
        if ready is None:
            return None
        return any(not rule.acceptable and rule.category == "policy" for rule in ready.engine.rules.values())

    def price(self, job: Job) -> Price:
        """What a job that was judged can cost, at the prices of the configuration.

        Raises:
            ConfigError: a price book or another setting cannot be used.
        """
        with _turn:
            ready = self._ready = self._ready or self._prepared()
            return price_of(job, ready.settings.config, ready.engine)

    def limits(self, job: Job) -> "list[Limit]":
        """The limits that the configuration's budgets with a period are to a job that was judged."""
        with _turn:
            ready = self._ready = self._ready or self._prepared()
            budgets = [budget for budget in ready.settings.config.budgets if budget.period is not None]
        if not budgets:
            return []
        from policylint.guards.limits import limits_of

        own = self.tags(job)
        return [limit for budget in budgets for limit in limits_of(budget, job, own)]

    def tags(self, job: Job) -> dict[str, str]:
        """The tags of a job that was judged, as they may be written down."""
        with _turn:
            ready = self._ready = self._ready or self._prepared()
            hide = ready.engine.redactor(job).redact
            return {hide(key): hide(value) for key, value in tags(job).items()}

    def hidden(self, judged: Judged | None, text: str) -> Shown:
        """A text without the secrets of a call, nor any that can be recognised by themselves."""
        with _turn:
            if judged is None:  # the configuration cannot be used, or the call not be read
                return Engine().masked(text)
            ready = self._ready = self._ready or self._prepared()
            first, *more = [ready.engine.redactor(job) for job in judged.jobs or (Job({}),)]
            redactor = first.joined(more) if more else first
            return redactor.redact(text)

    def _prepared(self) -> Ruleset:
        """The ruleset, without a baseline: its fingerprints are of findings in files."""
        return Ruleset.of(self._settings(), with_baseline=False)

    def _settings(self) -> Settings:
        if isinstance(self._given, Config):
            return Settings(self._given)
        if self._given is not None and not self._given.is_file():
            raise ConfigError(f"{self._given}: there is no such configuration file")
        return load_settings(self._given, start=self._folder)
