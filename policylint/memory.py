"""Requests that are in memory already: `policylint.check` and `policylint.estimate`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policylint import __version__
from policylint.facts import FactsByFile
from policylint.job import Facts, Job
from policylint.remembered import remembered
from policylint.report import Report
from policylint.ruleset import Ruleset
from policylint.settings.config import Config, Settings
from policylint.sources.kinds.recognition import job_of
from policylint.unknown import count_unknowns, mark_templates

if TYPE_CHECKING:
    from pathlib import Path

    from policylint.cost.estimate import Estimate

_DEFAULT = Config()


def check(
    request: Mapping[str, Any],
    *,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    environment: str | None = None,
    region: str | None = None,
    account: str | None = None,
    config: Config | None = None,
) -> Report:
    """Judge one request as boto3's `create_training_job` or `create_hyper_parameter_tuning_job` takes it.

    Args:
        request: the keyword arguments of the call. Strings that hold template expressions are not judged.
        select: the rules that are on, by id, prefix of ids, or name; default: the configuration's.
        ignore: the rules that are off.
        environment: where the job belongs, such as "prod"; a fact for policies.
        region: the AWS Region that the request is sent to.
        account: the AWS account that the request is sent to.
        config: settings; default: policylint's own defaults. No configuration file is looked for. The files that it
            names (packs, waivers, price books) are read once for each `Config`: keep one to be fast.

    Returns:
        The report; its findings have a path but no file and no position. What the configuration accepts in every file,
        and what its waivers accept, is among `suppressed`.

    Raises:
        TypeError: the request is not a dict.
        ConfigError: a file that the configuration names cannot be used.
        UnknownSelectorError: `select`, `ignore` or the configuration names a rule that does not exist.
    """
    config = config or _DEFAULT
    ruleset = _ruleset(config, _tuple(select), _tuple(ignore))
    job = _job(request, Facts(environment, region, account), ruleset.facts)
    spending = ruleset.spending()
    if spending is not None:
        spending.add(job)
    findings, suppressed = ruleset.sort_out(ruleset.engine.judge(job), job)
    together, accepted = ruleset.sort_out(ruleset.over_budget(spending))
    return Report(
        findings=(*findings, *together),
        rules=ruleset.engine.rules,
        files=0,
        jobs=1,
        skipped=(),
        unknowns=count_unknowns(job.request),
        suppressed=(*suppressed, *accepted),
        version=__version__,
    )


def estimate(
    request: Mapping[str, Any],
    *,
    environment: str | None = None,
    region: str | None = None,
    as_of: str | None = None,
    expected_runtime: str | int | None = None,
    books: "Sequence[Path] | None" = None,
    discount: float | None = None,
    config: Config | None = None,
) -> "Estimate":
    """What one request can cost, as boto3's `create_training_job` or `create_hyper_parameter_tuning_job` takes it.

    Args:
        request: the keyword arguments of the call.
        environment: where the job belongs, such as "prod".
        region: the AWS Region that it is sent to; default: the one that the request itself states.
        as_of: the day whose prices hold, as 2026-09-24; default: today.
        expected_runtime: how long one training job is expected to run, in seconds or as "45m", "2h".
        books: price books of your own, the strongest first.
        discount: your discount on list prices, in percent.
        config: settings (`pricing`, `cost`), over which the arguments have the last word. No file is looked for.

    Returns:
        The estimate in USD; whatever is unknown in it is listed, and makes `max_usd` None.

    Raises:
        TypeError: the request is not a dict.
        ConfigError: `as_of`, `expected_runtime`, a discount or a price book cannot be used.
    """
    from policylint.cost.costing import costing_of

    config = config or _DEFAULT
    job = _job(request, Facts(environment, region), FactsByFile(Settings(config)))
    stated = {
        "as_of": as_of,
        "books": books,
        "discount": discount,
        "expected_runtime": None if expected_runtime is None else {"*": expected_runtime},
    }
    costing = costing_of(config, **{name: value for name, value in stated.items() if value is not None})
    return costing.estimate(job)


def _job(request: Mapping[str, Any], stated: Facts, known: FactsByFile) -> Job:
    """The job that a request asks for, with all that is known of it.

    Raises:
        TypeError: the request is not a dict.
    """
    if not isinstance(request, dict):
        raise TypeError(f"a request is a dict of the call's keyword arguments, not {type(request).__name__}")
    job = job_of(mark_templates(request))
    return job.with_facts(stated.over(known.of("", job, Facts())))


@remembered(8)
def _ruleset(config: Config, select: tuple[str, ...] | None, ignore: tuple[str, ...] | None) -> Ruleset:
    """The ruleset of a configuration, kept for the next request: packs of policies take long to read.

    There is no baseline in it, whose fingerprints are of findings in files.
    """
    selected = replace(
        config,
        select=config.select if select is None else select,
        ignore=config.ignore if ignore is None else ignore,
    )
    return Ruleset.of(Settings(selected), with_baseline=False)


def _tuple(selectors: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if selectors is None else tuple(selectors)
