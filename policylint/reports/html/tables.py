"""Tables that a reader can sort: whole without a script, which only moves the rows."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from policylint.reports.html.markup import Markup, element

_LONG = 40
"""Characters from which on a cell may break into lines."""


class Cell(NamedTuple):
    """A figure in words, and what it is sorted by; None where it is not known, which is above all that is."""

    words: str
    value: float | None


def sortable(heads: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str | Cell]], labelled_by: str) -> Markup:
    """A table that may be wider than the page; a head is a name and whether figures stand below it."""
    cells = [element("th", name, class_="n" if figures else None, scope="col") for name, figures in heads]
    body = [element("tr", *map(_cell, row)) for row in rows]
    table = element("table", element("thead", element("tr", *cells)), element("tbody", *body), class_="sortable")
    return element("div", table, class_="wide-table free", tabindex=0, role="group", aria_labelledby=labelled_by)


def _cell(content: str | Cell) -> Markup:
    if isinstance(content, Cell):
        value = "1e308" if content.value is None else f"{content.value:.9g}"
        return element("td", content.words, class_="n", data_value=value)
    return element("td", content, class_="long" if len(content) > _LONG else None)
