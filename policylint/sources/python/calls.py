"""Calls in a program: of what libraries have, of methods of containers and texts, of the program's own functions."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from policylint.sources.python import methods
from policylint.sources.python.expressions import Expressions
from policylint.sources.python.handing import HOLDERS, STARTED, handed_on
from policylint.sources.python.libraries import Sent
from policylint.sources.python.machine import Frame, Halt, Shipment, opaque
from policylint.sources.python.program import (
    Bound,
    Field,
    Function,
    Instance,
    Partial,
    ProjectModule,
    Scope,
    Super,
    UserClass,
    private,
)
from policylint.sources.python.values import (
    EVENTS,
    Call,
    Dict,
    Event,
    Events,
    External,
    Known,
    List,
    Made,
    Maybe,
    Member,
    Node,
    Opaque,
    Part,
    PathOf,
    Value,
    frozen_call,
    known,
)

# What leaves what it is given as it is, by the beginning of its name.
_HARMLESS = (
    "builtins.",
    "argparse.",
    "boto3.",
    "botocore.",
    "contextlib.",
    "copy.",
    "dataclasses.",
    "datetime.",
    "json.",
    "logging.",
    "math.",
    "os.",
    "pathlib.",
    "pprint.",
    "re.",
    "string.",
    "sys.",
    "time.",
    "typing.",
    "uuid.",
    "yaml.",
)
# What may read or write any name, or run anything.
_WILD = frozenset(f"builtins.{name}" for name in ("exec", "eval", "globals", "locals"))
_CHANGING = frozenset({"builtins.map", "builtins.filter", "builtins.iter", "builtins.next", "builtins.super"})
_ENDING = frozenset({"sys.exit", "builtins.exit", "builtins.quit", "os._exit", "os.abort"})
_SAYING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print"})
_DEEPEST_CALL = 16
_RUNNING = (Function, Bound, Instance, Partial)
"""Values of which something that is given them may run the program's code."""
_LIBRARY: Final = object()
"""The cell of an instance of a class that is derived from a library's: what that class's constructor made."""


_IN_PLACE = frozenset(
    {"append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update"}
)


def _completed(first: Partial, call: Call) -> Call:
    """A call with the arguments that were given before."""
    args, keywords = (*first.args, *call.args), {**first.keywords, **call.keywords}
    keys = {**first.keys, **call.keys}
    return Call(call.name, args, keywords, keys=keys, more=call.more, receiver=call.receiver, at=call.at)


def _function(value: Value) -> Function | None:
    """The program's own function that a value calls."""
    if isinstance(value, Partial):
        return _function(value.callee)
    return value.function if isinstance(value, Bound) else value if isinstance(value, Function) else None


def _takes_something(function: Function) -> bool:
    """Whether what a function does may depend on what it is called with."""
    given = function.parameters
    takes = len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs)
    return takes > (function.owner is not None) or given.vararg is not None or given.kwarg is not None


def _has_own_init(of: Super) -> bool:
    kind = of.to if isinstance(of.to, UserClass) else of.to.of
    return kind.find("__init__", of.after) is not None


class Calls(Expressions):
    """The part of the walk that calls."""

    def changed_below(self, node: ast.expr, scope: Scope) -> None:
        """Note that an attribute of what a call made is changed within, where it is not one that is followed."""
        while isinstance(node, ast.Subscript):
            node = node.value
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name | ast.Attribute):
            return
        holder = self.evaluate(node.value, scope)
        if isinstance(holder, Made) and isinstance(self.attribute(holder, node.attr, node), Opaque):
            changed = Event(node.attr, None, Opaque("", node))
            self.heap.write(holder, EVENTS, Events((*holder.events, changed)))

    def call(self, node: ast.Call, scope: Scope) -> Value:
        """See `Machine.call`."""
        receiver: Value | None = None
        if isinstance(node.func, ast.Attribute):
            receiver = self.evaluate(node.func.value, scope)
            if node.func.attr in _IN_PLACE:
                self.changed_below(node.func.value, scope)
            callee = self._method(receiver, node.func, scope)
        else:
            callee = self.evaluate(node.func, scope)
        args = self.unpacked(node.args, scope)
        more: Value | None = None if args is not None else opaque(node)
        keywords: dict[str, Value] = {}
        keys: dict[str, Node] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
                keys[keyword.arg] = keyword
            else:
                more = self._unpack(keywords, keys, value, more)
        call = Call("", args or (), keywords, keys=keys, more=more, receiver=receiver, at=node)
        self.sites.append(node)
        try:
            return self.called(callee, call, node, scope)
        finally:
            self.sites.pop()

    def _unpack(
        self, keywords: dict[str, Value], keys: dict[str, Node], value: Value, more: Value | None
    ) -> Value | None:
        """Take in `**value`; what there may be beside what is known of it."""
        if not isinstance(value, Dict):
            return Opaque("", value.at)
        for key, item in value.entries.items():
            if key in keywords and not isinstance(item, Maybe) and not isinstance(keywords[key], Maybe):
                raise Halt  # a TypeError: it is given twice
            if isinstance(key, str):
                keywords[key] = item
                keys[key] = value.keys.get(key)
        return more if value.more is None else Opaque("", value.more.at or value.at)

    def _method(self, receiver: Value, node: ast.Attribute, scope: Scope) -> Value | None:
        """What an attribute that is called is; None where it is a method of something that is not the program's."""
        if isinstance(receiver, Super) and node.attr == "__init__" and not _has_own_init(receiver):
            return None
        if isinstance(receiver, (External, ProjectModule, UserClass, Instance, Super)):
            return self.attribute(receiver, private(node.attr, scope), node)
        return None

    def called(self, callee: Value | None, call: Call, node: ast.Call, scope: Scope) -> Value:
        """What a call of a value gives; of a method of something that is not the program's where that is None."""
        if isinstance(callee, Function):
            return self.invoke(callee, call.args, call.keywords, call.more, node)
        if isinstance(callee, Bound):
            return self.invoke(callee.function, [callee.to, *call.args], call.keywords, call.more, node)
        if isinstance(callee, Partial):
            return self.called(callee.callee, _completed(callee, call), node, scope)
        if isinstance(callee, UserClass):
            return self._instance(callee, call, node, scope)
        if isinstance(callee, External):
            call.name, call.receiver = callee.name, None
            return self._of_library(call, node, scope)
        if callee is None and isinstance(node.func, ast.Attribute) and call.receiver is not None:
            return self._of_value(call.receiver, node.func.attr, call, node, scope)
        if isinstance(callee, Part):
            return self._of_made(callee.of, callee.name, call, node, scope)
        method = callee.at if isinstance(callee, Opaque) else None
        call.name = f"?.{method.attr}" if isinstance(method, ast.Attribute) else "?"  # `send = client.create_...`
        if self._send(call):
            return Made(call, node)
        return self._unseen(call, node, callee)

    def _of_value(self, receiver: Value, method: str, call: Call, node: ast.Call, scope: Scope) -> Value:
        """A method of a container, a text, what a call made, or what is not known."""
        call.name = f"?.{method}"
        found: Value | None = None
        if isinstance(receiver, Dict):
            found = methods.of_dict(call, receiver, node, self)
        elif isinstance(receiver, List):
            found = methods.of_list(call, receiver, node, self)
        elif isinstance(receiver, Known | Member) and isinstance(text := known(receiver), str | bytes):
            return methods.of_text(call, text, node, self) or opaque(node)
        elif isinstance(receiver, PathOf):
            found = methods.of_path(call, receiver, node)
        elif isinstance(receiver, Super):
            return self._library_init(receiver, call, node, scope)
        if found is not None:
            return found
        if isinstance(receiver, Made):
            return self._of_made(receiver, method, call, node, scope)
        if self._send(call):
            return Made(call, node)
        return self._unseen(call, node, receiver)

    def _of_made(self, receiver: Made, method: str, call: Call, node: ast.Call, scope: Scope) -> Value:
        call.name, call.receiver = f"{receiver.call.name}.{method}", receiver
        if self._send(call):
            self._alter(receiver, self.alters.get(call.name))
            return self._made(call, node)
        if self._handed(call, node, scope):
            return opaque(node)
        given = self._given(call)
        event = Event(method, call)
        if method in _IN_PLACE:
            return self._unseen(call, node, receiver)
        if not self.is_harmless(call.name) and not (call.name.startswith(_HARMLESS) and method in _SAYING):
            return self._unseen(call, node, receiver)
        self.heap.write(receiver, EVENTS, Events((*receiver.events, event)))
        return given or self._made(call, node)

    def _alter(self, receiver: Made, attribute: str | None) -> None:
        """Note that an attribute of each object that a receiver was made with is not what it was."""
        if attribute is not None:
            for one in (*receiver.call.args, *receiver.call.keywords.values()):
                if isinstance(one, Made):
                    self.set_attribute(one, attribute, Opaque(attribute))

    def _of_library(self, call: Call, node: ast.Call, scope: Scope) -> Value:
        """A call of what an import gives, or of a builtin."""
        if call.name in _ENDING:
            raise Halt
        if call.name in _WILD:
            self._forget_all(scope)
            return self._unseen(call, node)
        if call.name in STARTED and call.more is None:
            return Made(call, node, since=self.heap.clock)
        found = self._of_python(call, node, scope) or methods.of_function(call, node, self)
        if found is None and self._handed(call, node, scope):
            return opaque(node)
        if found is None and not self._send(call):
            found = self._given(call)
        if found is not None:
            return found
        harmless = (
            call.name in HOLDERS
            or call.name.startswith(_HARMLESS)
            or self.is_harmless(call.name)
            or call.name in self.sends
        )
        if call.name in _CHANGING or not harmless:
            return self._unseen(call, node)
        if call.name.startswith("builtins."):
            if call.name not in ("builtins.print", "builtins.isinstance", "builtins.len", "builtins.hasattr"):
                self.lose(*call.args, *call.keywords.values())
            return opaque(node)
        return self._made(call, node)

    def _of_python(self, call: Call, node: ast.Call, scope: Scope) -> Value | None:
        """What functions of Python's own give that need what is around the call, or change it; None of others."""
        if call.more is not None or call.name in self.patched:
            return None
        if call.name == "functools.partial" and call.args:
            return Partial(call.args[0], call, node)
        if call.name == "functools.wraps":
            return Made(call, node)
        if call.name in ("types.SimpleNamespace", "argparse.Namespace") and not call.args:
            return self._namespace_of(call, node)
        if call.name == "dataclasses.asdict" and len(call.args) == 1 and not call.keywords:
            return self._as_dict(call.args[0], node, 0)
        if call.name == "builtins.super":
            return self._super(call, node, scope)
        if call.name == "dataclasses.replace" and len(call.args) == 1 and isinstance(call.args[0], Instance):
            return self._replaced(call.args[0], call, node, scope)
        name = known(call.args[1]) if len(call.args) > 1 else None
        if isinstance(name, str) and call.name == "builtins.setattr" and len(call.args) == 3:
            self.set_attribute(call.args[0], name, call.args[2])
            return Known(None, node)
        if isinstance(name, str) and call.name == "builtins.getattr" and len(call.args) == 2:
            return self.attribute(call.args[0], name, node)
        return None

    def _super(self, call: Call, node: ast.Call, scope: Scope) -> Value | None:
        function = self.frames[-1].function
        after: Value | None = function.owner if function is not None else None
        to: Value | None = None
        if len(call.args) == 2:
            after, to = call.args
        elif (
            function is not None
            and not call.args
            and (names := [*function.parameters.posonlyargs, *function.parameters.args])
        ):
            to = self.look_up(names[0].arg, node, scope)
        of = to.of if isinstance(to, Instance) else to
        if isinstance(after, UserClass) and isinstance(of, UserClass) and after in of.lineage:
            return Super(after, to, node) if isinstance(to, Instance | UserClass) else None
        return None

    def _namespace_of(self, call: Call, node: ast.Call) -> Instance:
        made = Instance(UserClass(call.method, Scope(None), (), node, known=True), node)
        for name, value in call.keywords.items():
            self.heap.write(made, name, value)
        return made

    def _as_dict(self, value: Value, node: ast.Call, depth: int) -> Value | None:
        """`dataclasses.asdict`: the fields, and those of dataclasses in them; None where something else is in them."""
        if isinstance(value, Instance) and value.of.fields is not None and value.more is None and depth < _DEEPEST_CALL:
            found = {
                field.name: self._as_dict(value.cells.get(field.name) or Opaque(), node, depth + 1)
                for field in value.of.fields
            }
            kept = {name: item for name, item in found.items() if item is not None}
            return Dict(kept, node) if len(kept) == len(found) else None
        if isinstance(value, Dict | List):
            copied = methods.deep_copy(value)
            return copied if depth else None
        return value if depth and not isinstance(value, Made | Instance) else None

    def _replaced(self, before: Instance, call: Call, node: ast.Call, scope: Scope) -> Value | None:
        """`dataclasses.replace`."""
        fields = [field.name for field in before.of.fields or () if field.given]
        given = {name: self.attribute(before, name, node) for name in fields} | dict(call.keywords)
        return self._instance(before.of, Call("", (), given, at=node), node, scope) if fields else None

    def _library_init(self, of: Super, call: Call, node: ast.Call, scope: Scope) -> Value:
        """`super().__init__(...)` in a class that is derived from a library's, or from nothing."""
        to = of.to
        if not isinstance(to, Instance) or (to.of.library is None and not to.of.known):
            return self._unseen(call, node, to)
        if to.of.library is not None:
            call.name, call.receiver = to.of.library.name, None
            before = Dict(to.cells)
            made = self._of_library(call, node, scope)
            self.heap.write(to, _LIBRARY, List([made, before], node))
        return Known(None, node)

    def _made(self, call: Call, node: ast.Call) -> Made:
        """What a call of a library made. Functions that it is given may be called by it, and methods of objects, but
        for those of a class that is derived from a library's as well: a stack that its parts are made in."""
        for value in (*call.args, *call.keywords.values()):
            is_derived = isinstance(value, Instance) and value.of.library and self.is_harmless(value.of.library.name)
            if isinstance(value, _RUNNING) and not is_derived:
                self.lose(value)
        return Made(call, node, since=self.heap.clock)

    def _given(self, call: Call) -> Value | None:
        gives = self.gives.get(call.name)
        return None if gives is None else gives(frozen_call(call))

    def _send(self, call: Call) -> bool:
        """Note what a call sends, if it is one that sends."""
        sends = self.sends.get(call.name)
        if sends is None:
            return False
        if not self.silent:
            self._ship(sends(frozen_call(call)))
        return True

    def _send_by(self, function: Function, call: Call) -> None:
        """Note what a call of a decorated function sends."""
        if not self.silent:
            self._ship(self.decorators[call.name](frozen_call(call), function.label))

    def _ship(self, sent: Iterable[Sent]) -> None:
        site = next((site for site in reversed(self.sites) if self.is_own(site)), None)
        function = self.frames[-1].function
        if site is not None:
            label, again = function.label if function else "", self.repeating > 0
            self.shipments += [Shipment(one, site, label, again) for one in sent]

    def _handed(self, call: Call, node: ast.Call, scope: Scope) -> bool:
        """Run what a call hands on, if it is one that does. When that runs is not known: what it changes is not known
        any more, nor what it gives, which may be a part of what it was given."""
        found = handed_on(call, self)
        if found is None:
            return False
        written, before = self.heap.written, Dict().serial
        ways = [self.way(partial(self.called, callee, inner, node, scope)) for callee, inner in found]
        changed = (change.holder for change in self.heap.touched(written, before))
        self.lose(*changed, *(way[1] for way in ways if way is not None))
        return True

    def _unseen(self, call: Call, node: ast.Call, *beside: Value | None) -> Value:
        """A call of what is not seen: it may change what it is given, and what has been given away before."""
        values = [*call.args, *call.keywords.values(), *(value for value in beside if value is not None)]
        if call.method in _SAYING and not any(isinstance(value, _RUNNING) for value in values):
            return opaque(node)
        self.handed.update(one.node for one in map(_function, values) if one is not None and _takes_something(one))
        self.lose(*values)
        return opaque(node)

    def _forget_all(self, scope: Scope) -> None:
        """After `exec` and its like nothing is known of what can be reached from here, nor of what globals are."""
        around: Scope | None = scope
        while around is not None:
            self.lose(*around.cells.values())
            if around.parent is None:
                around.volatile.update(around.cells)
            around = around.parent

    def invoke(
        self, function: Function, args: Sequence[Value], keywords: Mapping[str, Value], more: Value | None, at: ast.AST
    ) -> Value:
        """See `Machine.invoke`."""
        if function.sender is not None:
            self._send_by(function, function.sender)
        nested = any(frame.function is not None and frame.function.node is function.node for frame in self.frames)
        waits = function.is_async and at is not self.awaited
        if nested or waits or len(self.frames) > _DEEPEST_CALL or self._yields(function) or self.is_opaque(function):
            self.lose(function, *args, *keywords.values())
            return opaque(at)
        scope = Scope(function.scope, function.label)
        self.bind(function, scope, args, keywords, more)
        if not self.silent:
            self.reached.add(function.node)
        return self.run(function, scope)

    def _yields(self, function: Function) -> bool:
        return (self.own_yields or not self.is_own(function.node)) and function.yields

    def is_opaque(self, function: Function) -> bool:
        """Whether a decorator makes something else of a function."""
        return any(name not in ("staticmethod", "classmethod", "property") for name in function.decorated)

    def run(self, function: Function, scope: Scope) -> Value:
        """Run a function whose parameters have their values."""
        from policylint.sources.python.flow import ALIVE

        frame = Frame(function, self.heap.mark)
        self.frames.append(frame)
        loops, self.loops = self.loops, []
        depth = self.depth
        self.deeper()
        try:
            alive = self.execute(function.body, scope) == ALIVE
            if self.functions and not self.silent:
                self.leftovers(scope)
        finally:
            self.depth = depth
            self.frames.pop()
            self.loops = loops
        end = self.heap.undo(frame.mark)
        ways = [*frame.exits, *([(end, Known(None))] if alive else [])]
        if not ways:
            raise Halt
        self.heap.join([changes for changes, _ in ways])
        return self.heap.either([value for _, value in ways])

    def bind(
        self,
        function: Function,
        scope: Scope,
        args: Sequence[Value],
        keywords: Mapping[str, Value],
        more: Value | None,
    ) -> None:
        """Give the parameters of a function their values."""
        parameters = function.parameters
        positional = [one.arg for one in (*parameters.posonlyargs, *parameters.args)]
        named = [*positional, *(one.arg for one in parameters.kwonlyargs)]
        values: dict[str, Value] = dict(zip(positional, args, strict=False))
        named_by = named[len(parameters.posonlyargs) :]
        values |= {name: value for name, value in keywords.items() if name in named_by}
        nodes = {one.arg: one for one in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)}
        for name in named:
            if name not in values:
                values[name] = self._default(function, name, nodes[name], more)
        if parameters.vararg is not None:
            rest = List(args[len(positional) :], parameters.vararg, "tuple")
            if more is not None:
                self.heap.blur(rest)
            values[parameters.vararg.arg] = rest
        if parameters.kwarg is not None:
            others = {name: value for name, value in keywords.items() if name not in named_by}
            rest_named = Dict(others, parameters.kwarg, {name: value.at for name, value in others.items()})
            if more is not None:
                self.heap.blur(rest_named)
            values[parameters.kwarg.arg] = rest_named
        for name, value in values.items():
            self.heap.write(scope, name, value)

    def _default(self, function: Function, name: str, node: ast.arg, more: Value | None) -> Value:
        default = function.defaults.get(name)
        if default is None:
            return Opaque(name, node)
        if more is None:
            return default
        self.lose(default)
        return Opaque(name, node, [default] if isinstance(default, Known) else ())

    def _instance(self, of: UserClass, call: Call, node: ast.Call, scope: Scope) -> Value:
        """An instance of a class of the program, made by its `__init__`."""
        hooks = ("__new__", "__setattr__", "__getattribute__")
        followed = of.known if of.library is None else self.is_harmless(of.library.name)
        if not followed or any(of.find(name) is not None for name in hooks):
            call.name = "?"
            return self._unseen(call, node)
        init = of.find("__init__")
        if of.library is not None and init is None:
            call.name, call.receiver = of.library.name, None
            return self._derived(of, self._of_library(call, node, scope), {})
        made = Instance(of, node)
        if isinstance(init, Function):
            self.invoke(init, [made, *call.args], call.keywords, call.more, node)
        elif of.fields is not None:
            self._dataclass(made, of.fields, call, node)
        return made if of.library is None else self._of_derived(made, node)

    def _of_derived(self, made: Instance, node: ast.Call) -> Value:
        """What the constructor of a class that is derived from a library's leaves: the library's own object, with the
        attributes that it was given after that was made."""
        built = made.cells.get(_LIBRARY)
        if not isinstance(built, List) or len(built.items) != 2 or made.more is not None:
            self.lose(made)
            return opaque(node)
        inner, before = built.items
        old = before.cells if isinstance(before, Dict) else {}
        given = {
            name: value for name, value in made.cells.items() if name is not _LIBRARY and old.get(name) is not value
        }
        return self._derived(made.of, inner, given)

    def _derived(self, of: UserClass, made: Value, given: Mapping[str, Value]) -> Value:
        """An object of a library with attributes of its own. Where its class has some as well, or methods, it may do
        anything else than the library's own class does."""
        if not isinstance(made, Made):
            return made
        for name, value in given.items():
            self.set_attribute(made, name, value)
        if any(
            name for one in of.lineage for name in one.scope.cells if name not in ("__init__", "__doc__", "__module__")
        ):
            self.heap.blur(made)
        return made

    def _dataclass(self, made: Instance, fields: Sequence[Field], call: Call, node: ast.Call) -> None:
        names = [field.name for field in fields if field.given and field.positional]
        given = {**dict(zip(names, call.args, strict=False)), **call.keywords}
        for field in fields:
            value = given.get(field.name)
            self.heap.write(made, field.name, self._of_field(field, call, node) if value is None else value)
        after = made.of.find("__post_init__")
        if isinstance(after, Function):
            self.invoke(after, [made], {}, None, node)

    def _of_field(self, field: Field, call: Call, node: ast.Call) -> Value:
        """What a field is that the call does not give."""
        if call.more is not None and field.given:
            self.lose(*(one for one in (field.default, field.factory) if one is not None))
            return Opaque(field.name)
        if field.factory is not None:
            return self.called(field.factory, Call("", at=node), node, self.module)
        return field.default or Opaque(field.name)

    def entry(self, function: Function, first: Value | None) -> None:
        """Run a function as something that is not seen may call it, with arguments that are not known."""
        scope = Scope(function.scope, function.label)
        parameters = function.parameters
        for one in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs):
            default = function.defaults.get(one.arg)
            candidates = [default] if isinstance(default, Known) and default.value is not None else []
            self.heap.write(scope, one.arg, Opaque(one.arg, one, candidates))
        for rest in (parameters.vararg, parameters.kwarg):
            if rest is not None:
                self.heap.write(scope, rest.arg, Opaque(rest.arg, rest))
        names = [*parameters.posonlyargs, *parameters.args]
        if first is not None and names:
            self.heap.write(scope, names[0].arg, first)
        if not self.silent:
            self.reached.add(function.node)
        depth = self.depth
        with suppress(Halt):
            self.run(function, scope)
        self.depth = depth

    def leftovers(self, scope: Scope) -> None:
        """Run the functions of a scope that nothing here calls and that may send something: in any order, and each any
        number of times."""
        wanted = [function for function in self.functions if function.around is scope and self.wanted(function)]
        if any(self._is_left(function) for function in wanted):
            self.repeat(partial(self._each, wanted))

    def _each(self, functions: Sequence[Function]) -> None:
        for function in functions:
            if self._is_left(function):
                self.handed.discard(function.node)
                mark = self.heap.mark
                self.entry(function, self._first(function))
                self.heap.undo(mark)

    def _is_left(self, function: Function) -> bool:
        """Whether a function may be called by what is not seen, with arguments that no call here gives it."""
        return function.node not in self.reached or function.node in self.handed

    def _first(self, function: Function) -> Value | None:
        """What a method gets as its first argument: an instance whose own arguments are not known."""
        of = function.owner
        if of is None or "staticmethod" in function.decorated:
            return None
        if "classmethod" in function.decorated:
            return of
        if not of.known:
            return None
        made = Instance(of, of.at)
        init = of.find("__init__")
        if isinstance(init, Function) and init is not function:
            self.silent += 1
            self.entry(init, made)
            self.silent -= 1
        for field in of.fields or () if init is None else ():
            known_one = [field.default] if isinstance(field.default, Known) else []
            self.heap.write(made, field.name, Opaque(field.name, None, known_one))
        return made
