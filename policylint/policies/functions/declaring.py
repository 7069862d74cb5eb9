"""Declaring a function of policylint's own, above the Python function that carries it out."""

from collections.abc import Callable
from typing import Any, TypeVar

from policylint.dataclass_ import dataclass
from policylint.policies.types import Type

TEXT = frozenset(("string", "null"))
LIST = frozenset(("array", "null"))
MAP = frozenset(("object", "null"))
EXPRESSION = frozenset(("expref",))
_Run = TypeVar("_Run", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Function:
    """A function: what it takes and gives, and its documentation.

    `parameters` are the kinds that each argument may have; `variadic`: the last may be repeated. `example` is an
    expression that comes to `gives`. `run` is None for JMESPath's own, and for those that the compiler carries out.
    """

    name: str
    parameters: tuple[frozenset[str], ...]
    result: Type
    doc: str = ""
    example: str = ""
    gives: Any = None
    variadic: bool = False
    run: Callable[..., Any] | None = None


DECLARED: dict[str, Function] = {}


def declare(function: Function) -> None:
    """Make a function known to expressions.

    Raises:
        ValueError: there is one of that name already.
    """
    if function.name in DECLARED:
        raise ValueError(f"two functions are called {function.name}()")
    DECLARED[function.name] = function


def function(*parameters: frozenset[str], result: Type, example: str, gives: Any) -> Callable[[_Run], _Run]:
    """Declare the function below as one of expressions.

    It has the Python function's name, and its docstring's first paragraph is the documentation. A ValueError that it
    raises becomes a fault of the expression that called it.
    """

    def register(run: _Run) -> _Run:
        doc = " ".join((run.__doc__ or "").partition("\n\n")[0].split())
        declare(Function(run.__name__, parameters, result, doc, example, gives, run=run))
        return run

    return register
