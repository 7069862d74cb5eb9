"""Expressions of a program: what each comes to, in the order in which Python evaluates them."""

import ast
import builtins
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from policylint.sources.python import operators
from policylint.sources.python.machine import Machine, opaque, truth
from policylint.sources.python.program import Bound, Function, Instance, ProjectModule, Scope, Super, UserClass, private
from policylint.sources.python.values import (
    Call,
    Dict,
    EnumText,
    External,
    Known,
    Lazy,
    List,
    Made,
    Member,
    Mutable,
    NotPlain,
    Opaque,
    Part,
    PathOf,
    Value,
    frozen,
    walk,
)

_BUILTINS = frozenset(dir(builtins))
_MOST_ITEMS = 2_000
_SCALARS = (str, int, float, bytes, type(None))
_TOLD = frozenset({"boto_region_name", "region_name"})
"""The attributes of a library's objects that are what a call of it gives."""
_OF_PATH = frozenset({"name", "stem", "suffix", "parent"})
_CONVERSIONS: Mapping[str, Callable[[Any], str]] = {"s": str, "r": repr, "a": ascii}


def _describes(value: Value) -> bool:
    """Whether an attribute of a class is asked itself what it is for an instance."""
    return isinstance(value, Instance) and value.of.find("__get__") is not None


class Expressions(Machine):
    """The part of the walk that evaluates."""

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """See `Machine.evaluate`."""
        self.step()
        if isinstance(node, ast.Constant):
            return self._constant(node, scope)
        if isinstance(node, ast.Name):
            return self.look_up(node.id, node, scope)
        self.deeper()
        value = _EVALUATORS.get(type(node), Expressions._parts)(self, node, scope)
        self.depth -= 1
        return value

    def look_up(self, name: str, node: ast.AST, scope: Scope) -> Value:
        """What a name stands for."""
        holder = scope.holder(name)
        if holder is None:
            if name in _BUILTINS and name not in scope.module.volatile:
                return External(f"builtins.{name}", node)
            return opaque(node)
        if name in holder.volatile:
            return opaque(node)
        return holder.cells[name]

    def attribute(self, value: Value, name: str, node: ast.AST) -> Value:
        """An attribute of a value."""
        if name == "__dict__" or (isinstance(value, External) and f"{value.name}.{name}" == "sys.modules"):
            return self._namespace(value, node)
        if isinstance(value, External):
            return External(f"{value.name}.{name}", node)
        if isinstance(value, ProjectModule):
            found = value.scope.cells.get(name)
            return opaque(node) if found is None or name in value.scope.volatile else found
        if isinstance(value, UserClass):
            found = value.find(name)
            return self._of_class(found, value, node) if found is not None and value.known else opaque(node)
        if isinstance(value, Instance):
            return self._of_instance(value, name, node)
        if isinstance(value, Super):
            return self._of_super(value, name, node)
        if isinstance(value, Made):
            return self._of_made_one(value, name, node)
        return self._part_of(value, name, node)

    def _of_made_one(self, value: Made, name: str, node: ast.AST) -> Value:
        gives = self.gives.get(f"{value.call.name}.{name}")
        if gives is not None and name in _TOLD:
            return gives(Call(name, receiver=frozen(value), at=node)) or opaque(node)
        given = value.call.keywords.get(name)
        kept = isinstance(given, Mutable) and not value.unclear and all(event.name != name for event in value.events)
        return given if kept and given is not None else Part(value, name, node)

    def _part_of(self, value: Value, name: str, node: ast.AST) -> Value:
        """An attribute of what never changes."""
        if isinstance(value, PathOf) and name in _OF_PATH:
            part = getattr(value.path, name)
            return Known(part, node) if isinstance(part, str) else PathOf(part, node)
        if isinstance(value, Member) and name in ("value", "_value_"):
            return value.value
        if isinstance(value, Member) and name in ("name", "_name_"):
            return Known(value.name, node)
        return opaque(node)

    def _namespace(self, value: Value, node: ast.AST) -> Value:
        """A dict by which any attribute, or any global name, may be set."""
        self.lose(value)
        if isinstance(value, External):
            self.module.volatile.update(self.module.cells)
        if isinstance(value, ProjectModule):
            value.scope.volatile.update(value.scope.cells)
        return opaque(node)

    def items_of(self, value: Value) -> Sequence[Value] | None:
        """What going through a value gives, in order; None where that is not known."""
        items = operators.items_of(value, self)
        if items is not None:
            return items
        if isinstance(value, UserClass) and value.known:
            members = [item for item in value.scope.cells.values() if isinstance(item, Member)]
            return list({id(member): member for member in members}.values()) or None
        return None

    def _of_instance(self, value: Instance, name: str, node: ast.AST) -> Value:
        found = value.of.find(name)
        if isinstance(found, Function) and found.replaced:
            return self._of_function(found, value, node)  # which an attribute of the instance does not hide
        if name in value.cells:
            return value.cells[name]
        if isinstance(found, Function):
            return self._of_function(found, value, node)
        return opaque(node) if found is None or value.more is not None or _describes(found) else found

    def _of_function(self, found: Function, value: Instance, node: ast.AST) -> Value:
        if not found.decorated:
            return Bound(found, value, node)
        if found.decorated == ("staticmethod",):
            return found
        if found.decorated == ("classmethod",):
            return Bound(found, value.of, node)
        if found.decorated == ("property",):
            return self.invoke(found, [value], {}, None, node)
        self.lose(value)
        return opaque(node)

    def _of_class(self, found: Value, of: UserClass, node: ast.AST) -> Value:
        if isinstance(found, Function) and found.decorated == ("classmethod",):
            return Bound(found, of, node)
        if isinstance(found, Function) and found.replaced:
            return opaque(node)
        return opaque(node) if _describes(found) else found

    def _of_super(self, value: Super, name: str, node: ast.AST) -> Value:
        of = value.to if isinstance(value.to, UserClass) else value.to.of
        found = of.find(name, value.after)
        if isinstance(found, Function) and isinstance(value.to, Instance):
            return self._of_function(found, value.to, node)
        if found is None or not of.known:
            return opaque(node)
        return self._of_class(found, of, node)

    def _constant(self, node: ast.Constant, _: Scope) -> Value:
        value = node.value
        return Known(value, node) if isinstance(value, _SCALARS) else opaque(node)

    def _name(self, node: ast.Name, scope: Scope) -> Value:
        return self.look_up(private(node.id, scope), node, scope)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        return self.attribute(self.evaluate(node.value, scope), private(node.attr, scope), node)

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        made = Dict(at=node)
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                operators.merge(made, self.evaluate(value, scope), self)
                continue
            name = self.evaluate(key, scope)
            item = self.evaluate(value, scope)
            operators.put(made, name, item, key, self)
        return made

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
        kind = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}[type(node)]
        items = self.unpacked(node.elts, scope)
        if items is None:
            made = List((), node, kind)
            self.heap.blur(made)
            return made
        return List(items, node, kind)

    def unpacked(self, nodes: Iterable[ast.expr], scope: Scope) -> list[Value] | None:
        """Values in a row, those of `*x` among them; None where what such a one holds is not known."""
        items: list[Value] | None = []
        for node in nodes:
            if not isinstance(node, ast.Starred):
                value = self.evaluate(node, scope)
                if items is not None:
                    items.append(value)
                else:
                    self.lose(value)
                continue
            value = self.evaluate(node.value, scope)
            inner = self.items_of(value)
            if items is not None and inner is not None:
                items += inner
            else:
                self.lose(value, *(items or ()))
                items = None
        return items

    def _joined(self, node: ast.JoinedStr, scope: Scope) -> Value:
        texts: list[str | None] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                texts.append(self._formatted(part, scope))
            else:
                texts.append(operators.text_of(self.evaluate(part, scope)))
        if any(text is None for text in texts):
            return self._not_joined(node)
        return operators.bounded("".join(text for text in texts if text is not None), node)

    def _not_joined(self, node: ast.JoinedStr) -> Value:
        """An f-string that is not known: for what it holds, or since Python's versions write it in other ways."""
        held, self.shifting = self.shifting, None
        return opaque(node) if held is None else EnumText(held, node)

    def _formatted(self, node: ast.FormattedValue, scope: Scope) -> str | None:
        value = self.evaluate(node.value, scope)
        spec = Known("") if node.format_spec is None else self.evaluate(node.format_spec, scope)
        text = operators.text_of(spec)
        if text is None or (isinstance(value, Member) and not value.formats):
            self.shifting = value if isinstance(value, Member) and value.shifts else self.shifting
            return None
        try:
            thing = operators.shown(value)
            if node.conversion > 0:
                thing = _CONVERSIONS[chr(node.conversion)](thing)
            return operators.formatted(thing, text)
        except NotPlain:
            return None

    def _binary(self, node: ast.BinOp, scope: Scope) -> Value:
        chain: list[ast.BinOp] = []
        first: ast.expr = node
        while isinstance(first, ast.BinOp):  # a long sum is nested to the left, one level for each term
            chain.append(first)
            first = first.left
        value = self.evaluate(first, scope)
        for one in reversed(chain):
            value = operators.binary(one.op, value, self.evaluate(one.right, scope), one, self)
        return value

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Value:
        value = self.evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not):
            answer = truth(value)
            return opaque(node) if answer is None else Known(not answer, node)
        return operators.unary(node.op, value, node)

    def _bool(self, node: ast.BoolOp, scope: Scope) -> Value:
        stops = isinstance(node.op, ast.Or)
        return self._operands(node.values, stops, scope)

    def _operands(self, nodes: Sequence[ast.expr], stops: bool, scope: Scope) -> Value:
        value = self.evaluate(nodes[0], scope)
        if len(nodes) == 1:
            return value
        answer = truth(value)
        if answer is None:
            return self.one_of(lambda: value, partial(self._operands, nodes[1:], stops, scope))
        return value if answer is stops else self._operands(nodes[1:], stops, scope)

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        answers: list[bool | None] = []
        for comparison, right in zip(node.ops, node.comparators, strict=True):
            value = self.evaluate(right, scope)
            answers.append(operators.compared(comparison, left, value))
            left = value
        if False in answers:
            return Known(value=False, at=node)
        return opaque(node) if None in answers else Known(value=True, at=node)

    def _conditional(self, node: ast.IfExp, scope: Scope) -> Value:
        answer = truth(self.evaluate(node.test, scope))
        if answer is not None:
            return self.evaluate(node.body if answer else node.orelse, scope)
        return self._placed(
            self.one_of(partial(self.evaluate, node.body, scope), partial(self.evaluate, node.orelse, scope)), node
        )

    def _placed(self, value: Value, node: ast.AST) -> Value:
        return Opaque("", node, value.candidates) if isinstance(value, Opaque) else value

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        if isinstance(node.slice, ast.Slice):
            bounds = [
                self.evaluate(part, scope) if part is not None else Known(None)
                for part in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return operators.sliced(value, bounds, node, self)
        return operators.item(value, self.evaluate(node.slice, scope), node, self)

    def _named(self, node: ast.NamedExpr, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        self.assign(node.target, value, scope.holding)
        return value

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        return Function(node, scope, self.defaults_of(node.args, scope))

    def defaults_of(self, parameters: ast.arguments, scope: Scope) -> dict[str, Value]:
        """The defaults of parameters, evaluated where the function is defined."""
        positional = [*parameters.posonlyargs, *parameters.args]
        given = positional[len(positional) - len(parameters.defaults) :]
        found = {one.arg: self.evaluate(node, scope) for one, node in zip(given, parameters.defaults, strict=True)}
        for one, default in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True):
            if default is not None:
                found[one.arg] = self.evaluate(default, scope)
        return found

    def _list_comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Value:
        kind = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator"}[type(node)]
        made = List((), node, kind)
        items: list[Value] = []

        def add(inner: Scope) -> None:
            items.append(self.evaluate(node.elt, inner))

        if self._comprehend(node.generators, Scope(scope, scope.label, is_inner=True), add):
            return List(items, node, kind) if kind != "generator" else self._generator(items, node, scope)
        self.lose(*items)
        self.heap.blur(made)
        return made

    def _generator(self, items: Sequence[Value], node: ast.expr, scope: Scope) -> Lazy:
        """What is left to be computed until it is asked for: of the names as they are then."""
        over: list[Mutable] = list(walk(items))
        around: Scope | None = scope
        while around is not None:
            over += [around, *(value for value in around.cells.values() if isinstance(value, Dict | List))]
            around = around.parent
        return Lazy(items, node, over, self.heap.clock)

    def _dict_comprehension(self, node: ast.DictComp, scope: Scope) -> Value:
        made = Dict(at=node)

        def add(inner: Scope) -> None:
            key = self.evaluate(node.key, inner)
            operators.put(made, key, self.evaluate(node.value, inner), node.key, self)

        if not self._comprehend(node.generators, Scope(scope, scope.label, is_inner=True), add):
            self.lose(*made.entries.values())
            self.heap.blur(made)
        return made

    def _comprehend(self, generators: Sequence[ast.comprehension], scope: Scope, add: Callable[[Scope], None]) -> bool:
        """Go through generators; whether each item and each condition is known."""
        if not generators:
            add(scope)
            return True
        first, rest = generators[0], generators[1:]
        source = self.evaluate(first.iter, scope)
        items = self.items_of(source)
        if items is None or len(items) > _MOST_ITEMS or first.is_async:
            self.lose(source)

            def once() -> None:
                self.assign(first.target, opaque(first.target), scope)
                for condition in first.ifs:
                    self.evaluate(condition, scope)
                self._comprehend(rest, scope, add)

            self.repeat(once)
            return False
        known = True
        for item in items:
            self.assign(first.target, item, scope)
            answers = [truth(self.evaluate(condition, scope)) for condition in first.ifs]
            if False in answers:
                continue
            known = None not in answers and known
            known = self._comprehend(rest, scope, add) and known
        return known

    def _parts(self, node: ast.AST, scope: Scope) -> Value:
        """An expression of another kind: its parts are evaluated, it is itself not known."""
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.expr):
                self.lose(self.evaluate(part, scope))
        return opaque(node)

    def _await(self, node: ast.Await, scope: Scope) -> Value:
        self.awaited = node.value
        return self.evaluate(node.value, scope)

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        return self.call(node, scope)

    def _slice(self, node: ast.Slice, scope: Scope) -> Value:
        return self._parts(node, scope)


_EVALUATORS: Mapping[type[ast.AST], Callable[[Any, Any, Scope], Value]] = {
    ast.Attribute: Expressions._attribute,
    ast.Call: Expressions._call,
    ast.Dict: Expressions._dict,
    ast.List: Expressions._sequence,
    ast.Tuple: Expressions._sequence,
    ast.Set: Expressions._sequence,
    ast.JoinedStr: Expressions._joined,
    ast.BinOp: Expressions._binary,
    ast.UnaryOp: Expressions._unary,
    ast.BoolOp: Expressions._bool,
    ast.Compare: Expressions._compare,
    ast.IfExp: Expressions._conditional,
    ast.Subscript: Expressions._subscript,
    ast.NamedExpr: Expressions._named,
    ast.Lambda: Expressions._lambda,
    ast.ListComp: Expressions._list_comprehension,
    ast.SetComp: Expressions._list_comprehension,
    ast.GeneratorExp: Expressions._list_comprehension,
    ast.DictComp: Expressions._dict_comprehension,
    ast.Await: Expressions._await,
}
