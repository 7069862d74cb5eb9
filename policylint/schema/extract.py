"""From botocore's model of SageMaker to the snapshot: the shapes that the requests for jobs reach, and nothing else."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pydantic_core import SchemaError, SchemaValidator, core_schema

from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.job import JOBS
from policylint.schema.java import UnsupportedPatternError
from policylint.schema.pattern_words import WORDS
from policylint.schema.patterns import python, translate

OPERATIONS = {name: name.replace("Create", "Describe", 1) for name in JOBS}
"""The operations whose requests are kept, each with the one that answers about such a job."""
_MODEL = "botocore/data/sagemaker/2017-07-24/service-2.json.gz"
_TYPES = {"structure", "map", "list", "string", "integer", "long", "float", "double", "boolean"}
_KEPT = ("type", "required", "min", "max", "pattern", "enum", "union")
_STRUCTURE = {"members", "member", "key", "value", "shape"}
_SILENT = {"documentation", "box", "sensitive", "deprecated", "deprecatedMessage", "deprecatedSince"}
_UNDERSTOOD = {*_KEPT, *_STRUCTURE, *_SILENT}


class ModelError(PolicylintError):
    """The model holds something that policylint would not check as it should; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Model:
    """botocore's model of SageMaker, the release that it comes with, and the day that release's model file was made."""

    service: Mapping[str, Any]
    botocore: str
    date: str


def wheel_model(wheel: Path) -> Model:
    """The model in a wheel of botocore.

    Raises:
        ModelError: the file is not a wheel of botocore.
    """
    try:
        with ZipFile(wheel) as archive:
            return _model(archive.read(_MODEL), wheel.name.split("-")[1])
    except (OSError, BadZipFile, KeyError, IndexError, ValueError) as error:
        raise ModelError(f"{wheel} is not a wheel of botocore: {error}") from error


def installed_model() -> Model:
    """The model in the botocore that this Python has.

    Raises:
        ImportError: it has none.
    """
    import botocore

    root = Path(botocore.__file__).parent
    return _model((root.parent / _MODEL).read_bytes(), botocore.__version__)


def _model(packed: bytes, release: str) -> Model:
    # The gzip header holds the time at which the file was packed, in the build of the release (RFC 1952, MTIME).
    packed_at = int.from_bytes(packed[4:8], "little")
    day = datetime.fromtimestamp(packed_at, UTC).date() if packed_at else date.today()
    return Model(json.loads(gzip.decompress(packed)), release, day.isoformat())


def extract(model: Model) -> dict[str, Any]:
    """The snapshot of a model, as JSON, but for the translations of its patterns."""
    service = model.service
    shapes = service["shapes"]
    return {
        "botocore": model.botocore,
        "model_date": model.date,
        "extracted": date.today().isoformat(),
        "operations": {
            name: {
                "input": service["operations"][name]["input"]["shape"],
                "distinctive": sorted(_distinctive(service, name)),
                "returned": sorted(_members(service, described, "output") - _members(service, name, "input")),
            }
            for name, described in OPERATIONS.items()
        },
        "shapes": {name: _reduced(shapes[name]) for name in sorted(reached(service))},
    }


def texts(model: Model) -> dict[str, dict[str, str]]:
    """The model's documentation as plain text, by shape and member; a request's own is its operation's."""
    operations = {model.service["operations"][name]["input"]["shape"]: name for name in OPERATIONS}
    found = {}
    for name in sorted(reached(model.service)):
        shape = model.service["shapes"][name]
        itself = model.service["operations"][operations[name]] if name in operations else shape
        entries = {"": itself, **shape.get("members", {})}
        plain = {key: plain_text(entry["documentation"]) for key, entry in entries.items() if "documentation" in entry}
        if plain:
            found[name] = plain
    return found


def reached(service: Mapping[str, Any]) -> set[str]:
    """The names of all shapes that the requests are made of."""
    seen: set[str] = set()
    waiting = [service["operations"][name]["input"]["shape"] for name in OPERATIONS]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [reference["shape"] for reference in _references(service["shapes"][name])]
    return seen


def _references(shape: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from shape.get("members", {}).values()
    yield from (shape[part] for part in ("member", "key", "value") if part in shape)


def _members(service: Mapping[str, Any], operation: str, side: str) -> set[str]:
    reference = service["operations"][operation].get(side)
    return set(service["shapes"][reference["shape"]].get("members", {})) if reference else set()


def _distinctive(service: Mapping[str, Any], operation: str) -> set[str]:
    others = (_members(service, other, "input") for other in service["operations"] if other != operation)
    return _members(service, operation, "input").difference(*others)


def _reduced(shape: Mapping[str, Any]) -> dict[str, Any]:
    """A shape without documentation, its references by name."""
    kept: dict[str, Any] = {trait: shape[trait] for trait in _KEPT if trait in shape}
    if "members" in shape:
        kept["members"] = {member: reference["shape"] for member, reference in shape["members"].items()}
    return kept | {part: shape[part]["shape"] for part in ("member", "key", "value") if part in shape}


def understand(model: Model) -> None:
    """Make sure that the checks know all that the model asks of the requests.

    Raises:
        ModelError: a shape has a type or a trait that no check knows.
    """
    for name in reached(model.service):
        shape = model.service["shapes"][name]
        if shape["type"] not in _TYPES:
            raise ModelError(f"{name} is of type {shape['type']}, which no check knows")
        for traits in (shape, *_references(shape)):
            unknown = set(traits) - _UNDERSTOOD
            if unknown:
                raise ModelError(f"{name} has the trait {', '.join(sorted(unknown))}, which no check knows")


def translate_patterns(data: Mapping[str, Any]) -> None:
    """Add to the shapes of a snapshot their patterns as pydantic-core takes them, and try that it does.

    Raises:
        ModelError: a pattern cannot be translated or compiled, or nobody has put it into words yet.
    """
    for name, shape in data["shapes"].items():
        pattern = shape.get("pattern")
        if pattern is None:
            continue
        if pattern not in WORDS:
            raise ModelError(
                f"{name} has a pattern without words: put {pattern} into policylint/schema/pattern_words.py first"
            )
        try:
            translation = translate(pattern, shape.get("max"))
            if translation:
                shape["translation"] = translation.text
                shape["engine"] = translation.engine
                SchemaValidator(core_schema.str_schema(pattern=translation.text, regex_engine=translation.engine))
            for_python = python(pattern, shape.get("max"))
            if for_python:
                shape["python"], shape["ascii_alone"] = for_python
                re.compile(shape["python"])
        except (UnsupportedPatternError, SchemaError, re.error) as error:
            raise ModelError(f"{name}: {error}") from error


def plain_text(html: str) -> str:
    """The documentation's HTML as text: paragraphs apart by an empty line, code in backquotes, items with a dash."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    paragraphs = (" ".join(paragraph.split()) for paragraph in "".join(reader.parts).split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip("- "))


class _Text(HTMLParser):
    """Collects the text between the tags, in `parts`."""

    _OPEN = {"li": "\n\n- ", "note": "\n\nNote: ", "important": "\n\nImportant: ", "dt": "\n\n", "dd": "\n\n"}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, _: Any) -> None:
        if tag == "code":
            self.parts.append("`")
        elif tag == "p":
            # The first paragraph of an item or a note goes on after its mark.
            if not (self.parts and self.parts[-1] in self._OPEN.values()):
                self.parts.append("\n\n")
        else:
            self.parts.append(self._OPEN.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self.parts.append("`")
        elif tag in {"p", "ul", "ol", "dl", "li", "note", "important"}:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if data.strip() or (self.parts and not self.parts[-1].startswith("\n\n")):
            self.parts.append(data)
