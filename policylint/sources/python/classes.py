"""Classes that a program defines: enums with their members, dataclasses with their fields, and plain ones."""

import ast
from collections.abc import Sequence

from policylint.sources.python.program import Function, Scope, UserClass
from policylint.sources.python.values import External, Known, Made, Member, Opaque, Value

_ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum"})
_MIXINS = frozenset({"builtins.str", "builtins.int", "builtins.float"})
_PLAIN = frozenset({"builtins.object", "abc.ABC", "typing.Protocol"})
_DATACLASS = frozenset({"dataclasses.dataclass"})


def class_of(node: ast.ClassDef, scope: Scope, bases: Sequence[Value], decorators: Sequence[Value]) -> Value:
    """The class of a definition whose body has run."""
    names = [_name(base) for base in bases]
    if any(name in _ENUMS for name in names):
        return _enum(node, scope, names, decorators)
    own = [base for base in bases if isinstance(base, UserClass)]
    is_data = [_name(decorator) in _DATACLASS for decorator in decorators]
    known = (
        all(isinstance(base, UserClass) or name in _PLAIN for base, name in zip(bases, names, strict=True))
        and all(is_data)
        and not node.keywords
    )
    made = UserClass(node.name, scope, own, node, known=known)
    made.fields = next((base.fields for base in own if base.fields is not None), None)
    if is_data and "__post_init__" not in scope.cells and not any(base.fields for base in own):
        made.fields = tuple(_fields(node))
    elif is_data:
        made.known = False
    for value in scope.cells.values():
        if isinstance(value, Function) and value.scope is scope:
            value.owner = made
    return made


def _name(value: Value) -> str:
    if isinstance(value, External):
        return value.name
    return value.call.name if isinstance(value, Made) else ""


def _fields(node: ast.ClassDef) -> list[str]:
    return [
        one.target.id
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and "ClassVar" not in ast.dump(one)
    ]


def _enum(node: ast.ClassDef, scope: Scope, bases: Sequence[str], decorators: Sequence[Value]) -> Value:
    """The members of an enum take the place of their values."""
    if decorators or not set(bases) <= _ENUMS | _MIXINS or any(name.startswith("_") for name in scope.cells):
        return Opaque(node.name, node)
    if any(isinstance(value, Function) for value in scope.cells.values()):
        return Opaque(node.name, node)
    texts = bool(_MIXINS.intersection(bases)) or "enum.Enum" not in bases
    formats = "enum.StrEnum" in bases
    for name, value in list(scope.cells.items()):
        if isinstance(value, Known):
            scope.cells[name] = Member(node.name, name, value, texts=texts, formats=formats, at=value.at)
        else:
            scope.cells[name] = Opaque(f"{node.name}.{name}", node)
    return UserClass(node.name, scope, (), node, known=True)
