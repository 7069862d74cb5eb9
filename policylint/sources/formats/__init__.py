"""The text formats: which of them a file is in, by its suffix or, without one that is known, by its beginning."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from policylint.finding import Finding
from policylint.sources.document import Document, Format
from policylint.sources.languages import CONTENT, HCL, NOTEBOOK, PYTHON, TEMPLATE, TEMPLATES, language_of, spoken
from policylint.sources.text import DEFAULT_LIMIT, STDIN_NAME, Source, SourceFault

# A format is a module here with one object `FORMAT`, imported when a file needs it, and its suffixes in this table.
MODULES = {
    ".json": "json_",
    ".jsonl": "jsonl",
    ".jsonc": "json_",
    ".ndjson": "jsonl",
    ".yaml": "yaml_",
    ".yml": "yaml_",
    ".tf": "hcl",
    ".tofu": "hcl",
    ".py": "python_",
    ".ipynb": "notebook",
}
_LANGUAGES = {PYTHON: "python_", NOTEBOOK: "notebook", HCL: "hcl"}
_CODE = (".py", ".ipynb")
_DATA = (".json", ".jsonc", ".yaml", ".yml", *CONTENT, *TEMPLATES)
CODE = frozenset({"python", "notebook"})
"""The names of the formats that are programs."""
SUFFIXES = (
    *MODULES,
    *CONTENT,
    *(f"{own}{more}" for own in (".json", ".yaml", ".yml") for more in TEMPLATES),
)
"""The endings of what a walk reads; a file whose last suffix is not in the table is read by its beginning."""

MAX_DEPTH = 100
"""How deeply a document may nest. A request is some ten levels deep, ASL adds four with each state inside a state; what
reads documents recurses, and so has a bound well inside the interpreter's own."""


def documents(source: Source, limit: int = DEFAULT_LIMIT) -> Iterator[Document | Finding]:
    """The documents of a file, and a LINT finding in place of each that cannot be read; `limit` is in bytes."""
    try:
        yield from _format(source, limit).documents(source, limit)
    except SourceFault as fault:
        yield fault.finding(source.file)


def is_data(file: str) -> bool:
    """Whether a file is data by its suffix or a template of it, and no source in a language."""
    return file.lower().endswith(_DATA)


def is_read(file: str) -> bool:
    """Whether a file is data in one of the formats by its suffix, and so meant to be read; a template only may be, and
    code may be for something else."""
    return file.lower().endswith(tuple(suffix for suffix in MODULES if suffix not in _CODE))


def _format(source: Source, limit: int) -> Format:
    stem, dot, suffix = source.file.rpartition(".")
    if language_of(source.file) is TEMPLATE:  # job.json.j2: what it is a template of comes before
        _, dot, suffix = stem.rpartition(".")
    return _imported(MODULES.get(dot + suffix.lower()) or _sniffed(source, limit))


@cache
def _imported(module: str) -> Format:
    found: Format = import_module(f"{__name__}.{module}").FORMAT
    return found


def _sniffed(source: Source, limit: int) -> str:
    """YAML unless a bracket comes first; JSON Lines where the first two lines are objects, each its own; else JSON.
    On standard input, which has no name to say so, also a program, a notebook and Terraform source."""
    if source.file == STDIN_NAME:
        found = spoken(source.text(limit))
        if found is not None and found[0] in _LANGUAGES:
            return _LANGUAGES[found[0]]
    stripped = (line.strip() for _, line in source.lines(limit))
    lines = (line for line in stripped if line)
    first = next(lines, "")
    if not first.startswith(("{", "[")) or first.startswith(("{{", "{%", "{#")):
        return "yaml_"
    return "jsonl" if first[0] == "{" and first[-1] == "}" and next(lines, "").startswith("{") else "json_"
