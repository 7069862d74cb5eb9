"""What was already run, as a page: the verdict, what was broken over time, by whom, and the worst jobs."""

from collections.abc import Iterator, Sequence

from policylint.counting import counted
from policylint.history.tally import DIMENSIONS, Bad, Sum
from policylint.reports.history import History, broken, place
from policylint.reports.html.charts import Axis, Point, bar_row, bars, curve, key
from policylint.reports.html.markup import Child, Markup, element
from policylint.reports.html.page import page
from policylint.shown import renders

_ROWS = 12
_SEVERITIES = {"stopped": "error", "passed": "note"}


@renders
def html(history: History) -> str:
    """The page."""
    what = "Replay" if history.flips else "Audit"
    return page(
        what,
        element(
            "header",
            element("p", f"policylint: {what.lower()}", class_="brand"),
            element("div", element("h1", history.verdict()), class_="outcome"),
            element("p", " ".join(history.sentences()), class_="lede"),
        ),
        Markup("\n"),
        element("main", element("div", *_figures(history), class_="figures"), _worst(history), _faults(history)),
        Markup("\n"),
        element(
            "footer", element("p", f"Prices of {history.as_of}. Asked is what jobs cost that run to their limits.")
        ),
    )


def _figures(history: History) -> Iterator[Markup]:
    months = [part for part in history.parts("month") if part[0]]
    if len(months) > 1:
        yield _section("over-time", "Over time", *_over_time(history, months), wide=True)
    if history.total.by_rule:
        yield _section("by-rule", "By policy" if history.flips else "By rule", *_rules(history))
    for dimension in DIMENSIONS:
        parts = history.parts(dimension)
        if len(parts) > 1 or any(name for name, _ in parts):
            yield _section(f"by-{dimension}", f"By {history.label(dimension)}", *_parts(history, dimension, parts))


def _section(id: str, title: str, *content: Child, wide: bool = False) -> Markup:
    heading = element("h2", title, id=id)
    return element("section", heading, *content, aria_labelledby=id, class_="wide" if wide else None)


def _over_time(history: History, months: Sequence[tuple[str, Sum]]) -> Iterator[Markup]:
    """Two curves: the share of jobs with findings, and the dollars of each month."""
    last = len(months) - 1
    when = Axis("month", [months[0][0], months[-1][0]])
    noun = "flips" if history.flips else "findings"
    shares = [one.with_findings / one.jobs if one.jobs else 0.0 for _, one in months]
    highest = max(shares) or 1.0
    points = [
        Point(at / last, share / highest, "", f"{month}: {one.with_findings:,} of {counted(one.jobs, 'job')}")
        for at, ((month, one), share) in enumerate(zip(months, shares, strict=True))
    ]
    part = Axis(f"share of jobs with {noun}", ["0 %", f"{100 * highest / 2:.0f} %", f"{100 * highest:.0f} %"])
    yield curve(points, f"Share of jobs with {noun} by month", when, part)
    most = max(one.asked_usd for _, one in months) or 1.0
    points = [
        Point(at / last, one.asked_usd / most, "", f"{month}: {history.dollars(one)}")
        for at, (month, one) in enumerate(months)
    ]
    asked = Axis("dollars asked", [history.money(most * part / 2) for part in range(3)])
    yield curve(points, "Dollars asked by month", when, asked)


def _rules(history: History) -> Iterator[Markup]:
    rules = history.rules()
    most = max(one.findings for _, one in rules)
    yield bars(
        [
            bar_row(
                history.title(rule),
                f"{counted(one.findings, 'flip' if history.flips else 'finding')} in {counted(one.jobs, 'job')},"
                f" {history.dollars(one)}",
                (_SEVERITIES.get(one.severity, one.severity), 0, one.findings / most),
            )
            for rule, one in rules[:_ROWS]
        ]
    )
    if len(rules) > _ROWS:
        yield element("p", f"{counted(len(rules) - _ROWS, 'more rule')} not shown.")


def _parts(history: History, dimension: str, parts: Sequence[tuple[str, Sum]]) -> Iterator[Markup]:
    """A bar for each part: its jobs, and those of them with findings."""
    shown = parts[-_ROWS:] if dimension == "month" else parts[:_ROWS]
    most = max((one.jobs for _, one in shown), default=0) or 1
    yield key(("was", "jobs"), ("is", "those that flip" if history.flips else "those with findings"))
    yield bars(
        [
            bar_row(
                history.name(dimension, name),
                f"{one.with_findings:,} of {counted(one.jobs, 'job')}, {history.dollars(one)}",
                ("was", 0, one.jobs / most),
                ("is", 0, one.with_findings / most),
            )
            for name, one in shown
        ]
    )
    if len(parts) > _ROWS:
        yield element("p", f"{counted(len(parts) - _ROWS, 'more')} not shown.")


def _worst(history: History) -> Markup | None:
    worst = history.total.worst
    if not worst:
        return None
    heads = ("Job", "When", "Whose", "Dollars", "What", "Where")
    title = "Examples" if history.flips else "The worst jobs"
    return _listed("worst", title, heads, [_bad(history, bad) for bad in worst])


def _bad(history: History, bad: Bad) -> Sequence[str]:
    usd = bad.spent_usd if bad.spent_usd is not None else bad.asked_usd
    dollars = "unknown" if usd is None else history.money(usd)
    whose = ", ".join(part for part in (*bad.about[:4], bad.principal) if part)
    return (bad.job or "(no name)", bad.time, whose, dollars, broken(bad, history), place(bad))


def _faults(history: History) -> Markup | None:
    faults = history.total.faults
    if not faults:
        return None
    rows = [(fault.rule, fault.message, f"{fault.file}:{fault.line}" if fault.line else fault.file) for fault in faults]
    return _listed("unjudged", "Not judged", ("Rule", "What", "Where"), rows)


def _listed(id: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    return element(
        "section",
        element("h2", title, id=id),
        element(
            "div",
            element(
                "table",
                element("thead", element("tr", *(element("th", head) for head in heads))),
                element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows)),
            ),
            class_="wide-table",
            tabindex=0,
            role="group",
            aria_labelledby=id,
        ),
        class_="rest",
        aria_labelledby=id,
    )
