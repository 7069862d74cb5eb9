"""Charts: bars are SVG that stretches with the page, words are words beside it, which do not."""

from collections.abc import Sequence
from typing import NamedTuple

from policylint.reports.html.markup import Child, Markup, element

_STRETCHED = {"preserveAspectRatio": "none"}


def bars(rows: Sequence[Markup]) -> Markup:
    """Rows of `bar_row`, below each other."""
    return element("ul", *rows, class_="bars")


def bar_row(
    name: str, value: str, *parts: tuple[str, int, float], more: Sequence[Child] = (), tall: bool = False
) -> Markup:
    """What is measured, its value in words and its bars: each a class, a row and a length (1: all the room)."""
    rows = max(row for _, row, _ in parts) + 1
    inset = 0.1 * (rows > 1)
    rects = [
        element("rect", class_=kind, x=0, y=row + inset, width=f"{100 * part:.2f}", height=1 - 2 * inset)
        for kind, row, part in parts
    ]
    return element(
        "li",
        element("span", name, class_="name"),
        element("span", value, class_="n"),
        element("svg", *rects, viewBox=f"0 0 100 {rows}", aria_hidden="true", **_STRETCHED),
        *more,
        class_="cost" if tall else None,
    )


def key(*entries: tuple[str, str]) -> Markup:
    """What the colours mean: classes and words."""

    def entry(kind: str, words: str) -> Markup:
        swatch = element("svg", element("rect", width=1, height=1, class_=kind), viewBox="0 0 1 1", aria_hidden="true")
        return element("span", swatch, words)

    return element("p", *(entry(kind, words) for kind, words in entries), class_="legend")


class Column(NamedTuple):
    """A column of a chart: its height (any unit), its class, and what it says when it is pointed at."""

    height: float
    kind: str
    words: str


class Axis(NamedTuple):
    """What is measured along an edge of a chart, with its unit, and words at equal distances along it."""

    name: str
    ticks: Sequence[str]


def columns(bars: Sequence[Column], marks: Sequence[tuple[str, float]], label: str, x: Axis, y: Axis) -> Markup:
    """Columns next to each other, on a scale from 0 to the highest.

    `marks` are lines, each a class and where it stands from left to right, from 0 to 1; `label` is what the picture
    shows, for those who do not see it.
    """
    most = max(bar.height for bar in bars) or 1.0
    wide = 100 / len(bars)
    rects = [
        element(
            "rect", element("title", bar.words), class_=bar.kind, x=f"{number * wide:.3f}",
            y=f"{100 - 100 * bar.height / most:.2f}", width=f"{wide * 0.9:.3f}",
            height=f"{100 * bar.height / most:.2f}",
        )
        for number, bar in enumerate(bars)
    ]  # fmt: skip
    lines = [
        element("line", class_=f"mark {kind}", x1=f"{100 * at:.2f}", x2=f"{100 * at:.2f}", y1=0, y2=100)
        for kind, at in marks
    ]
    return _plot([*rects, *lines], label, x, y)


class Point(NamedTuple):
    """A point of a curve: from left to right and from below to above, both from 0 to 1, its class and what it says."""

    x: float
    y: float
    kind: str
    words: str


def curve(points: Sequence[Point], label: str, x: Axis, y: Axis, *, limit: float | None = None) -> Markup:
    """Points joined by a line; `limit` is where a line from left to right stands, from 0 to 1."""
    places = [(3 + 94 * one.x, 97 - 94 * one.y, one) for one in points]
    line = element("polyline", class_="mark", points=" ".join(f"{left:.2f},{top:.2f}" for left, top, _ in places))
    # A line of no length has round ends: a dot that stays round however the picture is stretched.
    dots = [
        element("path", element("title", one.words), class_=f"dot {one.kind}", d=f"M{left:.2f} {top:.2f}h0")
        for left, top, one in places
    ]
    across = [] if limit is None else [97 - 94 * limit]
    lines = [element("line", class_="mark limit", x1=0, x2=100, y1=f"{at:.2f}", y2=f"{at:.2f}") for at in across]
    return _plot([line, *lines, *dots], label, x, y)


def _plot(shapes: Sequence[Markup], label: str, x: Axis, y: Axis) -> Markup:
    return element(
        "div",
        element("p", y.name, class_="y-name"),
        element("p", *(element("span", words) for words in reversed(y.ticks)), class_="y"),
        element("svg", *shapes, viewBox="0 0 100 100", role="img", aria_label=label, **_STRETCHED),
        element("p", *(element("span", words) for words in x.ticks), class_="x"),
        element("p", x.name, class_="x-name"),
        class_="plot",
    )
