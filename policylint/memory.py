"""Judging a request that is in memory already: what `policylint.check` does."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from policylint import __version__
from policylint.engine import Engine
from policylint.finding import ShownFinding
from policylint.job import TUNING, Facts, Job, Origin, TrainingJob, TuningJob
from policylint.report import Report
from policylint.schema.snapshot import snapshot
from policylint.settings.config import Config, Settings
from policylint.unknown import count_unknowns, mark_templates

_DEFAULT = Config()


def check(
    request: Mapping[str, Any],
    *,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    environment: str | None,
    region: str | None,
    account: str | None,
    config: Config | None,
) -> Report:
    """See `policylint.check`."""
    if not isinstance(request, dict):
        raise TypeError(f"a request is a dict of the call's keyword arguments, not {type(request).__name__}")
    config = config or _DEFAULT
    if select is not None or ignore is not None:
        config = replace(
            config,
            select=config.select if select is None else tuple(select),
            ignore=config.ignore if ignore is None else tuple(ignore),
        )
    engine = _engine(config)
    facts = Facts(environment, region, account).over(Facts(config.environment, config.region, config.account))
    marked = mark_templates(request)
    tuning = "HyperParameterTuningJobName" in request or request.keys() & snapshot().operations[TUNING].telling
    job: Job = (TuningJob if tuning else TrainingJob)(marked, facts=facts)
    return Report(
        findings=(*engine.judge(job), *_over_budget(engine, job, config)),
        rules=engine.rules,
        files=0,
        jobs=1,
        skipped=(),
        unknowns=count_unknowns(marked),
        suppressed=(),
        version=__version__,
    )


def _over_budget(engine: Engine, job: Job, config: Config) -> Iterator[ShownFinding]:
    """The total budgets that the one job breaks by itself."""
    if not any(budget.total is not None for budget in config.budgets):
        return
    from policylint.cost.budgets import Spending
    from policylint.cost.costing import costing_of

    spending = Spending(costing_of(config))
    spending.add(job)
    for whose, finding in spending.broken():
        if engine.reports(finding.rule, ""):
            yield engine.complete(finding, Job({}, Origin(address=whose)))


_recent: deque[tuple[Config, Engine]] = deque(maxlen=8)


def _engine(config: Config) -> Engine:
    """The engine of a configuration, kept for the next request: packs of policies take long to read."""
    for known, engine in tuple(_recent):
        if known == config:
            return engine
    engine = Engine.of(Settings(config))
    _recent.append((config, engine))
    return engine
