"""The text formats: which of them a file is in, by its suffix or, without one that is known, by its beginning."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import PurePath

from policylint.finding import Finding
from policylint.sources.document import Document, Format
from policylint.sources.text import DEFAULT_LIMIT, Source, SourceFault

# A format is a module here with one object `FORMAT`, and its suffixes in this table.
MODULES = {
    ".json": "json_",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml_",
    ".yml": "yaml_",
}
SUFFIXES = tuple(MODULES)


def documents(source: Source, limit: int = DEFAULT_LIMIT) -> Iterator[Document | Finding]:
    """The documents of a file, and a LINT9xx finding in place of each that cannot be read; `limit` is in bytes."""
    try:
        yield from _format(source, limit).documents(source, limit)
    except SourceFault as fault:
        yield fault.finding(source.file)


def _format(source: Source, limit: int) -> Format:
    module = MODULES.get(PurePath(source.file).suffix.lower())
    found: Format = import_module(f"{__name__}.{module or _sniffed(source, limit)}").FORMAT
    return found


def _sniffed(source: Source, limit: int) -> str:
    text = source.text(limit).lstrip()
    if not text.startswith(("{", "[")):
        return "yaml_"
    first, _, rest = text.partition("\n")
    return "jsonl" if first.rstrip().endswith("}") and rest.lstrip().startswith("{") else "json_"
