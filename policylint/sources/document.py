"""What a source gives: a `Document`, one value read from one place, able to say where each part of it stands."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Position
from policylint.job import Facts, Job
from policylint.path import Route

if TYPE_CHECKING:
    from policylint.sources.formats.readers import Reader
    from policylint.sources.text import Source


@dataclass(frozen=True, slots=True)
class Located:
    """Where one member stands: its value, its key (None for a list item or the root), and, where the value is a YAML
    alias, the anchor that it repeats. `within` names the part of the file in which it is found: a notebook's cell."""

    value: Position
    key: Position | None = None
    anchor: Position | None = None
    within: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One value of a file: the whole of it, one YAML document of a stream, one line of JSON Lines.

    `text` is what the positions count in: the whole file for JSON and YAML, the record alone for JSON Lines, whose
    `first_line` says where in the file it stands. `index` counts the documents of a file from 0.
    `findings` are the format's own (duplicate keys, NaN); they don't keep the value from being judged.
    `readable` is the twin of the text that its format could read, where it could not read the text itself.
    `reader` is what reads such a document on its way to AWS, where it holds a scalar that readers take differently.
    """

    file: str
    format: "Format"
    value: Any
    text: str
    index: int = 0
    first_line: int = 1
    findings: tuple[Finding, ...] = ()
    readable: str | None = None
    reader: "Reader | None" = None

    @property
    def syntax(self) -> str:
        """The text as its format reads it: of the same length as `text`, and with everything in the same place."""
        return self.text if self.readable is None else self.readable

    def locate(self, routes: Collection[Route]) -> Mapping[Route, Located]:
        """Where the given routes stand in the file; a route that does not exist in the document is left out."""
        return self.format.locate(self, routes)


class Format(Protocol):
    """A text format. Adding one is adding a module to `sources.formats` and its line in the registry there."""

    name: str

    def documents(self, source: "Source", limit: int) -> Iterator[Document | Finding]:
        """The documents of a file in order, and a LINT finding in place of each that cannot be read.

        Raises:
            SourceFault: the rest of the file cannot be read.
        """
        ...

    def locate(self, document: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """See `Document.locate`."""
        ...


class Kind(Protocol):
    """A kind of content that holds requests. Adding one is adding a module to `sources.kinds` and its line in the
    registry there, which is tried in order."""

    name: str
    title: str

    def recognises(self, value: Any) -> bool:
        """Whether the document is of this kind, by its content alone; quick, since every document is asked."""
        ...

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The requests in a document of this kind, under the API's own names, with unknowns in place of what the file
        does not hold, and the facts that the file's own sidecar keys state about each."""
        ...
