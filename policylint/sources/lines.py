"""Single lines of the files that findings are about, read when a report wants to show them."""

from collections.abc import Callable, Iterable

from policylint.finding import Finding
from policylint.shown import Shown


class SourceLines:
    """Answers with the text of a line; each file is read once, however many lines are asked for.

    `masked(file, number, text)` gives a line without its secrets. Only the lines that the given findings name
    are kept, so a file of gigabytes stays on disk.
    """

    def __init__(self, findings: Iterable[Finding], masked: Callable[[str, int, str], Shown]) -> None:
        self._masked = masked
        self._wanted: dict[str, set[int]] = {}
        self._read: dict[str, dict[int, Shown]] = {}
        for finding in findings:
            places = [finding.position, *(related.position for related in finding.related)]
            lines = {place.line for place in places if place is not None}
            self._wanted.setdefault(finding.file, set()).update(lines)

    def __call__(self, file: str, line: int) -> Shown | None:
        """The line without its line break; None where it cannot be had (any more)."""
        if file not in self._read:
            self._read[file] = self._pass_over(file)
        return self._read[file].get(line)

    def _pass_over(self, file: str) -> dict[int, Shown]:
        from policylint.sources.text import Source, SourceFault

        wanted = self._wanted.get(file, set())
        kept: dict[int, Shown] = {}
        if wanted:
            last = max(wanted)
            try:
                for number, line in Source(file).lines():
                    if number in wanted:
                        kept[number] = self._masked(file, number, line)
                    if number >= last:
                        break
            except SourceFault:
                pass  # what could not be read is already a finding; it has no line to show
        return kept
