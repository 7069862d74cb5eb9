"""Python source: one document a file, whose value are the calls in it that send requests."""

from collections.abc import Collection, Iterator, Mapping

from policylint.finding import Finding, Position
from policylint.lint import TOO_LARGE
from policylint.path import Route
from policylint.sources.document import Document, Located
from policylint.sources.python.source import Program, locate, program
from policylint.sources.text import Source


class Python:
    """The format of programs. They are parsed, never imported or run."""

    name = "python"

    def documents(self, source: Source, limit: int) -> Iterator[Document | Finding]:
        """The one document of the file."""
        text = source.text(limit)
        value = program(text, source.file)
        if value.cut:
            yield too_much(source.file)
        yield Document(source.file, self, value, text)

    def locate(self, document: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """See `Document.locate`."""
        value = document.value
        return locate(document.text, value, routes) if isinstance(value, Program) else {}


def too_much(file: str, position: Position | None = None) -> Finding:
    """The fault of a program that takes too many steps to be followed to its end."""
    message = "this program is too long, or nested too deeply, to be followed to its end: calls in it may be missed"
    advice = "Split it, or run it under `policylint exec`, which judges each request before it is sent."
    return Finding.about_file(file, message, TOO_LARGE.id, position, help=advice)


FORMAT = Python()
