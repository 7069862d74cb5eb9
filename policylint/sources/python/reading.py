"""Reading one Python text: parsed, walked from its top, and each function that was not reached walked by itself."""

import ast
import re
import warnings
from collections.abc import Sequence
from functools import partial

from policylint.finding import Position
from policylint.lint import SYNTAX_ERROR, TOO_LARGE
from policylint.sources.python import modules
from policylint.sources.python.libraries import Library, libraries
from policylint.sources.python.machine import Halt, Shipment, TooMuch
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
    known = libraries(text.lower().encode("utf-8", "replace"))
    tree = parse(text)
    walk = _Walk(text, file, known)
    found = Read()
    try:
        walk.module_of(tree)
        walk.functions_of()
    except (TooMuch, RecursionError):
        found.cut = True
    found.shipments = walk.machine.shipments
    return found


class _Walk:
    """The walk over one file, and those over the modules that it imports."""

    def __init__(self, text: str, file: str, known: Sequence[Library]) -> None:
        self._file = file
        self._lines = text.splitlines(keepends=True)
        self._loaded: dict[str, Scope | None] = {}
        self._libraries = known
        self._words = re.compile("|".join(sorted({re.escape(word) for one in known for word in one.words})))
        self._names: re.Pattern[str] | None = None
        self.machine = Statements(known, partial(self._load, file), lambda node: _line(node) < modules.FOREIGN)
        self.machine.wanted = self._may_send

    def module_of(self, tree: ast.Module) -> None:
        """Walk the top of the file, as where it is run as a program."""
        scope = self.machine.module
        scope.cells["__name__"] = Known("__main__")
        scope.cells["__file__"] = Opaque("__file__")
        self.machine.execute(tree.body, scope)

    def functions_of(self) -> None:
        """Walk the functions that were not reached and may send something."""
        machine = self.machine
        machine.functions.sort(key=lambda function: _is_called(function, machine.functions, self._lines))
        self._names = _senders(machine.functions, self._lines, self._words)
        machine.leftovers(machine.module)

    def _may_send(self, function: Function) -> bool:
        text = _source(function, self._lines)
        return bool(self._words.search(text) or (self._names and self._names.search(text.partition("(")[2])))

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


def _source(function: Function, lines: Sequence[str]) -> str:
    node = function.node
    return "".join(lines[node.lineno - 1 : node.end_lineno])


def _senders(functions: Sequence[Function], lines: Sequence[str], words: re.Pattern[str]) -> re.Pattern[str] | None:
    """A pattern of the names of functions that may send something: by a word that stands in them, or such a name."""
    texts = {function: _source(function, lines) for function in functions}
    senders = [function for function in functions if words.search(texts[function])]
    pattern: re.Pattern[str] | None = None
    while senders:
        pattern = _called(senders)
        more = [one for one in functions if one not in senders and pattern.search(texts[one].partition("(")[2])]
        if not more:
            break
        senders += more
    return pattern


def _called(functions: Sequence[Function]) -> re.Pattern[str]:
    names = {_name(function) for function in functions} | {one.owner.name for one in functions if one.owner}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, filter(None, names)))})\b")


def _name(function: Function) -> str:
    return str(getattr(function.node, "name", ""))


def _is_called(function: Function, others: Sequence[Function], lines: Sequence[str]) -> bool:
    """Whether another one of the functions names it."""
    name = re.compile(rf"\b{re.escape(_name(function))}\(")
    return any(other is not function and name.search(_source(other, lines).partition("(")[2]) for other in others)
