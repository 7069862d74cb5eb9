"""Statements of a program: what each changes, and how it goes on."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from policylint.sources.python import classes, operators
from policylint.sources.python.calls import Calls
from policylint.sources.python.flow import ALIVE, BREAK, CONTINUE, DEAD
from policylint.sources.python.handing import HOLDERS
from policylint.sources.python.heap import Change, Changes, unclear
from policylint.sources.python.machine import Halt, Loop, TooMuch, opaque, truth
from policylint.sources.python.program import (
    Bound,
    Function,
    Instance,
    Partial,
    ProjectModule,
    Scope,
    UserClass,
    private,
)
from policylint.sources.python.values import (
    EVENTS,
    ITEMS,
    MORE,
    UNCLEAR,
    Call,
    Dict,
    Event,
    Events,
    External,
    Items,
    Known,
    Lazy,
    List,
    Made,
    Maybe,
    Mutable,
    Opaque,
    Value,
    View,
    known,
)

_MOST_ROUNDS = 64
_MOST_PASSES = 4


class Statements(Calls):
    """The part of the walk that runs statements."""

    def execute(self, body: Sequence[ast.stmt], scope: Scope) -> int:
        """See `Machine.execute`."""
        depth = self.depth
        try:
            self.deeper()
            for statement in body:
                self.step()
                flow = self._statement(statement, scope)
                if flow != ALIVE:
                    return flow
        except Halt:
            return DEAD
        finally:
            self.depth = depth
        return ALIVE

    def _statement(self, node: ast.stmt, scope: Scope) -> int:
        run = _STATEMENTS.get(type(node))
        return ALIVE if run is None else run(self, node, scope) or ALIVE

    def _expression(self, node: ast.Expr, scope: Scope) -> None:
        if not isinstance(node.value, ast.Constant):
            self.evaluate(node.value, scope)

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.evaluate(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.assign(node.target, self.evaluate(node.value, scope), scope)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        before, put = self._place(node.target, scope)
        value = self.evaluate(node.value, scope)
        if isinstance(before, Dict) and isinstance(node.op, ast.BitOr):
            operators.merge(before, value, self)  # in place, as all who have it see
            return
        if isinstance(before, List) and before.kind != "tuple":
            more = self.items_of(value) if isinstance(node.op, ast.Add) and before.kind == "list" else None
            if more is None or before.more is not None:
                self.lose(value)
                self.heap.blur(before)
            else:
                self.heap.write(before, ITEMS, Items((*before.items, *more)))
            return
        if isinstance(before, Mutable) and not isinstance(before, List):
            self.lose(before, value)
        put(operators.binary(node.op, before, value, node, self))

    def _place(self, target: ast.expr, scope: Scope) -> tuple[Value, Callable[[Value], None]]:
        """What stands left of an augmented assignment, evaluated once, and how it gets another value."""
        if isinstance(target, ast.Attribute):
            self.changed_below(target.value, scope)
            holder, name = self.evaluate(target.value, scope), private(target.attr, scope)
            return self.attribute(holder, name, target), partial(self.set_attribute, holder, name)
        if isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
            self.changed_below(target.value, scope)
            holder, key = self.evaluate(target.value, scope), self.evaluate(target.slice, scope)
            before = operators.item(holder, key, target, self)
            return before, lambda value: self._put(holder, key, value, target.slice)
        if isinstance(target, ast.Name):
            return self.look_up(private(target.id, scope), target, scope), partial(self.name, target.id, scope=scope)
        return opaque(target), lambda value: self.assign(target, value, scope)

    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """See `Machine.assign`."""
        if isinstance(target, ast.Name):
            self.name(target.id, value, scope)
        elif isinstance(target, ast.Attribute):
            self.changed_below(target.value, scope)
            self.set_attribute(self.evaluate(target.value, scope), private(target.attr, scope), value)
        elif isinstance(target, ast.Subscript):
            self.changed_below(target.value, scope)
            self._set_item(self.evaluate(target.value, scope), target, value, scope)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack_to(target.elts, value, scope)
        else:
            self.lose(value)

    def name(self, name: str, value: Value, scope: Scope) -> None:
        """Give a name a value in a scope, or in the one that the scope says it is of."""
        name = private(name, scope)
        self.heap.write(scope.outside.get(name, scope), name, value)

    def _unpack_to(self, targets: Sequence[ast.expr], value: Value, scope: Scope) -> None:
        items = self.items_of(value)
        starred = [index for index, target in enumerate(targets) if isinstance(target, ast.Starred)]
        if items is not None and len(starred) == 1 and len(items) >= len(targets) - 1:
            end = starred[0] + 1 + len(items) - len(targets)
            rest = List(items[starred[0] : end], value.at)
            items = [*items[: starred[0]], rest, *items[end:]]
        if items is not None and len(items) == len(targets) and len(starred) <= 1:
            for target, item in zip(targets, items, strict=True):
                self.assign(target.value if isinstance(target, ast.Starred) else target, item, scope)
            return
        self.lose(value)
        for target in targets:
            inner = target.value if isinstance(target, ast.Starred) else target
            self.assign(inner, opaque(inner), scope)

    def set_attribute(self, holder: Value, name: str, value: Value) -> None:
        """See `Machine.set_attribute`."""
        if isinstance(holder, Instance):
            found = holder.of.find(name)
            if (isinstance(found, Function) and found.replaced) or (
                isinstance(found, Instance) and found.of.find("__set__")
            ):
                self.lose(holder, value)
            else:
                self.heap.write(holder, name, value)
        elif isinstance(holder, Made):
            self.heap.write(holder, EVENTS, Events((*holder.events, Event(name, None, value))))
        elif isinstance(holder, UserClass | ProjectModule):
            self.heap.write(holder.scope, name, value)
        else:
            if isinstance(holder, External):
                self.replaced(f"{holder.name}.{name}")
            self.lose(holder, value)

    def replaced(self, name: str) -> None:
        """Note that a name of a library is given another value: it is not what it is known to be any more."""
        self.patched.add(name)

        def is_other(known_name: str) -> bool:
            return known_name != name and not known_name.startswith(f"{name}.")

        self.sends = {one: sends for one, sends in self.sends.items() if is_other(one)}
        self.gives = {one: gives for one, gives in self.gives.items() if is_other(one)}

    def _set_item(self, holder: Value, target: ast.Subscript, value: Value, scope: Scope) -> None:
        if isinstance(target.slice, ast.Slice):
            self.lose(holder, value)
            return
        self._put(holder, self.evaluate(target.slice, scope), value, target.slice)

    def _put(self, holder: Value, key: Value, value: Value, at: ast.expr) -> None:
        """Give a value to a key or an index."""
        if isinstance(holder, Dict):
            operators.put(holder, key, value, at, self)
            return
        index = known(key)
        if isinstance(holder, List) and holder.more is None and isinstance(index, int):
            items = list(holder.items)
            if -len(items) <= index < len(items):
                items[index] = value
                self.heap.write(holder, ITEMS, Items(items))
                return
        self.lose(holder, value)

    def _delete(self, node: ast.Delete, scope: Scope) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.name(target.id, opaque(target), scope)
            elif isinstance(target, ast.Subscript):
                holder = self.evaluate(target.value, scope)
                key = self.evaluate(target.slice, scope) if not isinstance(target.slice, ast.Slice) else opaque(target)
                name = operators.key_of(key)
                if isinstance(holder, Dict) and name in holder.cells:
                    self.heap.write(holder, name, None)
                elif isinstance(holder, Mutable):
                    self.heap.blur(holder)
            elif isinstance(target, ast.Attribute):
                self.lose(self.evaluate(target.value, scope))

    def _return(self, node: ast.Return, scope: Scope) -> int:
        value = self.evaluate(node.value, scope) if node.value is not None else Known(None, node)
        frame = self.frames[-1]
        frame.exits.append((self.heap.changes(frame.mark), value))
        return DEAD

    def _raise(self, node: ast.Raise, scope: Scope) -> int:
        for part in (node.exc, node.cause):
            if part is not None:
                self.evaluate(part, scope)
        return DEAD

    def _break(self, _: ast.Break, __: Scope) -> int:
        return BREAK

    def _continue(self, _: ast.Continue, __: Scope) -> int:
        return CONTINUE

    def _if(self, node: ast.If, scope: Scope) -> int:
        answer = truth(self.evaluate(node.test, scope))
        if answer is not None:
            return self.execute(node.body if answer else node.orelse, scope)
        return self._branches([partial(self.execute, node.body, scope), partial(self.execute, node.orelse, scope)])

    def _branches(self, runs: Iterable[Callable[[], int]]) -> int:
        """One of several ways, whichever is taken."""
        mark = self.heap.mark
        ways = [(run(), self.heap.undo(mark)) for run in runs]
        alive = [way for flow, way in ways if flow == ALIVE]
        flows = {flow for flow, _ in ways if flow != DEAD}
        if len(flows) > 1:
            if self.loops:
                self.loops[-1].unclear = True
            self.heap.join(alive or [way for _, way in ways])
            return ALIVE if alive else CONTINUE
        if not flows:
            return DEAD
        [flow] = flows
        self.heap.join([way for one, way in ways if one == flow])
        return flow

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> int:
        source = self.evaluate(node.iter, scope)
        items = self.items_of(source) if isinstance(node, ast.For) else None
        if items is not None and len(items) <= _MOST_ROUNDS:
            flow = self._rounds(node, self._each_item(node.target, source, items, scope), scope)
            if flow is not None:
                return flow
        self.lose(source)

        def once() -> None:
            self.assign(node.target, opaque(node.target), scope)
            self.execute(node.body, scope)

        self.repeat(once)
        return self.execute(node.orelse, scope) if node.orelse and not _breaks(node.body) else ALIVE

    def _each_item(self, target: ast.expr, source: Value, items: Sequence[Value], scope: Scope) -> Iterator[bool]:
        """Give a target each item in turn, as it is when its turn comes; False where that is not known any more."""
        live = isinstance(source, List) and source.kind != "generator"
        over = source.over if isinstance(source, Lazy) else ()
        held = source.of if isinstance(source, View) else source
        keys = list(held.cells) if isinstance(held, Dict) else None
        begin, index = self.heap.clock, 0
        while index < len(items):
            if index and any(one.changed > begin for one in over):
                yield False
            self.assign(target, items[index], scope)
            yield True
            index += 1
            if isinstance(held, Dict) and list(held.cells) != keys:
                yield False
            if live and isinstance(source, List):
                if source.more is not None or index > _MOST_ROUNDS:
                    yield False
                items = source.items

    def _rounds(self, node: ast.For | ast.AsyncFor | ast.While, begins: Iterable[bool], scope: Scope) -> int | None:
        """A loop whose rounds are known; None, and nothing changed, where they depend on what is not: where one begins
        with False, or ends on one way only."""
        mark, exits, shipments = self.heap.mark, len(self.frames[-1].exits), len(self.shipments)
        reached = set(self.reached)
        loop = Loop()
        self.loops.append(loop)
        flow = ALIVE
        try:
            for goes_on in begins:
                loop.unclear |= not goes_on
                flow = flow if loop.unclear else self.execute(node.body, scope)
                if flow in (BREAK, DEAD) or loop.unclear:
                    break
        finally:
            self.loops.pop()
        if loop.unclear:
            self.heap.undo(mark)
            del self.frames[-1].exits[exits:]
            del self.shipments[shipments:]
            self.reached = reached
            return None
        if flow == DEAD:
            return DEAD
        return ALIVE if flow == BREAK else self.execute(node.orelse, scope)

    def _while(self, node: ast.While, scope: Scope) -> int:
        def once() -> None:
            self.evaluate(node.test, scope)
            self.execute(node.body, scope)

        def rounds() -> Iterator[bool]:
            for _ in range(_MOST_ROUNDS):
                answer = truth(self.evaluate(node.test, scope))
                if answer is False:
                    return
                yield answer is True
            yield False

        flow = self._rounds(node, rounds(), scope)
        if flow is not None:
            return flow
        self.repeat(once)
        return ALIVE

    def repeat(self, once: Callable[[], object]) -> None:
        """See `Machine.repeat`: what a round changes is not known at its begin, nor at the end."""
        self.repeating += 1
        try:
            self._rounds_unknown(once)
        finally:
            self.repeating -= 1

    def _rounds_unknown(self, once: Callable[[], object]) -> None:
        forgotten: set[tuple[int, Any]] = set()
        before = Dict().serial
        self.loops.append(Loop())
        start, mark = self.heap.written, self.heap.mark
        depth = self.depth
        exits, shipments, reached = len(self.frames[-1].exits), len(self.shipments), set(self.reached)
        for _ in range(_MOST_PASSES):
            with suppress(Halt):
                once()
            self.depth = depth
            self.heap.undo(mark)
            touched = self.heap.touched(start, before)
            places = {(id(change.holder), change.key) for change in touched}
            if places <= forgotten:
                self.loops.pop()
                self.heap.forget(touched)
                return
            del self.frames[-1].exits[exits:]
            del self.shipments[shipments:]
            self.reached = set(reached)
            self.heap.forget(touched)
            forgotten |= {(id(change.holder), change.key) for change in self.heap.touched(start, before)}
            mark = self.heap.mark
        raise TooMuch

    def _try(self, node: ast.Try | ast.TryStar, scope: Scope) -> int:
        start, mark, before = self.heap.written, self.heap.mark, Dict().serial
        exits = len(self.frames[-1].exits)
        flow = self.execute(node.body, scope)
        if flow == ALIVE:
            flow = self.execute(node.orelse, scope)
        ways = [(flow, self.heap.undo(mark))]
        touched = self.heap.touched(start, before)
        for handler in node.handlers:
            self.heap.forget(touched)
            if handler.name:
                self.name(handler.name, opaque(handler), scope)
            ways.append((self.execute(handler.body, scope), self.heap.undo(mark)))
        flow = self._branches([partial(self._take, flow, way) for flow, way in ways])
        if node.finalbody:
            if flow == DEAD:
                self.heap.forget(touched)
            written = self.heap.written
            end = self.execute(node.finalbody, scope)
            self._after_exits(self.frames[-1].exits[exits:], self.heap.touched(written, Dict().serial))
            return flow if end == ALIVE else end
        return flow

    def _after_exits(self, exits: Sequence[tuple[Changes, Value]], touched: Sequence[Change]) -> None:
        """Make unknown, for ways that left a function within a `try`, what its `finally` changed after that."""
        for way, _ in exits:
            for holder, key, *_ in touched:
                lost = unclear(holder) if key in (EVENTS, UNCLEAR, ITEMS, MORE) else Change(holder, key, Maybe())
                way[id(holder), lost.key] = lost
                if lost.key is MORE:
                    way |= {(id(holder), one): Change(holder, one, None) for one in holder.cells if one is not MORE}

    def _take(self, flow: int, way: Changes) -> int:
        self.heap.apply(way)
        return flow

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> int:
        suppressing = False
        for one in node.items:
            value = self.evaluate(one.context_expr, scope)
            suppressing |= _suppresses(value)
            if isinstance(value, Instance | Function):
                self.lose(value)
            if one.optional_vars is not None:
                self.assign(one.optional_vars, self._entered(value) or opaque(one.context_expr), scope)
        if not suppressing:
            return self.execute(node.body, scope)
        handler = ast.ExceptHandler(None, None, [ast.Pass()])
        return self._try(ast.Try(node.body, [handler], [], []), scope)

    def _entered(self, value: Value) -> Value | None:
        """What a context manager of a library gives when it is entered; None where that is not known."""
        if not isinstance(value, Made):
            return None
        if value.call.name in HOLDERS:
            return value
        return self._given(Call(f"{value.call.name}.__enter__", receiver=value, at=value.at))

    def _match(self, node: ast.Match, scope: Scope) -> int:
        subject = self.evaluate(node.subject, scope)
        cases = list(node.cases)
        while cases and isinstance(subject, Known):
            answer = self._matches(cases[0], subject, scope)
            if answer is None:
                break
            if answer:
                return self.execute(cases[0].body, scope)
            del cases[0]
        if not cases:
            return ALIVE
        self.lose(subject)
        return self._branches([*(partial(self._case, case, scope) for case in cases), lambda: ALIVE])

    def _matches(self, case: ast.match_case, subject: Known, scope: Scope) -> bool | None:
        """Whether a scalar is what a case asks for; None where that is not known."""
        answer = self._fits(case.pattern, subject, scope)
        if answer and case.guard is not None:
            return truth(self.evaluate(case.guard, scope))
        return answer

    def _fits(self, pattern: ast.pattern, subject: Known, scope: Scope) -> bool | None:
        if isinstance(pattern, ast.MatchValue):
            return operators.compared(ast.Eq(), subject, self.evaluate(pattern.value, scope))
        if isinstance(pattern, ast.MatchSingleton):
            return subject.value is pattern.value
        if isinstance(pattern, ast.MatchOr):
            answers = [self._fits(one, subject, scope) for one in pattern.patterns]
            return True if True in answers else None if None in answers else False
        if isinstance(pattern, ast.MatchAs):
            answer = True if pattern.pattern is None else self._fits(pattern.pattern, subject, scope)
            if answer and pattern.name is not None:
                self.name(pattern.name, subject, scope)
            return answer
        return False if isinstance(pattern, ast.MatchSequence | ast.MatchMapping) else None

    def _case(self, case: ast.match_case, scope: Scope) -> int:
        for inner in ast.walk(case.pattern):
            name = getattr(inner, "name", None) or getattr(inner, "rest", None)
            if isinstance(name, str):
                self.name(name, opaque(inner), scope)
        if case.guard is not None:
            self.evaluate(case.guard, scope)
        return self.execute(case.body, scope)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        decorators = [(one, self.evaluate(one, scope)) for one in node.decorator_list]
        function = Function(node, scope, self.defaults_of(node.args, scope))
        if not any(one.node is node for one in self.functions):
            self.functions.append(function)
        if decorators and all(isinstance(value, Function | Bound | Partial) for _, value in decorators):
            self.name(node.name, self._decorated(function, decorators, scope), scope)
            return
        decorated = (self._decorator(one, value, function) for one, value in decorators)
        function.decorated = tuple(name for name in decorated if name not in (*self.transparent, "functools.wraps"))
        plain = not self.is_opaque(function) or scope.is_class or function.sender is not None
        self.name(node.name, function if plain else Opaque(node.name, node), scope)

    def _decorated(self, function: Function, decorators: Sequence[tuple[ast.expr, Value]], scope: Scope) -> Value:
        """What decorators that the program defines make of a function."""
        value: Value = function
        for node, decorator in reversed(decorators):
            call = ast.copy_location(ast.Call(node, [], []), node)
            value = self.called(decorator, Call("", [value], at=node), call, scope)
        return value

    def _decorator(self, node: ast.expr, value: Value, function: Function) -> str:
        call = value.call if isinstance(value, Made) else Call("?", at=node)
        if isinstance(value, External):
            call = Call(value.name, at=node)
        if call.name in self.decorators:
            function.sender = call
        elif not call.name.startswith("builtins.") and call.name not in (*self.transparent, "functools.wraps"):
            self.lose(function)
        return call.name.removeprefix("builtins.")

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        bases = [self.evaluate(base, scope) for base in node.bases]
        decorators = [self.evaluate(one, scope) for one in node.decorator_list]
        for keyword in node.keywords:
            self.evaluate(keyword.value, scope)
        inner = Scope(scope, f"{scope.label}.{node.name}" if scope.label else node.name, is_class=True)
        self.execute(node.body, inner)
        made = classes.class_of(node, inner, bases, decorators)
        hook = made.find("__init_subclass__", made) if isinstance(made, UserClass) else None
        if hook is not None:
            self.lose(made, hook)
        self.name(node.name, made, scope)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            loaded = self.load(name, 0)
            value: Value = External(name, node) if loaded is None else ProjectModule(loaded, node)
            self.name(alias.asname or name, value, scope)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        loaded = self.load(node.module or "", node.level)
        for alias in node.names:
            if alias.name == "*":
                self._star(node, loaded, scope)
                continue
            self.name(alias.asname or alias.name, self._imported(node, alias.name, loaded), scope)

    def _imported(self, node: ast.ImportFrom, name: str, loaded: Scope | None) -> Value:
        if loaded is not None and name in loaded.cells:
            found = loaded.cells[name]
            return opaque(node) if name in loaded.volatile else found
        inner = self.load(f"{node.module}.{name}" if node.module else name, node.level)
        if inner is not None:
            return ProjectModule(inner, node)
        if loaded is not None or node.level:
            return Opaque(name, node)
        return External(f"{node.module}.{name}", node)

    def _star(self, node: ast.ImportFrom, loaded: Scope | None, scope: Scope) -> None:
        if loaded is not None:
            for name in _public(loaded):
                self.name(name, loaded.cells.get(name) or Opaque(name, node), scope)
            return
        prefix = f"{node.module}."
        for name, value in list(scope.cells.items()):
            if not isinstance(value, External):
                self.lose(value)
                self.name(name, Opaque(name, node), scope)
        for known_name in [*self.sends, *self.gives]:
            if known_name.startswith(prefix):
                first = known_name[len(prefix) :].partition(".")[0]
                self.name(first, External(f"{prefix}{first}", node), scope)

    def _declared(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        for name in node.names:
            if isinstance(node, ast.Global):
                scope.outside[name] = scope.module
            else:
                holder = scope.parent.holder(name) if scope.parent is not None else None
                scope.outside[name] = holder or scope.module

    def _assert(self, node: ast.Assert, scope: Scope) -> None:
        self.evaluate(node.test, scope)


def _public(module: Scope) -> list[str]:
    """The names that `from module import *` gives."""
    named = module.cells.get("__all__")
    if isinstance(named, List) and named.more is None:
        texts = (known(name) for name in named.items)
        return [text for text in texts if isinstance(text, str)]
    return [name for name in module.cells if isinstance(name, str) and not name.startswith("_")]


_SUPPRESSING = re.compile("suppress|raises|ignor", re.IGNORECASE)


def _suppresses(manager: Value) -> bool:
    """Whether a context manager may end exceptions: one of the program's own by what it returns, others by name."""
    if isinstance(manager, Instance):
        leave = manager.of.find("__exit__") or manager.of.find("__aexit__")
        return not isinstance(leave, Function) or any(
            isinstance(inner, ast.Return)
            and not (inner.value is None or (isinstance(inner.value, ast.Constant) and not inner.value.value))
            for inner in ast.walk(leave.node)
        )
    call = manager.at if isinstance(manager, Opaque) else None
    if isinstance(manager, Made):
        return bool(_SUPPRESSING.search(manager.call.method))
    return isinstance(call, ast.Call) and bool(_SUPPRESSING.search(ast.unparse(call.func)))


def _breaks(body: Sequence[ast.stmt]) -> bool:
    return any(isinstance(inner, ast.Break) for statement in body for inner in ast.walk(statement))


_STATEMENTS: Mapping[type[ast.AST], Callable[[Any, Any, Scope], int | None]] = {
    ast.Expr: Statements._expression,
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._annotated,
    ast.AugAssign: Statements._augmented,
    ast.Delete: Statements._delete,
    ast.Return: Statements._return,
    ast.Raise: Statements._raise,
    ast.Break: Statements._break,
    ast.Continue: Statements._continue,
    ast.If: Statements._if,
    ast.For: Statements._for,
    ast.AsyncFor: Statements._for,
    ast.While: Statements._while,
    ast.Try: Statements._try,
    ast.TryStar: Statements._try,
    ast.With: Statements._with,
    ast.AsyncWith: Statements._with,
    ast.Match: Statements._match,
    ast.FunctionDef: Statements._function,
    ast.AsyncFunctionDef: Statements._function,
    ast.ClassDef: Statements._class,
    ast.Import: Statements._import,
    ast.ImportFrom: Statements._import_from,
    ast.Global: Statements._declared,
    ast.Nonlocal: Statements._declared,
    ast.Assert: Statements._assert,
}
