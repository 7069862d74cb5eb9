"""How findings are shown: one module for each format, with one function `render(report, context) -> str`.

Adding a format is adding its module here and its line to `FORMATS`. A report decides nothing: it shows what the engine
found.
"""

from collections.abc import Mapping
from importlib import import_module

from policylint.dataclass_ import dataclass
from policylint.report import Report
from policylint.reports.context import Context, Edits, Fixable, FixTotals
from policylint.shown import Shown

__all__ = ["FORMATS", "SUFFIXES", "Context", "Edits", "FixTotals", "Fixable", "Format", "render"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the module that renders it, imported when it is used, and the file suffixes that mean it."""

    module: str
    suffixes: tuple[str, ...] = ()


FORMATS: Mapping[str, Format] = {
    "text": Format("policylint.reports.text", (".txt",)),
    "json": Format("policylint.reports.json_", (".json",)),
    "jsonl": Format("policylint.reports.jsonl", (".jsonl", ".ndjson")),
    "sarif": Format("policylint.reports.sarif", (".sarif",)),
    "github": Format("policylint.reports.github"),
    "azure": Format("policylint.reports.azure"),
    "gitlab": Format("policylint.reports.gitlab"),
    "junit": Format("policylint.reports.junit", (".xml",)),
    "html": Format("policylint.reports.html", (".html", ".htm")),
    "markdown": Format("policylint.reports.markdown", (".md",)),
}

SUFFIXES: Mapping[str, tuple[str, ...]] = {name: known.suffixes for name, known in FORMATS.items()}
"""The suffixes that mean each format."""


def render(name: str, report: Report, context: Context | None = None) -> Shown:
    """The report in a format; it ends in a line break unless it is empty.

    Raises:
        KeyError: no format has this name.
    """
    module = import_module(FORMATS[name].module)
    text: Shown = module.render(report, context or Context())
    return text
