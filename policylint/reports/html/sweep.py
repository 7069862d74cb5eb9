"""The outcome of a sweep as a page: the verdict, how the costs are spread, what they depend on, and the findings."""

from collections.abc import Iterator

from policylint.cost.sweep.figures import AxisFigures
from policylint.cost.sweep.judging import Group
from policylint.cost.sweep.outcome import Front, Outcome
from policylint.counting import counted
from policylint.reports.html.charts import bar_row, bars, curve, histogram, key
from policylint.reports.html.markup import Child, Markup, element
from policylint.reports.html.page import page
from policylint.reports.sweep import SHOWN, distinguishing, sentences, severity_of, spent, values_of, verdict
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
            element("p", " ".join(sentences(outcome)), class_="lede"),
        ),
        Markup("\n"),
        element("main", element("div", *_figures(outcome), class_="figures"), _findings(outcome)),
        Markup("\n"),
        element(
            "footer", element("p", f"Prices of {outcome.as_of}. All figures are for jobs that run to their limits.")
        ),
    )


def _figures(outcome: Outcome) -> Iterator[Markup]:
    if spread := outcome.figures.histogram():
        yield _section("spread", "What a job can cost", *_distribution(outcome, spread), wide=True)
    for number, axis in enumerate(distinguishing(outcome), 1):
        yield _section(f"axis-{number}", f"By {axis.title}", *_axis(outcome, axis))
    if outcome.front and outcome.front.points:
        yield _section("front", f"Cost against {outcome.front.axis}", *_front(outcome, outcome.front), wide=True)


def _section(id: str, title: str, *content: Child, wide: bool = False) -> Markup:
    heading = element("h2", title, id=id)
    return element("section", heading, *content, aria_labelledby=id, class_="wide" if wide else None)


def _distribution(outcome: Outcome, spread: list[tuple[float, float, float]]) -> Iterator[Markup]:
    """How many jobs cost how much, with the median marked."""
    median = outcome.figures.percentiles(of=(50,))[50]
    place = next((number for number, (_, end, _) in enumerate(spread) if median <= end), len(spread) - 1)
    start, end, _ = spread[place]
    mark = (place + ((median - start) / (end - start) if end > start else 0.5)) / len(spread)
    columns = [
        (jobs, f"{outcome.money(low)} to {outcome.money(high)}: {counted(round(jobs), 'job')}")
        for low, high, jobs in spread
    ]
    low, high = spread[0][0], spread[-1][1]
    scale = [outcome.money(low), *(["logarithmic"] if high > 100 * low else []), outcome.money(high)]
    yield key(("is", "jobs"), ("mark", f"median {outcome.money(median)}"))
    yield histogram(columns, mark, "Distribution of the cost of a job", scale)


def _axis(outcome: Outcome, axis: AxisFigures) -> Iterator[Markup]:
    """A bar for each value of an axis."""
    shown = axis.values[:SHOWN]
    most = max(value.known_usd for value in shown) or 1.0
    yield bars(
        [
            bar_row(
                value.label,
                f"{spent(outcome, value)}, {counted(round(value.jobs), 'job')}",
                *([("unknown", 0, 1.0)] if value.unpriced else []),
                ("is", 0, value.known_usd / most),
            )
            for value in shown
        ]
    )
    if len(axis.values) > SHOWN:
        yield element("p", f"{counted(len(axis.values) - SHOWN, 'more value')} not shown.")


def _front(outcome: Outcome, front: Front) -> Iterator[Markup]:
    """The cheapest job at each value of the axis that no better value undercuts."""
    points = sorted(front.points, key=lambda point: point.value)
    low, high = points[0].value, points[-1].value
    most = max(point.usd for point in points) or 1.0
    places = [
        ((point.value - low) / ((high - low) or 1.0), point.usd / most, f"{point.label}: {outcome.money(point.usd)}")
        for point in points
    ]
    ends = dict.fromkeys((points[0].label, points[-1].label))
    yield curve(places, f"Pareto front of cost against {front.axis}", list(ends))
    rows = [
        element("tr", element("td", point.label), element("td", outcome.money(point.usd), class_="n"))
        for point in points[:SHOWN]
    ]
    heads = element("tr", element("th", front.axis), element("th", "cheapest job", class_="n"))
    yield element("table", element("thead", heads), element("tbody", *rows))
    if len(points) > SHOWN:
        yield element("p", f"{counted(len(points) - SHOWN, 'more point')} not shown.")


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
