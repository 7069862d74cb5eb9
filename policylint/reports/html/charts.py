"""Charts: bars are SVG that stretches with the page, words are words beside it, which do not."""

from collections.abc import Sequence

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


def histogram(columns: Sequence[tuple[float, str]], mark: float, label: str, scale: Sequence[str]) -> Markup:
    """Columns next to each other, each with its height (any unit) and what it says when it is pointed at.

    `mark` is where a line stands, from 0 to 1; `label` is what the picture shows, for those who do not see it; `scale`
    are the words below it, from left to right.
    """
    most = max(height for height, _ in columns)
    wide = 100 / len(columns)
    rects = [
        element(
            "rect", element("title", words), class_="is", x=f"{number * wide:.3f}", y=f"{100 - 96 * height / most:.2f}",
            width=f"{wide * 0.9:.3f}", height=f"{96 * height / most:.2f}",
        )
        for number, (height, words) in enumerate(columns)
    ]  # fmt: skip
    line = element("line", class_="mark", x1=f"{100 * mark:.2f}", x2=f"{100 * mark:.2f}", y1=0, y2=100)
    return _plot([*rects, line], label, scale)


def curve(points: Sequence[tuple[float, float, str]], label: str, scale: Sequence[str]) -> Markup:
    """Points joined by a line: from left to right and from below to above, both from 0 to 1, and what each says."""
    places = [(3 + 94 * x, 94 - 86 * y, words) for x, y, words in points]
    line = element("polyline", class_="mark", points=" ".join(f"{x:.2f},{y:.2f}" for x, y, _ in places))
    # A line of no length has round ends: a dot that stays round however the picture is stretched.
    dots = [element("path", element("title", words), class_="dot", d=f"M{x:.2f} {y:.2f}h0") for x, y, words in places]
    return _plot([line, *dots], label, scale)


def _plot(shapes: Sequence[Markup], label: str, scale: Sequence[str]) -> Markup:
    return element(
        "div",
        element("svg", *shapes, viewBox="0 0 100 100", role="img", aria_label=label, **_STRETCHED),
        element("p", *(element("span", words) for words in scale), class_="scale"),
        class_="plot",
    )
