"""The snapshot of the API model: the shapes of the requests for jobs, as `policylint.schema.sync` wrote them down."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.path import Route, parse_path

# The widths of Smithy's integer types (https://smithy.io/2.0/spec/simple-types.html).
WIDTHS = {"integer": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}
SNAPSHOT = Path(__file__).with_name("snapshot.json")
DOCUMENTATION = Path(__file__).with_name("documentation.json")


@dataclass(frozen=True, slots=True)
class Shape:
    """A type of the API, in the words of its model.

    `type` is "structure", "map", "list", "string", "integer", "long", "float", "double" or "boolean". `min` and `max`
    bound a string's characters, a list's items, a map's entries and a number's value. `pattern` is Java's;
    `translation` is the same for pydantic-core and its `engine`, `python` for Python's `re`, both None when the pattern
    allows every string; where `ascii_alone` is set Python's is right about ASCII text alone. Members,
    items, keys and values are named by their shapes. `union` marks a structure of which exactly one member is given.
    """

    name: str
    type: str
    members: Mapping[str, str]
    required: tuple[str, ...]
    min: int | None
    max: int | None
    pattern: str | None
    translation: str | None
    engine: str
    python: str | None
    ascii_alone: bool
    enum: tuple[str, ...]
    member: str
    key: str
    value: str
    union: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """A request of the API: its input shape, and what helps to recognise it.

    `distinctive` are the top-level members that no other operation of SageMaker takes; `returned` those that the API
    answers about such a job but does not take.
    """

    name: str
    input: str
    distinctive: frozenset[str]
    returned: frozenset[str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The API model as of one release of botocore; dates are ISO 8601."""

    botocore: str
    model_date: str
    extracted: str
    operations: Mapping[str, Operation]
    shapes: Mapping[str, Shape]

    @property
    def version(self) -> str:
        """What the snapshot is, for messages: its date and release."""
        return f"the API model of {self.model_date} (botocore {self.botocore})"

    def input(self, operation: str) -> Shape:
        """The shape of a request as a whole."""
        return self.shapes[self.operations[operation].input]

    def step(self, shape: Shape, step: str | int) -> Shape | None:
        """The shape one step further down: a member, a list's item, a map's value; None where there is none."""
        if shape.type == "list":
            name = shape.member if isinstance(step, int) else ""
        elif shape.type == "map":
            name = shape.value if isinstance(step, str) else ""
        else:
            name = shape.members.get(step, "") if isinstance(step, str) else ""
        return self.shapes[name] if name else None

    def shape_at(self, operation: str, path: str | Route) -> Shape | None:
        """The shape at a path of a request, through list indices and map keys; None where the API has nothing.

        Raises:
            ValueError: the text is not a path.
        """
        shape: Shape | None = self.input(operation)
        for step in parse_path(path) if isinstance(path, str) else path:
            if shape is None:
                return None
            shape = self.step(shape, step)
        return shape


@lru_cache(maxsize=1)
def snapshot() -> Snapshot:
    """The snapshot that policylint ships, read once."""
    return read(json.loads(SNAPSHOT.read_bytes()))


@lru_cache(maxsize=1)
def documentation() -> Mapping[str, Mapping[str, str]]:
    """The API's own words: by shape, the text about the shape itself under "" and about each member under its name."""
    texts: dict[str, dict[str, str]] = json.loads(DOCUMENTATION.read_bytes())
    return texts


def read(data: Mapping[str, Any]) -> Snapshot:
    """The snapshot in the JSON that `policylint.schema.extract` makes."""
    operations = {
        name: Operation(name, found["input"], frozenset(found["distinctive"]), frozenset(found["returned"]))
        for name, found in data["operations"].items()
    }
    shapes = {name: _shape(name, found.get) for name, found in data["shapes"].items()}
    return Snapshot(data["botocore"], data["model_date"], data["extracted"], operations, shapes)


def _shape(name: str, get: Any) -> Shape:
    return Shape(
        name,
        get("type"),
        get("members", {}),
        tuple(get("required", ())),
        get("min"),
        get("max"),
        get("pattern"),
        get("translation"),
        get("engine", "rust-regex"),
        get("python"),
        get("ascii_alone", False),
        tuple(get("enum", ())),
        get("member", ""),
        get("key", ""),
        get("value", ""),
        get("union", False),
    )
