"""The state of one walk over a program, and what its parts ask of each other."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from policylint.sources.python.heap import Changes, Heap
from policylint.sources.python.libraries import Decorates, Gives, Library, Sends, Sent
from policylint.sources.python.program import Function, Scope
from policylint.sources.python.values import Known, Member, Opaque, Value

MOST_STEPS = 60_000
"""How many expressions, statements and values let go one file may take, each counted as often as it comes."""
DEEPEST = 90
"""How deeply expressions, statements and calls may nest together, each taking some frames of the interpreter's own."""


class TooMuch(Exception):  # noqa: N818 - an answer, not an error
    """The program takes too many steps, or nests too deeply, to be followed to its end."""


class Halt(Exception):  # noqa: N818 - the program's own control flow
    """The program goes no further here: it raises or exits."""


class Shipment(NamedTuple):
    """A request that a call sends, with the call's node in this file and the name of the function around it; `again`:
    whether it stands in a loop of which it is not known how often it goes round."""

    sent: Sent
    site: ast.AST
    label: str
    again: bool = False


class Frame:
    """The running of one function: the state at its begin, and the ways out of it so far, each with its result."""

    def __init__(self, function: Function | None, mark: int) -> None:
        self.function = function
        self.mark = mark
        self.exits: list[tuple[Changes, Value]] = []


class Loop:
    """A loop that is walked item by item; `unclear`: whether it ends early depends on what is not known."""

    def __init__(self) -> None:
        self.unclear = False


class Tables:
    """What is known of the calls of several libraries together."""

    def __init__(self, libraries: Sequence[Library]) -> None:
        self.sends: Mapping[str, Sends] = {k: v for library in libraries for k, v in library.sends.items()}
        self.gives: Mapping[str, Gives] = {k: v for library in libraries for k, v in library.gives.items()}
        self.alters = {k: v for library in libraries for k, v in library.alters.items()}
        self.decorators: Mapping[str, Decorates] = {
            k: v for library in libraries for k, v in library.decorators.items()
        }
        self.transparent = frozenset(name for library in libraries for name in library.transparent)
        self.harmless = tuple(prefix for library in libraries for prefix in library.harmless)
        self.words = frozenset(word for library in libraries for word in library.words)


@lru_cache(maxsize=64)
def tables(libraries: tuple[Library, ...]) -> Tables:
    """The tables of some libraries, which files with the same words share; not to be changed by their readers."""
    return Tables(libraries)


class Machine(ABC):
    """One walk. `load` gives the scope of a module of the same project, walked itself, or None; `own` says whether a
    node is one of the file at hand, of which `own_yields` says whether any function may be a generator."""

    def __init__(self, known: Tables, load: Callable[[str, int], Scope | None], own: Callable[[ast.AST], bool]) -> None:
        self.heap = Heap()
        self.module = Scope(None)
        self.sends = known.sends
        self.gives = known.gives
        self.alters = known.alters
        self.decorators = known.decorators
        self.transparent = known.transparent
        self.harmless = known.harmless
        self.load = load
        self.is_own = own
        self.own_yields = True
        self.shipments: list[Shipment] = []
        self.silent = 0
        self.repeating = 0
        self.sites: list[ast.AST] = []
        self.frames: list[Frame] = [Frame(None, 0)]
        self.loops: list[Loop] = []
        self.reached: set[ast.AST] = set()
        self.handed: set[ast.AST] = set()
        """Functions that were handed to something unseen, which may call them with anything."""
        self.functions: list[Function] = []
        self.wanted: Callable[[Function], bool] = lambda _: True
        self.awaited: ast.expr | None = None
        self.shifting: Member | None = None
        """The member of an enum that an f-string has whose text depends on the version of Python."""
        self.patched: set[str] = set()
        """Names of libraries that the program gives another value."""
        self._steps = 0
        self.depth = 0

    @abstractmethod
    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """What an expression comes to, its effects made."""

    @abstractmethod
    def call(self, node: ast.Call, scope: Scope) -> Value:
        """What a call comes to, its effects made."""

    @abstractmethod
    def invoke(
        self, function: Function, args: Sequence[Value], keywords: Mapping[str, Value], more: Value | None, at: ast.AST
    ) -> Value:
        """What a function that the program defines gives."""

    @abstractmethod
    def execute(self, body: Sequence[ast.stmt], scope: Scope) -> int:
        """Run statements; how they end is a flow of `statements`."""

    @abstractmethod
    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Give a value to what stands left of an equals sign."""

    @abstractmethod
    def set_attribute(self, holder: Value, name: str, value: Value) -> None:
        """Give a value to an attribute."""

    @abstractmethod
    def repeat(self, once: Callable[[], object]) -> None:
        """Run something an unknown number of times, also none."""

    def step(self) -> None:
        """Count a step.

        Raises:
            TooMuch: there have been too many.
        """
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooMuch

    def deeper(self) -> None:
        """Go a level down; whoever does sets `depth` back to what it was.

        Raises:
            TooMuch: that is too deep.
        """
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooMuch

    def end(self) -> None:
        """Let go of all but the shipments."""
        self.module.cells.clear()
        self.load = lambda _, __: None

    def way(self, run: Callable[[], Value]) -> tuple[Changes, Value] | None:
        """What one of several ways comes to, taken back; None where it goes no further."""
        mark, depth = self.heap.mark, self.depth
        try:
            value = run()
        except Halt:
            self.heap.undo(mark)
            self.depth = depth
            return None
        return self.heap.undo(mark), value

    def one_of(self, *runs: Callable[[], Value]) -> Value:
        """What one of several ways comes to, whichever is taken.

        Raises:
            Halt: none goes further.
        """
        ways = [way for way in map(self.way, runs) if way is not None]
        if not ways:
            raise Halt
        self.heap.join([changes for changes, _ in ways])
        return self.heap.either([value for _, value in ways])

    def lose(self, *values: Value) -> None:
        """Give values to what is not seen; names that functions among them set are not known any more."""
        for value in values:
            self._volatile(value, set())
        self.heap.lose(*values)

    def _volatile(self, value: Value, seen: set[int]) -> None:
        from policylint.sources.python.program import mentions

        left = [value]
        while left:
            one = left.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            self.step()
            left += one.leads()
            if isinstance(one, Function):
                for name in mentions(one.node).outside:
                    holder = one.scope.holder(name) or one.scope.module
                    holder.volatile.add(name)

    def is_harmless(self, name: str) -> bool:
        """Whether a callee of a library leaves what it is given as it is."""
        return name.startswith(self.harmless)


def truth(value: Value) -> bool | None:
    """Whether a value counts as true; None where that is not known."""
    from policylint.sources.python.values import Dict, Dumped, List, Maybe

    if isinstance(value, Known):
        return bool(value.value)
    if isinstance(value, Dict):
        if any(not isinstance(item, Maybe) for item in value.entries.values()):
            return True
        return False if value.complete else None
    if isinstance(value, List):
        return None if value.more is not None else bool(value.items)
    if isinstance(value, Function | Dumped):
        return True
    return None


def opaque(node: ast.AST, candidates: Sequence[Value] = ()) -> Opaque:
    """What stands at a node, not known."""
    return Opaque("", node, candidates)
