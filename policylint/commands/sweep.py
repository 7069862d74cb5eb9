"""`policylint sweep`: what millions of planned jobs can cost, and what the rules say of them."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.commands.console import out
from policylint.commands.cost import add_terms, complain, terms_of
from policylint.commands.options import (
    FAILED,
    FINDINGS,
    OK,
    UsageError,
    add_output,
    add_output_format,
    add_settings,
    comma_separated,
    outputs,
    place_of,
    settings_of,
    usd,
    write,
)
from policylint.commands.progress import progress
from policylint.cost.costing import Costing
from policylint.finding import Finding
from policylint.job import Job
from policylint.money import exceeds
from policylint.secrets.redaction import screened
from policylint.secrets.settings import settings_of as secret_settings
from policylint.settings.config import Settings
from policylint.shown import Shown, own

if TYPE_CHECKING:
    from policylint.cost.sweep.outcome import Outcome
    from policylint.cost.sweep.plan import Plan

SUFFIXES = {"html": (".html", ".htm"), "json": (".json",), "markdown": (".md",), "text": (".txt",)}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sweep` takes."""
    parser.add_argument("plan", type=Path, metavar="PLAN", help="the sweep file, in YAML, or a tuning job's request")
    add_output_format(parser, SUFFIXES)
    add_output(parser, "the report")
    parser.add_argument("--write-jobs", type=Path, metavar="FILE", help="write all jobs: .csv, .jsonl or .parquet")
    parser.add_argument("--within", type=usd, metavar="USD", help="which jobs this pays for, the cheapest first")
    parser.add_argument("--fail-over", type=usd, metavar="USD", help="exit 1 if all jobs together can cost more")
    parser.add_argument(
        "--pareto", metavar="AXIS[:min]", help="set cost against an axis whose larger (:min, smaller) values are better"
    )
    parser.add_argument("--concurrency", type=int, metavar="N", help="jobs at a time (default: the plan's)")
    parser.add_argument("--no-check", action="store_true", help="cost the jobs without judging them")
    parser.add_argument(
        "--combine", type=comma_separated, default=[], metavar="AXES", help="axes of text to judge in combination"
    )
    add_terms(parser)
    add_settings(parser, "selection", "threshold", "strictness", "facts", "policies")


def run(options: argparse.Namespace) -> int:
    """Cost, judge, report."""
    if options.concurrency is not None and options.concurrency < 1:
        raise UsageError(f"--concurrency is {options.concurrency}; at least one job runs at a time")
    settings = settings_of(options)
    return _run(options, settings, terms_of(options, settings))


def _run(options: argparse.Namespace, settings: Settings, terms: Costing) -> int:
    from policylint.cost.sweep.outcome import Sweep

    written = outputs(options.output, SUFFIXES)
    plan, job = _plan(options.plan, settings)
    if options.expected_runtime:
        plan = plan.model_copy(update={"expected_runtime": options.expected_runtime})
    config = settings.config
    sweep = Sweep(
        options.plan.stem,
        plan,
        job.request,
        terms.prices,
        job.facts,
        options.plan.parent,
        environment_tag=config.environment_tag,
        tag_decides=config.environment_tag_decides,
        scanner=secret_settings(config).scanner(),
    )
    axis, _, direction = (options.pareto or "").partition(":")
    if direction not in ("", "min", "max"):
        raise UsageError(f"--pareto is {options.pareto!r}; after the axis stands nothing, :min or :max")
    with progress(own("kinds"), sweep.kinds) as advance:
        outcome = sweep.outcome(
            engine=None if options.no_check else _engine(settings),
            together=options.combine,
            budget=options.within,
            front=(axis, direction != "min") if axis else None,
            concurrency=options.concurrency,
            progress=advance,
        )
    outcome = replace(outcome, warnings=tuple(map(screened, terms.old_prices(terms.prices.days()))))
    if options.write_jobs:
        from policylint.cost.sweep.jobs import write_jobs

        with progress(own("jobs"), outcome.jobs) as advance:
            write_jobs(sweep.priced(), options.write_jobs, outcome.fit, advance)
    for name, file in written:
        write(file, _rendered(name, outcome))
    out(_rendered(options.format, outcome), end="")
    over = _over_budget(sweep.base.job({}), outcome, terms)
    return _exit_code(outcome, over, settings, options.fail_over)


def _over_budget(job: Job, outcome: "Outcome", terms: Costing) -> list[Finding]:
    """The total budgets that the sweep breaks, reported to the user."""
    from policylint.cost.budgets import Spending

    spending = Spending(terms)
    figures = outcome.figures
    unpriced, approximate = round(figures.unpriced), figures.approximate
    spending.add_sweep(job, figures.known_usd, outcome.jobs, unpriced, figures.asked, approximate=approximate)
    found = [finding for _, finding in spending.broken()]
    for finding in found:
        complain(finding)
    return found


def _plan(file: Path, settings: Settings) -> "tuple[Plan, Job]":
    """The plan in a sweep file, or that of the tuning job in a file of requests; and the job that it varies."""
    from policylint.authored.yaml_text import YamlText
    from policylint.cost.sweep.plan import plan_of
    from policylint.cost.sweep.tuning import plan_of_tuning_job
    from policylint.facts import FactsByFile
    from policylint.job import TuningJob
    from policylint.sources.kinds.recognition import job_of

    source = YamlText.read(file)
    if isinstance(source.value, dict) and not source.value.keys() & {"request", "template", "axes", "rows"}:
        tuning = [job for job in _requests(file, settings) if isinstance(job, TuningJob)]
        if len(tuning) == 1:
            plan = plan_of_tuning_job(tuning[0], str(file))
            return plan, job_of(plan.request or {}, tuning[0].facts)
    plan = plan_of(source)
    if plan.request is None:
        return plan, _template(file.parent / str(plan.template), settings)
    job = job_of(plan.request)
    return plan, job.with_facts(FactsByFile(_untagged(settings)).of(str(file), job, job.facts))


def _template(file: Path, settings: Settings) -> Job:
    """The one request in a file."""
    from policylint.cost.sweep.plan import PlanError

    found = list(_requests(file, settings))
    if len(found) != 1:
        raise PlanError(f"{file}: a template holds one request, and this file holds {len(found) or 'none'}")
    return found[0]


def _requests(file: Path, settings: Settings) -> Iterator[Job]:
    """The requests in a file, if any.

    Raises:
        PlanError: something in the file cannot be read, or stands among requests and is not one.
    """
    from policylint.cost.sweep.plan import PlanError
    from policylint.facts import FactsByFile
    from policylint.lint import UNRECOGNISED
    from policylint.sources.requests import jobs

    for item in jobs([str(file)], settings, FactsByFile(_untagged(settings)).of):
        if isinstance(item, Job):
            yield item
        elif item.rule != UNRECOGNISED.id or item.position is not None:
            raise PlanError(f"{place_of(item)}: {item.message}")


def _untagged(settings: Settings) -> Settings:
    """The settings without `environment-tag`: an axis may vary the tags, so that each job is asked for its own."""
    return replace(settings, config=replace(settings.config, environment_tag=None))


def _engine(settings: Settings) -> Callable[[Any], list[Any]]:
    from policylint.cost.sweep.outcome import remembering
    from policylint.engine import Engine

    return remembering(Engine.of(settings).judge)


def _rendered(name: str, outcome: "Outcome") -> Shown:
    from policylint.reports import sweep as formats

    if name == "html":
        from policylint.reports.html.sweep import html

        return html(outcome)
    return {"json": formats.as_json, "markdown": formats.markdown, "text": formats.text}[name](outcome)


def _exit_code(outcome: "Outcome", over: list[Finding], settings: Settings, limit: float | None) -> int:
    figures = outcome.figures
    if limit is not None and exceeds(figures.known_usd, limit):
        return FINDINGS
    findings = over + ([group.finding for group in outcome.judged.groups] if outcome.judged else [])
    if any(finding.severity and finding.severity.at_least(settings.config.fail_on) for finding in findings):
        return FINDINGS
    left_out = outcome.judged is not None and outcome.judged.left_out
    return FAILED if left_out or (limit is not None and figures.unpriced) else OK
