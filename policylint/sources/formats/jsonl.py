"""JSON Lines: a request a line, read as a stream, so that gigabytes take no more memory than a line."""

from collections.abc import Collection, Iterator, Mapping

from policylint.finding import Finding
from policylint.lint import EMPTY
from policylint.path import Route
from policylint.sources.document import Document, Located
from policylint.sources.formats import json_
from policylint.sources.text import Source, SourceFault


class JsonLines:
    """The JSON Lines format; blank lines are passed over, a bad line is a finding and the others go on."""

    name = "jsonl"

    def documents(self, source: Source, limit: int) -> Iterator[Document | Finding]:
        """The records of the file."""
        index = 0
        for number, line in source.lines(limit):
            if not line or line.isspace():
                continue
            try:
                value, findings = json_.parse(line, source.file, number)
            except SourceFault as fault:
                yield fault.finding(source.file)
                continue
            finally:
                index += 1
            yield Document(source.file, self, value, line, index - 1, number, findings)
        if not index:
            raise SourceFault(EMPTY.id, "the file is empty")

    def locate(self, document: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """See `Document.locate`."""
        return json_.locate(document.text, routes, document.first_line)


FORMAT = JsonLines()
