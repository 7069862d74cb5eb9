"""Reading one Python text: parsed, walked from its top, and each function that was not reached walked by itself."""

import ast
import io
import re
import warnings
from collections.abc import Iterable, Sequence
from functools import partial

from policylint.finding import Position
from policylint.lint import SYNTAX_ERROR, TOO_LARGE
from policylint.sources.python import modules
from policylint.sources.python.libraries import libraries
from policylint.sources.python.machine import Halt, Shipment, Tables, TooMuch, tables
from policylint.sources.python.program import Function, Scope
from policylint.sources.python.statements import Statements
from policylint.sources.python.values import Known, Opaque
from policylint.sources.text import SourceFault

LARGEST = 2 * 1024 * 1024
"""How many characters of a program are parsed: the tree of one takes a hundred times its text."""
_MOST_MODULES = 24


class Read:
    """What was read of a text: the requests that its calls send; `cut`: it was too much to be followed to its end."""

    def __init__(self) -> None:
        self.shipments: Sequence[Shipment] = ()
        self.cut = False


def parse(text: str) -> ast.Module:
    """The syntax tree of a program.

    Raises:
        SourceFault: it is not Python 3, too long, or nested too deeply.
    """
    if len(text) > LARGEST:
        raise SourceFault(TOO_LARGE.id, f"this program has more than {LARGEST:,} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        raise SourceFault(SYNTAX_ERROR.id, f"this is not Python 3: {error.msg}", _place(error)) from None
    except ValueError:
        raise SourceFault(SYNTAX_ERROR.id, "this is not Python: there is a NUL character in it") from None
    except (RecursionError, MemoryError):
        raise SourceFault(TOO_LARGE.id, "this program is nested too deeply") from None


def _place(error: SyntaxError) -> Position | None:
    if not error.lineno:
        return None
    column = max(error.offset or 1, 1)
    return Position(error.lineno, column, error.lineno, column)


def read(text: str, file: str) -> Read:
    """The requests in a program.

    Raises:
        SourceFault: see `parse`.
    """
    known = tables(libraries(text.lower().encode("utf-8", "replace")))
    tree = parse(text)
    walk = _Walk(text, file, known)
    found = Read()
    try:
        walk.module_of(tree)
        walk.functions_of()
    except (TooMuch, RecursionError):
        found.cut = True
    found.shipments = walk.machine.shipments
    walk.end()
    return found


class _Walk:
    """The walk over one file, and those over the modules that it imports."""

    def __init__(self, text: str, file: str, known: Tables) -> None:
        self._loaded: dict[str, Scope | None] = {}
        self._functions = _Functions(text, [word for word in known.words if word in text])
        self.machine = Statements(known, partial(self._load, file), lambda node: _line(node) < modules.FOREIGN)
        self.machine.wanted = self._functions.may_send
        self.machine.own_yields = "yield" in text

    def module_of(self, tree: ast.Module) -> None:
        """Walk the top of the file, as where it is run as a program."""
        scope = self.machine.module
        scope.cells["__name__"] = Known("__main__")
        scope.cells["__file__"] = Opaque("__file__")
        self.machine.execute(tree.body, scope)

    def functions_of(self) -> None:
        """Walk the functions that were not reached and may send something."""
        machine = self.machine
        self._functions.look_for_senders(machine.functions)
        machine.leftovers(machine.module)

    def end(self) -> None:
        """Take apart what holds itself together, scopes and the functions in them, so that it is freed at once: the
        garbage collector would take half as long as the walk."""
        self.machine.end()
        for scope in self._loaded.values():
            if scope is not None:
                scope.cells.clear()
        self._loaded.clear()

    def _load(self, importer: str, name: str, level: int) -> Scope | None:
        """The scope of a module of the project, walked; see `Machine.load`."""
        file = modules.find(name, level, importer)
        if file is None or len(self._loaded) >= _MOST_MODULES:
            return None
        if file not in self._loaded:
            self._loaded[file] = None  # a circle of imports sees an unfinished module: none
            self._loaded[file] = self._module(file, name)
        return self._loaded[file]

    def _module(self, file: str, name: str) -> Scope | None:
        tree = modules.parsed(file)
        if tree is None:
            return None
        machine, heap = self.machine, self.machine.heap
        scope = Scope(None)
        scope.cells["__name__"] = Known(name)
        marks = heap.mark, heap.written
        load, machine.load = machine.load, partial(self._load, file)
        functions, machine.functions = machine.functions, []
        machine.silent += 1
        try:
            machine.execute(tree.body, scope)
        except Halt:
            return None
        finally:
            machine.silent -= 1
            machine.load, machine.functions = load, functions
            heap.settle(*marks, scope.serial)
        return scope


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", modules.FOREIGN))


class _Functions:
    """The functions of one text as it is written, and which of them may send something.

    `words`: those by which libraries' calls are told, as far as they stand in the text. A name is looked for as text
    before it is as a word, which takes a hundred times as long.
    """

    def __init__(self, text: str, words: Sequence[str]) -> None:
        self._text = text
        self._words = words
        self._lines: Sequence[str] = ()
        self._texts: dict[ast.AST, tuple[str, str]] = {}
        self._names: set[str] = set()

    def may_send(self, function: Function) -> bool:
        """Whether one of the words stands in a function, or below its name that of another which may send."""
        text, below = self._of(function)
        return any(word in text for word in self._words) or any(
            name in below and re.search(rf"\b{re.escape(name)}\b", below) for name in self._names
        )

    def look_for_senders(self, functions: Sequence[Function]) -> None:
        """Let the names of those functions count that may send something, and so on with what has such a name in it."""
        left = functions
        while more := [one for one in left if self.may_send(one)]:
            left = [one for one in left if one not in more]
            self._names |= {name for one in more for name in _names(one)}

    def _of(self, function: Function) -> tuple[str, str]:
        """The text of a function, and what of it comes after its name."""
        node = function.node
        held = self._texts.get(node)
        if held is None:
            if not self._lines:
                self._lines = io.StringIO(self._text, newline="").readlines()
            text = "".join(self._lines[node.lineno - 1 : node.end_lineno])
            held = self._texts[node] = text, text.partition("(")[2]
        return held


def _names(function: Function) -> Iterable[str]:
    """The names by which a function is called: a method's class is, too."""
    if not isinstance(function.node, ast.Lambda):
        yield function.node.name
    if function.owner is not None:
        yield function.owner.name
