"""The jobs of a run as reports tell of their cost: estimates turned into amounts, without any secret."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from policylint.cost.costing import costing_of
from policylint.cost.estimate import Estimate
from policylint.engine import Engine
from policylint.facts import FactsByFile
from policylint.finding import Finding
from policylint.reports.costs import Amount
from policylint.review import JobKey, Priced
from policylint.secrets.redaction import Redactor
from policylint.settings.config import Settings
from policylint.sources.requests import below, jobs


def priced(paths: Sequence[str], settings: Settings, shown_from: Path | None = None) -> Priced:
    """What the jobs in files and folders can cost; what cannot be read is a finding of the check, and left out here.

    Args:
        paths: files and folders.
        settings: those of the run, with its prices, expectations and facts.
        shown_from: the folder from which files are named, if not the working directory.

    Raises:
        ConfigError: the prices or expectations of the configuration cannot be used.
    """
    terms = costing_of(settings.config)
    engine = Engine.of(settings)
    met: Counter[tuple[str, str]] = Counter()
    amounts: dict[JobKey, Amount] = {}
    days: set[str] = set()
    found = jobs(paths, settings, FactsByFile(settings).of, named=below(shown_from) if shown_from else str)
    for job in found:
        if isinstance(job, Finding):
            continue
        redactor = engine.redactor(job)
        name = redactor.redact(job.name)
        estimate = terms.estimate(job)
        days.add(estimate.oldest_price)
        amounts[job.file, name, met[job.file, name]] = _amount(estimate, redactor)
        met[job.file, name] += 1
    return Priced(amounts, min(days - {""}, default=""), terms.prices.currency)


def _amount(found: Estimate, redactor: Redactor) -> Amount:
    lines = sorted(found.lines, key=lambda line: -line.max_usd)
    return Amount(
        found.max_usd,
        found.expected_usd,
        tuple(map(redactor.redact, found.unknowns)),
        tuple(redactor.redact(line.arithmetic) for line in lines),
    )
