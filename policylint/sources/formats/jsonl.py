"""JSON Lines: a request a line, read as a stream, so that gigabytes take no more memory than a line."""

from collections.abc import Collection, Iterator, Mapping

from policylint.finding import Finding
from policylint.lint import EMPTY
from policylint.path import Route
from policylint.sources.document import Document, Located
from policylint.sources.formats.json_ import FORMAT as JSON
from policylint.sources.formats.json_ import Parser
from policylint.sources.text import Source, SourceFault


class JsonLines:
    """The JSON Lines format: blank lines are skipped, a bad line is a finding, and the others go on."""

    name = "jsonl"

    def documents(self, source: Source, limit: int) -> Iterator[Document | Finding]:
        """The records of the file."""
        parse = Parser(source.file).parse
        index = 0
        for number, line in source.records(limit):
            if isinstance(line, str):
                if not line.strip(" \t"):
                    continue
                try:
                    value, findings = parse(line, number)
                except SourceFault as fault:
                    if not index and line.rstrip(" \t").endswith(("{", "[", ",", ":")):
                        raise _one_value(fault) from None
                    yield fault.finding(source.file)
                else:
                    yield Document(source.file, self, value, line, index, number, findings)
            else:
                yield line.finding(source.file)
            index += 1
        if not index:
            raise SourceFault(EMPTY.id, "the file is empty")

    def locate(self, document: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """See `Document.locate`."""
        return JSON.locate(document, routes)


def _one_value(fault: SourceFault) -> SourceFault:
    """The fault of a file whose first line only begins a value."""
    message = "not JSON Lines: the first line only begins a value, while each line must hold a whole one"
    advice = "If the file holds one value over several lines, name it .json; else write each value on one line."
    return SourceFault(fault.rule, message, fault.position, advice)


FORMAT = JsonLines()
