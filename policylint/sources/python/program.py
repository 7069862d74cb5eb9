"""What a program defines: scopes with their names, functions, classes and instances of these."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from policylint.sources.python.values import Call, External, Mutable, Node, Value

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Scope(Mutable):
    """The names of a module, a function's call, a class or a comprehension, in its cells; `holding` is what `:=` in it
    gives a name in, which is what is around a comprehension.

    `outside` are the names that a function declares to be global or nonlocal, with the scope that has them. Names in
    `volatile` may be given a value by what is not seen.
    """

    __slots__ = ("holding", "is_class", "label", "module", "outside", "parent", "volatile")

    def __init__(
        self, parent: "Scope | None", label: str = "", *, is_class: bool = False, is_inner: bool = False
    ) -> None:
        super().__init__({})
        self.parent = parent
        self.holding: Scope = parent.holding if is_inner and parent is not None else self
        self.module: Scope = self if parent is None else parent.module
        self.label = label
        self.is_class = is_class
        self.outside: dict[str, Scope] = {}
        self.volatile: set[str] = set()

    def holder(self, name: str) -> "Scope | None":
        """The scope that a name is looked up in; None where no scope has it."""
        if name in self.outside:
            scope = self.outside[name]
            return scope if name in scope.cells or name in scope.volatile else None
        scope_: Scope | None = self
        while scope_ is not None:
            if (name in scope_.cells or name in scope_.volatile) and (scope_ is self or not scope_.is_class):
                return scope_
            scope_ = scope_.parent
        return None


class Function(Value):
    """A function that the program defines, with the defaults of its parameters.

    `decorated` names what decorates it; `sender` is the decorator by which each call of it sends a request.
    """

    __slots__ = ("decorated", "defaults", "label", "node", "owner", "scope", "sender")

    def __init__(
        self, node: FunctionNode, scope: Scope, defaults: Mapping[str, Value], owner: "UserClass | None" = None
    ) -> None:
        self.node = node
        self.at: Node = node
        self.scope = scope
        self.defaults = defaults
        self.owner = owner
        self.decorated: tuple[str, ...] = ()
        self.sender: Call | None = None
        name = getattr(node, "name", "lambda")
        self.label = f"{scope.label}.{name}" if scope.label else name

    @property
    def replaced(self) -> bool:
        """Whether it is no method, but what a decorator made of it: a property, or something not seen."""
        return bool(self.decorated) and self.decorated not in (("staticmethod",), ("classmethod",))

    @property
    def around(self) -> Scope | None:
        """The scope that runs where it is defined: that around the class, of a method."""
        return self.scope.parent if self.scope.is_class else self.scope

    @property
    def parameters(self) -> ast.arguments:
        """The parameters."""
        return self.node.args

    @property
    def body(self) -> Sequence[ast.stmt]:
        """The statements, a lambda's being the return of its expression."""
        if isinstance(self.node, ast.Lambda):
            return [ast.copy_location(ast.Return(self.node.body), self.node.body)]
        return self.node.body

    @property
    def is_async(self) -> bool:
        """Whether a call makes a coroutine, which runs when it is awaited."""
        return isinstance(self.node, ast.AsyncFunctionDef)

    @property
    def yields(self) -> bool:
        """Whether a call makes a generator."""
        return mentions(self.node).yields

    def leads(self) -> Iterable[Value]:
        """What the names in it stand for outside, which it may change when it is called."""
        if self.owner is not None:
            yield self.owner
        yield from self.defaults.values()
        for name in mentions(self.node).names:
            holder = self.scope.holder(name)
            if holder is not None and name in holder.cells:
                yield holder.cells[name]


class UserClass(Value):
    """A class that the program defines; `known`: nothing of what makes its instances is out of sight."""

    __slots__ = ("bases", "fields", "known", "library", "lineage", "name", "scope")
    known: bool

    def __init__(self, name: str, scope: Scope, bases: Sequence["UserClass"], at: Node, *, known: bool) -> None:
        self.name = name
        self.scope = scope
        self.bases = tuple(bases)
        self.at = at
        order = _merged([list(base.lineage) for base in bases] + [list(bases)]) if len(bases) > 1 else _above(bases)
        self.lineage: tuple[UserClass, ...] = (self, *(order or bases))
        """The class and those it inherits from, in the order in which names are looked up."""
        self.known = known and order is not None and all(base.known for base in bases)
        self.fields: tuple[Field, ...] | None = None
        self.library: External | None = next((base.library for base in bases if base.library), None)
        """The class of a library that it is derived from, if it is from one alone."""

    def find(self, name: str, after: "UserClass | None" = None) -> Value | None:
        """An attribute of the class; `after` one of its lineage, as `super()` looks it up."""
        start = self.lineage.index(after) + 1 if after in self.lineage else 0
        for one in self.lineage[start:]:
            if name in one.scope.cells:
                return one.scope.cells[name]
        return None

    def leads(self) -> Iterable[Value]:
        """What its attributes are."""
        return (*self.scope.cells.values(), *self.bases)


_LONGEST_LINEAGE = 100


def _above(bases: Sequence[UserClass]) -> list[UserClass] | None:
    """The classes above one with a single base, or with none."""
    above = [one for base in bases for one in base.lineage]
    return above if len(above) <= _LONGEST_LINEAGE else None


def _merged(rows: list[list[UserClass]]) -> list[UserClass] | None:
    """Python's order of classes (C3) from the orders of the bases; None where there is none, or it is too long."""
    found: list[UserClass] = []
    if sum(map(len, rows)) > _LONGEST_LINEAGE:
        return None
    while rows := [row for row in rows if row]:
        first = next((row[0] for row in rows if not any(row[0] in other[1:] for other in rows)), None)
        if first is None:
            return None
        found.append(first)
        rows = [row[1:] if row[0] is first else row for row in rows]
    return found


class Field(NamedTuple):
    """A field of a dataclass: its default, or what makes one for each instance; `positional`, `given`: whether the
    constructor takes it by place, and at all."""

    name: str
    default: Value | None
    factory: Value | None
    positional: bool
    given: bool


class Instance(Mutable):
    """An instance of a class that the program defines, its attributes in its cells."""

    __slots__ = ("of",)

    def __init__(self, of: UserClass, at: Node = None) -> None:
        super().__init__({}, at)
        self.of = of

    def leads(self) -> Iterable[Value]:
        """Its attributes and its class."""
        return (*super().leads(), self.of)


def private(name: str, scope: Scope) -> str:
    """A name as it is in the class around: one with two underscores before it becomes the class's own."""
    if not name.startswith("__") or name.endswith("__"):
        return name
    around: Scope | None = scope
    while around is not None and not around.is_class:
        around = around.parent
    return name if around is None else f"_{around.label.rpartition('.')[2].lstrip('_')}{name}"


class Bound(Value):
    """A function with its first argument."""

    __slots__ = ("function", "to")

    def __init__(self, function: Function, to: Value, at: Node = None) -> None:
        self.function = function
        self.to = to
        self.at = at

    def leads(self) -> Iterable[Value]:
        """The function and the argument."""
        return (self.function, self.to)


class Super(Value):
    """What `super()` gives in a method: the attributes of `to`, an instance or a class, that come after a class."""

    __slots__ = ("after", "to")

    def __init__(self, after: UserClass, to: "Instance | UserClass", at: Node = None) -> None:
        self.after = after
        self.to = to
        self.at = at

    def leads(self) -> Iterable[Value]:
        """What it is of."""
        return (self.to,)


class Partial(Value):
    """`functools.partial`: something that is called, with the first of its arguments."""

    __slots__ = ("args", "call", "callee", "keys", "keywords")

    def __init__(self, callee: Value, call: Call, at: Node = None) -> None:
        self.callee = callee
        self.args = call.args[1:]
        self.keywords = call.keywords
        self.keys = call.keys
        self.at = at

    def leads(self) -> Iterable[Value]:
        """What it calls, and what it gives that."""
        return (self.callee, *self.args, *self.keywords.values())


class ProjectModule(Value):
    """A module of the same project, with the names that its own walk left."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope, at: Node = None) -> None:
        self.scope = scope
        self.at = at


class Mentions:
    """The names in a function's body: all, those that it gives values to outside, and whether it yields."""

    __slots__ = ("names", "outside", "yields")

    def __init__(self, node: ast.AST) -> None:
        self.names: set[str] = set()
        self.outside: set[str] = set()
        self.yields = False
        left: list[Any] = [node]
        while left:
            inner = left.pop()
            kind: type = type(inner)
            if kind is ast.Name:
                self.names.add(inner.id)
            elif kind is ast.Global or kind is ast.Nonlocal:
                self.outside.update(inner.names)
            elif kind is not ast.Constant:
                self.yields |= kind is ast.Yield or kind is ast.YieldFrom
                for name in _fields(kind):
                    part = getattr(inner, name)
                    if type(part) is list:
                        left += part
                    else:
                        left.append(part)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a kind of node in which there may be others; none of what is no node."""
    return tuple(name for name in getattr(kind, "_fields", ()) if name not in _BARE)


_BARE = frozenset({"arg", "attr", "conversion", "ctx", "kind", "level", "module", "op", "ops", "rest", "type_comment"})
"""The fields that hold texts and signs alone, in nodes of any kind."""


def mentions(node: ast.AST) -> Mentions:
    """The names in a function's body, looked for once."""
    known: Mentions | None = node.__dict__.get("_mentions")
    if known is None:
        known = node.__dict__["_mentions"] = Mentions(node)
    return known
