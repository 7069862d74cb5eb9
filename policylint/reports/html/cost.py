"""What jobs cost as a page: the verdict, how it adds up and where a limit stands, by whom, and every job in a table."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from policylint import __version__
from policylint.counting import counted
from policylint.money import exceeds
from policylint.reports.costs import BY, Cost, Costs, JobCost, Total
from policylint.reports.groups import Groups, groups, value_of
from policylint.reports.html.charts import Axis, Point, bar_row, bars, curve, key
from policylint.reports.html.figures import cost_figure
from policylint.reports.html.markup import Child, Markup, coded, element
from policylint.reports.html.page import page
from policylint.reports.html.tables import Cell, sortable
from policylint.shown import renders

_MOST = 12
"""Parts that a figure shows."""
_POINTS = 400
"""Jobs that a curve shows one by one."""


@renders
def html(costs: Costs, *, explain: bool = False) -> str:
    """The page; `explain` adds the arithmetic of every job to the table."""
    jobs = [(job, job.now) for job in costs.jobs if job.now is not None]
    return page(
        "Cost of training",
        element("a", "Skip to the jobs", class_="skip", href="#jobs"),
        _masthead(costs),
        Markup("\n"),
        element(
            "main",
            element("div", *_figures(costs, jobs), class_="figures") if jobs else None,
            _table(costs, jobs, explain=explain) if jobs else None,
        ),
        Markup("\n"),
        element("footer", element("p", f"policylint {__version__}. Prices of {costs.as_of}; {_UNKNOWN}")),
        script="tables.js",
    )


_UNKNOWN = "jobs of unknown or unbounded cost have no part in any bar, sum or share, and are named as such."


def _masthead(costs: Costs) -> Markup:
    now = costs.now
    counts = [
        ("jobs", f"{now.jobs:,}"),
        ("at most", now.amount(costs.currency)),
    ]
    if now.expected_usd is not None:
        counts.append(("likely", now.likely(costs.currency)))
    if now.unknown:
        counts.append(("of unknown cost", f"{now.unknown:,}"))
    if now.unbounded:
        counts.append(("without bound", f"{now.unbounded:,}"))
    if costs.limit is not None:
        counts.append(("limit", costs.money(costs.limit)))
    if costs.base:
        counts.append(("change", costs.whole_change))
    return element(
        "header",
        element("p", "policylint: cost of training", class_="brand"),
        element("div", element("h1", costs.verdict()), class_="outcome"),
        element("p", coded(" ".join([*costs.trust(), *costs.warnings])), class_="lede"),
        element(
            "dl",
            *(element("div", element("dt", what), element("dd", words)) for what, words in counts),
            class_="counts",
        ),
    )


def _figures(costs: Costs, jobs: Sequence[tuple[JobCost, Cost]]) -> Iterator[Markup]:
    known = [(cost.known, job) for job, cost in jobs if cost.max_usd is not None and cost.known]
    known.sort(key=lambda one: one[0])
    if len(known) > 1:
        yield _section("adds-up", "How it adds up", *_cumulated(costs, known), wide=True)
    if costs.base and (changed := cost_figure(costs)):
        yield changed
    asked = [groups(costs, costs.by)] if costs.by else []
    usual = [groups(costs, (by,)) for by in BY if (by,) != costs.by]
    for number, found in enumerate([*asked, *(one for one in usual if len(one.parts) > 1)], 1):
        yield _section(f"by-{number}", f"By {found.title}", *_parts(costs, found))


def _section(id: str, title: str, *content: Child, wide: bool = False) -> Markup:
    heading = element("h2", title, id=id)
    return element("section", heading, *content, aria_labelledby=id, class_="wide" if wide else None)


def _cumulated(costs: Costs, known: Sequence[tuple[float, JobCost]]) -> Iterator[Markup]:
    """The jobs of known cost, the cheapest first, each on top of those before; and the limit."""
    sums = list(accumulate(usd for usd, _ in known))
    limit = costs.limit
    most = max(sums[-1], limit or 0.0)
    beyond = [
        (job, usd) for (usd, job), whole in zip(known, sums, strict=True) if limit is not None and exceeds(whole, limit)
    ]
    first = len(known) - len(beyond)
    step = max(1, len(known) // _POINTS)
    points = [
        Point(
            (number + 1) / len(known),
            sums[number] / most,
            "is" if number < first else "beyond",
            f"{known[number][1].job or known[number][1].file}: {costs.money(known[number][0])}; "
            f"{costs.money(sums[number])} with all cheaper ones",
        )
        for number in sorted({*range(0, len(known), step), first, len(known) - 1} & set(range(len(known))))
    ]
    entries = [("is", "jobs, the cheapest first")]
    if limit is not None:
        entries += [
            ("limit", f"limit {costs.money(limit)}"),
            *([("beyond", f"{counted(len(beyond), 'job')} beyond it")] if beyond else []),
        ]
    yield key(*entries)
    steps = next(number for number in (4, 2, 1) if len(known) % number == 0)
    ticks = [f"{len(known) * part // steps:,}" for part in range(steps + 1)]
    yield curve(
        [Point(0.0, 0.0, "is", "nothing"), *points],
        f"Jobs of known cost added up, the cheapest first: {costs.money(sums[-1])} for {counted(len(known), 'job')}",
        Axis("jobs, the cheapest first", ticks),
        Axis(f"cost of all of them at most, {costs.currency}", [costs.money(most * part / 4) for part in range(5)]),
        limit=None if limit is None else limit / most,
    )
    if beyond:
        named = ", ".join(f"{job.job or job.file} ({costs.money(usd)})" for job, usd in reversed(beyond[-_MOST:]))
        more = f" and {len(beyond) - _MOST:,} more" if len(beyond) > _MOST else ""
        yield element("p", f"Beyond the limit, if the cheapest jobs come first: {named}{more}.")


def _parts(costs: Costs, found: Groups) -> Iterator[Markup]:
    shown = found.parts[:_MOST]
    most = max((part.total.known_usd for part in shown), default=0.0) or 1.0
    yield bars(
        [
            bar_row(
                " / ".join(part.names),
                _amount(costs, found, part.total),
                *([("unknown", 0, 1.0)] if part.total.max_usd is None else []),
                ("is" if part.stated else "was", 0, part.total.known_usd / most),
            )
            for part in shown
        ]
    )
    more = len(found.parts) - len(shown)
    words = [f"{counted(more, 'more part')} not shown."] if more > 0 else []
    if words := [*words, *filter(None, [found.sentence()])]:
        yield element("p", " ".join(words))


def _amount(costs: Costs, found: Groups, part: Total) -> str:
    share = f" ({found.share(part)})" if part.known_usd and found.whole.known_usd else ""
    return f"{part.amount(costs.currency)}{share}, {counted(part.jobs, 'job')}"


def _table(costs: Costs, jobs: Sequence[tuple[JobCost, Cost]], *, explain: bool) -> Markup:
    """Every job, the most expensive first."""
    by = [word for word in costs.by if word not in ("owner", "region", "file")]
    heads = [("job", False), ("file", False), ("owner", False), ("Region", False)]
    heads += [(word.removeprefix("tag:"), False) for word in by]
    heads += [("at most", True), ("likely", True), ("an hour", True), ("share", True)]
    heads += [("how this comes about", False)] if explain else []
    whole = costs.now.known_usd
    in_order = sorted(jobs, key=lambda one: (one[1].max_usd is not None, -one[1].known))
    return element(
        "section",
        element("h2", "Jobs", id="jobs", tabindex=-1),
        sortable(heads, (_row(costs, job, cost, by, whole, explain=explain) for job, cost in in_order), "jobs"),
        class_="rest",
        aria_labelledby="jobs",
    )


def _row(costs: Costs, job: JobCost, cost: Cost, by: Sequence[str], whole: float, *, explain: bool) -> list[str | Cell]:
    share = f"{100 * cost.known / whole:.1f} %" if whole else "-"
    cells: list[str | Cell] = [job.job or "(no name)", job.file, cost.owner or "-", cost.region or "-"]
    cells += [value_of(word, job, cost) or "-" for word in by]
    cells += [
        Cell(costs.amount(cost), cost.max_usd),
        Cell(costs.likely(cost), cost.expected_usd),
        Cell(costs.per_hour(cost), cost.per_hour_usd),
        Cell(share if cost.known or cost.max_usd is not None else "-", cost.known),
    ]
    return [*cells, "; ".join([*cost.arithmetic, *cost.unknowns])] if explain else cells
