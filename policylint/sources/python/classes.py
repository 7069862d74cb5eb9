"""Classes that a program defines: enums with their members, dataclasses with their fields, and plain ones."""

import ast
from collections.abc import Sequence

from policylint.sources.python.program import Field, Function, Scope, UserClass
from policylint.sources.python.values import External, Known, Made, Member, Opaque, Value, is_known, known

_ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum"})
_MIXINS = frozenset({"builtins.str", "builtins.int", "builtins.float"})
_PLAIN = frozenset({"builtins.object", "abc.ABC", "typing.Protocol"})
NONE = Known(None)
_DATACLASS = frozenset({"dataclasses.dataclass"})


def class_of(node: ast.ClassDef, scope: Scope, bases: Sequence[Value], decorators: Sequence[Value]) -> Value:
    """The class of a definition whose body has run."""
    names = [_name(base) for base in bases]
    if any(name in _ENUMS for name in names):
        return _enum(node, scope, names, decorators)
    own = [base for base in bases if isinstance(base, UserClass)]
    is_data = [_name(decorator) in _DATACLASS for decorator in decorators]
    is_tuple = names == ["typing.NamedTuple"] and not decorators
    others = [base for base, name in zip(bases, names, strict=True) if base not in own and name not in _PLAIN]
    known = (not others or is_tuple) and all(is_data) and not node.keywords
    made = UserClass(node.name, scope, own, node, known=known)
    made.known &= made.find("__init_subclass__", made) is None
    if len(others) == 1 and not is_tuple and isinstance(others[0], External) and not decorators and not node.keywords:
        made.library = others[0]
    made.fields = next((base.fields for base in made.lineage[1:] if base.fields is not None), None)
    if is_data:
        _make_data(made, node, decorators[0])
    elif is_tuple:
        _make_data(made, node, NONE)
    for value in scope.cells.values():
        if isinstance(value, Function) and value.scope is scope:
            value.owner = made
    return made


def _name(value: Value) -> str:
    if isinstance(value, External):
        return value.name
    return value.call.name if isinstance(value, Made) else ""


def _make_data(made: UserClass, node: ast.ClassDef, decorator: Value) -> None:
    """Give a dataclass its fields, and take from the class what is none of its attributes."""
    options = decorator.call.keywords if isinstance(decorator, Made) else {}
    if not all(is_known(value) for value in options.values()):
        made.known = False
    found = {one.name: one for base in reversed(made.lineage[1:]) for one in base.fields or ()}
    positional = not known(options.get("kw_only"))
    for one in node.body:
        if not isinstance(one, ast.AnnAssign) or not isinstance(one.target, ast.Name):
            continue
        kind = ast.unparse(one.annotation)
        if "InitVar" in kind:
            made.known = False
        elif kind.endswith("KW_ONLY"):
            positional = False
        elif "ClassVar" not in kind:
            found[one.target.id] = _field(made, one.target.id, positional)
    if known(options.get("init"), default=True):
        made.fields = tuple(found.values())


def _field(made: UserClass, name: str, positional: bool) -> Field:
    value = made.scope.cells.get(name)
    if not isinstance(value, Made) or value.call.name != "dataclasses.field":
        return Field(name, value, None, positional, given=True)
    options = value.call.keywords
    if value.call.more is not None or not all(is_known(options.get(flag, NONE)) for flag in ("init", "kw_only")):
        made.known = False
    default = options.get("default")
    if default is None:
        made.scope.cells.pop(name)
    else:
        made.scope.cells[name] = default
    positional = positional and not known(options.get("kw_only"))
    return Field(
        name, default, options.get("default_factory"), positional, given=bool(known(options.get("init"), True))
    )


def _enum(node: ast.ClassDef, scope: Scope, bases: Sequence[str], decorators: Sequence[Value]) -> Value:
    """The members of an enum take the place of their values."""
    if decorators or not set(bases) <= _ENUMS | _MIXINS or any(name.startswith("_") for name in scope.cells):
        return Opaque(node.name, node)
    if any(isinstance(value, Function) for value in scope.cells.values()):
        return Opaque(node.name, node)
    texts = bool(_MIXINS.intersection(bases)) or "enum.Enum" not in bases
    formats = "enum.StrEnum" in bases
    members: dict[object, Value] = {}
    for name, value in list(scope.cells.items()):
        if isinstance(value, Known):  # a name for a value that another has is one more name of that
            member = Member(node.name, name, value, texts=texts, formats=formats, at=value.at)
            scope.cells[name] = members.setdefault(value.value, member)
        else:
            scope.cells[name] = Opaque(f"{node.name}.{name}", node)
    return UserClass(node.name, scope, (), node, known=True)
