"""What the calls of libraries send: the registry of those that are known, by the word that a file must have.

A library is a module here with one object `LIBRARY`, imported for files in which its word stands. It names the calls
that send requests (`sends`), those whose result the source shows (`gives`), and the prefixes of those that leave what
they are given as it is (`harmless`). All of it works on frozen values, and executes nothing of the real library.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cache
from importlib import import_module
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.runs import ONCE, Runs
from policylint.sources.python.values import Call, Node, Value

MODULES: Mapping[bytes, tuple[str, ...]] = {
    b"": ("boto3_",),
    b"sagemaker": ("sagemaker2", "sagemaker3", "core", "remote", "stepfunctions"),
    b"airflow": ("airflow",),
    b"aws_cdk": ("cdk",),
}
"""The modules for files that hold a word, in lowercase; those of the empty word are for all."""


@dataclass(frozen=True, slots=True)
class Note:
    """What only the source shows of a request: a rule's id, the member that it is about, the words, and where it
    stands if not at the member."""

    rule: str
    path: str
    message: str
    at: Node = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a call sends: the API, as `policylint.sources.kinds.calls` names it, and its parameters.

    `request` is a tree of dicts and lists with the API's names, whose leaves are values, which keep their places, or
    plain scalars, which the library adds. `more` is set where there may be further members. `address` is the name that
    the source itself gives the request, if any. `beside` are texts that are no part of the request, but that the
    library uploads for the job, such as a command. `region` is the Region that the source sends it to; `runs` how often
    the library may send it for one call.
    """

    api: str
    request: Mapping[str, Any]
    more: Value | None = None
    address: str = ""
    notes: tuple[Note, ...] = ()
    beside: tuple[Value, ...] = ()
    region: str | None = None
    runs: Runs = ONCE


Sends = Callable[[Call], Iterable[Sent]]
Gives = Callable[[Call], Value | None]
Decorates = Callable[[Call, str], Iterable[Sent]]


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """What is known of a library's calls, by their dotted names.

    `seen` are the versions of its packages whose behaviour was recorded. `alters`: calls of methods after which an
    attribute of what their object was made with is another one, by its name. `decorators`: what a decorated function
    of a name sends each time it is called. `transparent`: decorators below which a function does what it does without
    them. `words`: one of these stands in each function that sends something.
    """

    name: str
    seen: str = ""
    sends: Mapping[str, Sends] = field(default_factory=dict)
    gives: Mapping[str, Gives] = field(default_factory=dict)
    decorators: Mapping[str, Decorates] = field(default_factory=dict)
    alters: Mapping[str, str] = field(default_factory=dict)
    harmless: tuple[str, ...] = ()
    transparent: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def libraries(data: bytes) -> tuple[Library, ...]:
    """The libraries for a file, by the words in its lowercase bytes."""
    modules = dict.fromkeys(name for word, names in MODULES.items() if word in data for name in names)
    return tuple(map(_library, modules))


def known_libraries() -> tuple[Library, ...]:
    """All libraries that are known."""
    return tuple(_library(name) for names in MODULES.values() for name in names)


@cache
def _library(module: str) -> Library:
    found: Library = import_module(f"{__name__}.{module}").LIBRARY
    return found
