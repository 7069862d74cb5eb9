"""The outcome of a sweep as a page: the verdict, how the costs are spread, what they depend on, and the findings."""

from collections.abc import Iterator
from math import isnan

from policylint.cost.sweep.figures import AxisFigures, AxisValue, FrontPoint
from policylint.cost.sweep.judging import Group
from policylint.cost.sweep.outcome import Front, Outcome
from policylint.counting import counted
from policylint.reports.html.charts import Axis, Column, Point, bar_row, bars, columns, curve, key
from policylint.reports.html.markup import Child, Markup, coded, element
from policylint.reports.html.page import page
from policylint.reports.html.tables import Cell, sortable
from policylint.reports.sweep import SHOWN, distinguishing, sentences, severity_of, spent, values_of, verdict, which_job
from policylint.shown import renders


@renders
def html(outcome: Outcome) -> str:
    """The page."""
    return page(
        f"Sweep {outcome.name}",
        element(
            "header",
            element("p", f"policylint: sweep {outcome.name}", class_="brand"),
            element("div", element("h1", verdict(outcome)), class_="outcome"),
            element("p", coded(" ".join(sentences(outcome))), class_="lede"),
        ),
        Markup("\n"),
        element("main", element("div", *_figures(outcome), class_="figures"), _table(outcome), _findings(outcome)),
        Markup("\n"),
        element(
            "footer", element("p", f"Prices of {outcome.as_of}. All figures are for jobs that run to their limits.")
        ),
        script="tables.js",
    )


def _figures(outcome: Outcome) -> Iterator[Markup]:
    if spread := outcome.figures.histogram():
        yield _section("spread", "What a job can cost", *_distribution(outcome, spread), wide=True)
    if outcome.front and outcome.front.points:
        yield _section("front", f"Cost against {outcome.front.axis}", *_front(outcome, outcome.front), wide=True)
    for number, axis in enumerate(distinguishing(outcome), 1):
        yield _section(f"axis-{number}", f"By {axis.title}", *_axis(outcome, axis))


def _section(id: str, title: str, *content: Child, wide: bool = False) -> Markup:
    heading = element("h2", title, id=id)
    return element("section", heading, *content, aria_labelledby=id, class_="wide" if wide else None)


def _distribution(outcome: Outcome, spread: list[tuple[float, float, float]]) -> Iterator[Markup]:
    """How many jobs cost how much, with the median and what a budget pays for marked."""
    median = outcome.figures.percentiles(of=(50,))[50]
    entries, marks = [("is", "jobs"), ("mark", f"median {outcome.money(median)}")], [("", _place(spread, median))]
    kinds = ["is"] * len(spread)
    if fit := outcome.fit:
        reach = fit.most_expensive_usd if fit.jobs else spread[0][0]
        kinds = ["beyond" if low > reach or not fit.jobs else "is" for low, _, _ in spread]
        beyond = round(outcome.figures.jobs - outcome.figures.unpriced) - fit.jobs
        entries.append(("limit", f"{outcome.money(fit.budget)} pay for all up to here, the cheapest first"))
        entries += [("beyond", f"{counted(beyond, 'job')} beyond it")] if beyond else []
        marks.append(("limit", _place(spread, reach) if fit.jobs else 0.0))
    bars_of = [
        Column(jobs, kind, f"{outcome.money(low)} to {outcome.money(high)}: {counted(round(jobs), 'job')}")
        for (low, high, jobs), kind in zip(spread, kinds, strict=True)
    ]
    low, high = spread[0][0], spread[-1][1]
    edges = [spread[len(spread) * part // 4][0] for part in range(4)] if len(spread) % 4 == 0 else [low]
    scale = ", logarithmic" if high > 100 * low and len(spread) > 1 else ""
    most = max(jobs for *_, jobs in spread)
    yield key(*entries)
    yield columns(
        bars_of,
        marks,
        f"Distribution of the cost of a job: {counted(outcome.jobs, 'job')} from {outcome.money(low)} to"
        f" {outcome.money(high)}, median {outcome.money(median)}",
        Axis(
            f"cost of one job at most, {outcome.currency}{scale}",
            [outcome.money(usd) for usd in (*edges, high)],
        ),
        Axis("jobs", [f"{most * part / 2:,.0f}" for part in range(3)] if most >= 2 else ["0", f"{most:,.0f}"]),
    )


def _place(spread: list[tuple[float, float, float]], usd: float) -> float:
    """Where an amount stands among the columns, from 0 to 1."""
    place = next((number for number, (_, end, _) in enumerate(spread) if usd <= end), len(spread) - 1)
    start, end, _ = spread[place]
    return (place + ((usd - start) / (end - start) if end > start else 0.5)) / len(spread)


def _axis(outcome: Outcome, axis: AxisFigures) -> Iterator[Markup]:
    """For each value of an axis a bar of what its jobs cost together, and one from its cheapest job to its dearest."""
    shown = axis.values[:SHOWN]
    most = max(value.known_usd for value in shown) or 1.0
    dearest = max((value.dearest_usd for value in shown if not isnan(value.dearest_usd)), default=0.0) or 1.0
    yield key(
        ("is", f"all jobs together, up to {outcome.money(most)}"),
        ("range", f"one job, on a scale up to {outcome.money(dearest)}"),
    )
    yield bars(
        [
            bar_row(
                value.label,
                f"{spent(outcome, value)}, {counted(round(value.jobs), 'job')}{_range(outcome, value)}",
                *([("unknown", 0, 1.0)] if value.unpriced else []),
                ("is", 0, value.known_usd / most),
                *([] if isnan(value.dearest_usd) else [("range", 1, value.dearest_usd / dearest)]),
                *([] if isnan(value.dearest_usd) else [("gap", 1, 0.985 * value.cheapest_usd / dearest)]),
                tall=True,
            )
            for value in shown
        ]
    )
    if len(axis.values) > SHOWN:
        yield element("p", f"{counted(len(axis.values) - SHOWN, 'more value')} in the table below.")


def _range(outcome: Outcome, value: AxisValue) -> str:
    """What one job with a value costs, from the cheapest to the dearest."""
    if isnan(value.cheapest_usd):
        return ""
    low, high = outcome.money(value.cheapest_usd), outcome.money(value.dearest_usd)
    return f" of {low}" if low == high else f" of {low} to {high}"


def _front(outcome: Outcome, front: Front) -> Iterator[Markup]:
    """The cheapest job at each value of the axis that no better value undercuts."""
    points = sorted(front.points, key=lambda point: point.value)
    low, high = points[0].value, points[-1].value
    most = max(point.usd for point in points) or 1.0
    better = "larger" if front.larger_is_better else "smaller"
    places = [
        Point((point.value - low) / ((high - low) or 1.0), point.usd / most, "", _told(outcome, front, point))
        for point in points
    ]
    ends = [f"{low + (high - low) * part / 4:g}" for part in range(5)] if high > low else [points[0].label]
    yield element("p", f"The cheapest job at each value that no {better} one undercuts.", class_="soft")
    yield curve(
        places,
        f"Pareto front of cost against {front.axis}: {counted(len(points), 'point')}",
        Axis(f"{front.axis}, {better} is better", ends),
        Axis(
            f"cost of the cheapest job at most, {outcome.currency}",
            [outcome.money(most * part / 4) for part in range(5)],
        ),
    )
    rows = ((point.label, Cell(outcome.money(point.usd), point.usd), which_job(point)) for point in points)
    yield sortable([(front.axis, False), ("cheapest job", True), ("which", False)], rows, "front")


def _told(outcome: Outcome, front: Front, point: FrontPoint) -> str:
    return f"{front.axis} {point.label}: {outcome.money(point.usd)}; {which_job(point)}"


def _table(outcome: Outcome) -> Markup | None:
    """Every value of every axis, with what its jobs cost."""
    if not outcome.axes:
        return None
    heads = [
        ("axis", False),
        ("value", False),
        ("jobs", True),
        ("cheapest", True),
        ("dearest", True),
        ("together", True),
    ]
    rows = (
        (
            axis.title,
            value.label,
            Cell(f"{value.jobs:,.0f}", value.jobs),
            _figure(outcome, value.cheapest_usd),
            _figure(outcome, value.dearest_usd),
            Cell(spent(outcome, value), None if isnan(value.cheapest_usd) else value.known_usd),
        )
        for axis in outcome.axes
        for value in axis.values
    )
    return element(
        "section",
        element("h2", "Cost by each axis", id="values"),
        sortable(heads, rows, "values"),
        class_="rest",
        aria_labelledby="values",
    )


def _figure(outcome: Outcome, usd: float) -> Cell:
    return Cell("unknown", None) if isnan(usd) else Cell(outcome.money(usd), usd)


def _findings(outcome: Outcome) -> Markup | None:
    if outcome.judged is None or not outcome.judged.groups:
        return None
    heads = ("", "Rule", "Jobs", "Where", "What")
    return element(
        "section",
        element("h2", "Findings", id="findings"),
        element(
            "div",
            element(
                "table",
                element("thead", element("tr", *(element("th", head) for head in heads))),
                element("tbody", *(_finding(group) for group in outcome.judged.groups)),
            ),
            class_="wide-table",
            tabindex=0,
            role="group",
            aria_labelledby="findings",
        ),
        class_="rest",
        aria_labelledby="findings",
    )


def _finding(group: Group) -> Markup:
    severity = severity_of(group)
    cells = (group.finding.rule, f"{group.jobs:,.0f}", values_of(group), group.words)
    sign = element("td", element("span", severity.value, class_="severity"), class_=severity.value)
    return element("tr", sign, *(element("td", cell) for cell in cells))
