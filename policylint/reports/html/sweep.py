"""The outcome of a sweep as one page of HTML that needs nothing else: words, tables and plots in SVG."""

from collections.abc import Iterator
from html import escape
from math import isnan

from policylint.cost.sweep.figures import AxisFigures
from policylint.cost.sweep.outcome import Front, Outcome
from policylint.reports.sweep import sentences, telling, verdict
from policylint.shown import renders

_STYLE = """
:root { --ink: #1b2430; --soft: #5b6878; --line: #d9dee5; --fill: #3b6fb6; --mark: #c2571a; --paper: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #9aa7b7; --line: #333d4b; --fill: #6ea3e8; --mark: #f0955a; --paper: #141a22; }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 860px;
  margin: 2.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.25rem; margin: 0; color: var(--soft); font-weight: 500; }
h2 { font-size: 1rem; margin: 2.2rem 0 .6rem; }
.verdict { font-size: 1.6rem; line-height: 1.3; margin: .3rem 0 1rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
td, th { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 12px; font-family: inherit; }
svg .bar { fill: var(--fill); } svg .axis { stroke: var(--line); } svg .mark { stroke: var(--mark); fill: none; }
svg .dot { fill: var(--mark); }
"""
_WIDTH, _HEIGHT, _LEFT, _BELOW = 820.0, 220.0, 8.0, 24.0
_SHOWN = 20
# Labels nearer to one another than this would run into each other.
_APART = 90.0


@renders
def html(outcome: Outcome) -> str:
    """The page."""
    body = [
        f"<h1>Sweep {escape(outcome.name)}</h1>",
        f'<p class="verdict">{escape(verdict(outcome))}</p>',
        f"<p>{escape(' '.join(sentences(outcome)))}</p>",
        *_distribution(outcome),
        *(part for axis in telling(outcome) for part in _axis(outcome, axis)),
        *(_front(outcome, outcome.front) if outcome.front else ()),
        *_findings(outcome),
        f"<p>Prices of {escape(outcome.as_of)}. All figures are for jobs that run to their limits.</p>",
    ]
    head = f'<meta charset="utf-8"><title>Sweep {escape(outcome.name)}</title><style>{_STYLE}</style>'
    viewport = '<meta name="viewport" content="width=device-width">'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}{viewport}</head><body>\n'
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _distribution(outcome: Outcome) -> Iterator[str]:
    """How many jobs cost how much, with the median marked."""
    histogram = outcome.figures.histogram()
    if not histogram:
        return
    low, high = histogram[0][0], histogram[-1][1]
    wide = high > 100 * low
    most = max(jobs for *_, jobs in histogram)
    step = (_WIDTH - 2 * _LEFT) / len(histogram)
    yield "<h2>What a job can cost</h2>"
    yield _svg_start(_HEIGHT, "distribution of the cost of a job")
    for number, (start, end, jobs) in enumerate(histogram):
        tall = (_HEIGHT - _BELOW - 16) * jobs / most
        place = f'x="{_LEFT + number * step:.1f}" y="{_HEIGHT - _BELOW - tall:.1f}"'
        told = f"<title>{outcome.money(start)} to {outcome.money(end)}: {jobs:,.0f} jobs</title>"
        yield f'<rect class="bar" {place} width="{max(step - 1.5, 1):.1f}" height="{tall:.1f}" rx="1.5">{told}</rect>'
    base = _HEIGHT - _BELOW
    yield f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _LEFT}" y1="{base}" y2="{base}"/>'
    median = outcome.figures.percentiles(of=(50,))[50]
    place_of = next((number for number, (_, end, _) in enumerate(histogram) if median <= end), len(histogram) - 1)
    start, end, _ = histogram[place_of]
    at = _LEFT + step * (place_of + ((median - start) / (end - start) if end > start else 0.5))
    yield f'<line class="mark" x1="{at:.1f}" x2="{at:.1f}" y1="14" y2="{base}" stroke-dasharray="4 3"/>'
    yield f'<text x="{at:.1f}" y="10" text-anchor="{_anchor(at)}">median {outcome.money(median)}</text>'
    yield f'<text x="{_LEFT}" y="{_HEIGHT - 6}">{outcome.money(low)}</text>'
    if wide:
        yield f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 6}" text-anchor="middle">logarithmic</text>'
    yield f'<text x="{_WIDTH - _LEFT}" y="{_HEIGHT - 6}" text-anchor="end">{outcome.money(high)}</text></svg>'


def _axis(outcome: Outcome, axis: AxisFigures) -> Iterator[str]:
    """A bar for each value of an axis."""
    values = axis.values[:_SHOWN]
    most = max(spent for *_, spent, _ in values) or 1.0
    row, left = 24.0, 200.0
    yield f"<h2>By {escape(axis.name)}</h2>"
    yield _svg_start(row * len(values), f"cost by {axis.name}")
    for number, (label, jobs, spent, cheapest) in enumerate(values):
        top = number * row
        wide = (_WIDTH - left - 110) * spent / most
        words = "unknown" if isnan(cheapest) else outcome.money(spent)
        shown = label if len(label) <= 28 else f"{label[:27]}…"
        yield f'<text x="{left - 8}" y="{top + 16}" text-anchor="end">{escape(shown)}</text>'
        told = f"<title>{escape(label)}: {words}, {jobs:,.0f} jobs</title>"
        place = f'x="{left}" y="{top + 3}" width="{wide:.1f}" height="{row - 7}" rx="2"'
        yield f'<rect class="bar" {place}>{told}</rect>'
        yield f'<text x="{left + wide + 8:.1f}" y="{top + 16}">{words}</text>'
    yield "</svg>"
    if len(axis.values) > _SHOWN:
        yield f"<p>{len(axis.values) - _SHOWN:,} more values are not shown.</p>"


def _front(outcome: Outcome, front: Front) -> Iterator[str]:
    """The cheapest job at each value of the axis that no better value undercuts."""
    points = sorted(front.points, key=lambda point: point.value)
    if not points:
        return
    span = points[-1].value - points[0].value or 1.0
    most = max(point.usd for point in points) or 1.0
    places = [
        (60 + (_WIDTH - 120) * (point.value - points[0].value) / span, 20 + (_HEIGHT - 60) * (1 - point.usd / most))
        for point in points
    ]
    yield f"<h2>Cost against {escape(front.axis)}</h2>"
    yield _svg_start(_HEIGHT, f"Pareto front of cost against {front.axis}")
    yield f'<polyline class="mark" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
    labelled = -_APART
    for (x, y), point in zip(places, points, strict=True):
        told = f"{escape(point.label)}: {outcome.money(point.usd)}"
        yield f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{told}</title></circle>'
        if x - labelled < _APART:
            continue
        labelled = x
        yield f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="{_anchor(x)}">{outcome.money(point.usd)}</text>'
        yield f'<text x="{x:.1f}" y="{_HEIGHT - 6}" text-anchor="{_anchor(x)}">{escape(point.label)}</text>'
    yield "</svg>"


def _findings(outcome: Outcome) -> Iterator[str]:
    if outcome.judged is None or not outcome.judged.groups:
        return
    yield "<h2>Findings</h2><table><tr><th>rule</th><th class='n'>jobs</th><th>where</th><th></th></tr>"
    for group in outcome.judged.groups:
        where = "; ".join(f"{name} is {', '.join(labels[:5])}" for name, labels in group.values.items())
        message = escape(group.words)
        cells = f"<td>{escape(group.finding.rule)}</td><td class='n'>{group.jobs:,.0f}</td><td>{escape(where)}</td>"
        yield f"<tr>{cells}<td>{message}</td></tr>"
    yield "</table>"


def _svg_start(height: float, title: str) -> str:
    return f'<svg viewBox="0 0 {_WIDTH:g} {height:g}" role="img" aria-label="{escape(title)}">'


def _anchor(x: float) -> str:
    return "start" if x < 80 else "end" if x > _WIDTH - 80 else "middle"
