"""What the parts of an evaluation know of each other."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from policylint.sources.terraform.syntax import Text
from policylint.sources.terraform.templates import Token
from policylint.sources.terraform.values import Value


class Failed(Exception):  # noqa: N818 - an answer, not an error
    """Terraform refuses the expression: there is no such member."""


class Names(Protocol):
    """What names stand for in a module."""

    folder: str

    def local(self, name: str) -> Value | None:
        """The value of a local; None where there is none of the name."""
        ...

    def variable(self, name: str) -> Value | None:
        """The value of a variable."""
        ...

    def read(self, path: str) -> str | None:
        """The text of a file of the module; None where it cannot be read."""
        ...


class Evaluating(Protocol):
    """What functions know of the evaluation that calls them."""

    names: Names

    def spend(self, steps: int = 1) -> None:
        """Count steps."""
        ...

    def rendered(self, source: Text, found: Sequence[Token], names: Mapping[str, Value]) -> Value:
        """The text of a template file in which only the given names have a value."""
        ...
