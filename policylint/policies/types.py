"""What an expression can come to, as far as the API model says: the types that policies are checked with."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from functools import lru_cache
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.schema.snapshot import Shape, snapshot

KINDS = frozenset(("null", "boolean", "number", "string", "array", "object", "expref"))
_SCALARS = {"integer": "number", "long": "number", "float": "number", "double": "number"}

# Strings of these shapes hold names, images and places, though their patterns would let anything pass. All others
# without a bound are free text, which may hold secrets.
_SHOWN = frozenset(
    (
        "AlgorithmImage",
        "AttributeName",
        "CollectionName",
        "ImageUri",
        "DirectoryPath",
        "HubContentArn",
        "InstanceGroupName",
        "MetricName",
        "MetricRegex",
        "MlflowExperimentName",
        "MlflowRunName",
        "ParameterKey",
        "RuleConfigurationName",
        "String256",
    )
)
_ANYTHING = frozenset((None, ".*", ".+", r"[\S\s]*", r"[\s\S]+"))


@dataclass(frozen=True, slots=True)
class Type:
    """A set of JMESPath's kinds with what is known inside them.

    `item` is what an array holds, `members` the closed set of an object's members, `value` what a map holds under any
    key; None: not known. `enum` are the only values a string has. `name` says in messages what it is. `private` marks
    free text, which is shown only as it stands, where the gate recognises a secret; `withheld` what is not shown at
    all: what is made of free text, or stands under a secret's name. `seconds` marks a length of time. `literal` is a
    constant's value.
    """

    kinds: frozenset[str]
    item: "Type | None" = None
    members: "Mapping[str, Type] | None" = None
    value: "Type | None" = None
    enum: tuple[str, ...] = ()
    name: str = ""
    private: bool = False
    withheld: bool = False
    seconds: bool = False
    literal: tuple[Any, ...] = field(default=())

    def may_be(self, *kinds: str) -> bool:
        """Whether a value can be of any of these kinds."""
        return not self.kinds.isdisjoint(kinds)

    @property
    def nullable(self) -> "Type":
        """The same, or null."""
        return replace(self, kinds=self.kinds | {"null"}, literal=())

    def holds_private(self) -> bool:
        """Whether free text is anywhere in it."""
        inside = (self.item, self.value, *(self.members or {}).values())
        return self.private or any(part is not None and part.holds_private() for part in inside)

    def holds_withheld(self) -> bool:
        """Whether anything in it may not be shown."""
        inside = (self.item, self.value, *(self.members or {}).values())
        return self.withheld or any(part is not None and part.holds_withheld() for part in inside)

    def words(self) -> str:
        """What it is, for a message: its name and kind."""
        known = sorted(self.kinds - {"null"}) or ["null"]
        kind = " or ".join(_ARTICLES.get(one, one) for one in known)
        return f"{self.name} is {kind}" if self.name else f"this is {kind}"


_ARTICLES = {
    "array": "a list",
    "boolean": "a boolean",
    "number": "a number",
    "object": "a structure",
    "string": "a string",
    "expref": "an expression reference",
}

ANY = Type(KINDS)
NULL = Type(frozenset(("null",)))
BOOLEAN = Type(frozenset(("boolean",)))
NUMBER = Type(frozenset(("number",)))
STRING = Type(frozenset(("string",)))


def array(item: Type, name: str = "") -> Type:
    """A list of items of one type."""
    return Type(frozenset(("array",)), item=item, name=name, private=item.private, withheld=item.withheld)


def structure(members: Mapping[str, Type], name: str = "") -> Type:
    """An object with these members and no others."""
    return Type(frozenset(("object",)), members=members, name=name)


def mapping(value: Type, name: str = "") -> Type:
    """An object with any keys."""
    return Type(frozenset(("object",)), value=value, name=name, private=value.private)


def of_literal(value: Any) -> Type:
    """The type of a constant."""
    if value is None:
        kind = NULL
    elif isinstance(value, bool):
        kind = BOOLEAN
    elif isinstance(value, int | float):
        kind = NUMBER
    elif isinstance(value, str):
        kind = STRING
    elif isinstance(value, list):
        kind = array(union(of_literal(item) for item in value) if value else ANY)
    else:
        kind = structure({key: of_literal(item) for key, item in value.items()})
    return replace(kind, literal=(value,))


def union(types: Iterable[Type]) -> Type:
    """What is one of several: what is known of it is what is known of all that could be so."""
    found = list(types)
    if not found:
        return ANY
    first = found[0]
    for other in found[1:]:
        first = _either(first, other)
    return first


def merged(left: Type, right: Type) -> Type:
    """A structure with the members of two; where both have one that is a structure, with the members of both."""
    if left.members is None or right.members is None:
        return left
    members = dict(left.members)
    for name, part in right.members.items():
        members[name] = merged(members[name], part) if name in members else part
    return replace(left, members=members)


def _either(left: Type, right: Type) -> Type:
    if left == right:
        return left
    if left.kinds == NULL.kinds:
        return right.nullable
    if right.kinds == NULL.kinds:
        return left.nullable
    return Type(
        left.kinds | right.kinds,
        item=_inside(left, right, "array", left.item, right.item),
        members=_members(left, right),
        value=_inside(left, right, "object", left.value, right.value),
        enum=tuple(dict.fromkeys(left.enum + right.enum)) if _closed(left) and _closed(right) else (),
        name=left.name if left.name == right.name else left.name or right.name,
        private=left.private or right.private,
        withheld=left.withheld or right.withheld,
        seconds=left.seconds or right.seconds,
    )


def _closed(part: Type) -> bool:
    """Whether the strings that it can be are all listed."""
    return bool(part.enum) or "string" not in part.kinds


def _inside(left: Type, right: Type, kind: str, one: Type | None, other: Type | None) -> Type | None:
    if kind not in left.kinds:
        return other
    if kind not in right.kinds:
        return one
    return None if one is None or other is None else _either(one, other)


def _members(left: Type, right: Type) -> Mapping[str, Type] | None:
    if "object" not in left.kinds:
        return right.members
    if "object" not in right.kinds:
        return left.members
    if left.members is None or right.members is None:
        return None
    names = dict.fromkeys([*left.members, *right.members])
    return {
        name: union(part[name] for part in (left.members, right.members) if name in part).nullable for name in names
    }


@lru_cache(maxsize=512)
def of_shape(shape_name: str, name: str = "") -> Type:
    """The type of a shape of the API. Everything may be null: a request may lack what the API requires."""
    shape = snapshot().shapes[shape_name]
    name = name or shape_name
    if shape.type == "structure":
        members = {member: of_shape(target, member) for member, target in shape.members.items()}
        return structure(members, name).nullable
    if shape.type == "list":
        return array(replace(of_shape(shape.member), name=f"an item of {name}"), name).nullable
    if shape.type == "map":
        inside = replace(of_shape(shape.value), name=f"a value of {name}", private=_is_text(shape.value))
        return mapping(inside, name).nullable
    if shape.type == "boolean":
        return replace(BOOLEAN, name=name).nullable
    if shape.type in _SCALARS:
        return replace(NUMBER, name=name, seconds=name.endswith("InSeconds")).nullable
    return replace(STRING, name=name, enum=shape.enum, private=_is_private(shape)).nullable


def _is_text(shape_name: str) -> bool:
    shape = snapshot().shapes[shape_name]
    return shape.type == "string" and not shape.enum


def _is_private(shape: Shape) -> bool:
    return shape.name == "TagValue" or (not shape.enum and shape.pattern in _ANYTHING and shape.name not in _SHOWN)
