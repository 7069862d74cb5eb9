"""Documents that are of no kind themselves and hold requests, or documents with requests, somewhere inside."""

from collections.abc import Iterator
from typing import Any

from policylint.job import Facts, Job
from policylint.sources.kinds.embedded import rest


class Nested:
    """A document that holds requests, or documents with requests, somewhere inside."""

    name = "nested"
    title = "document with requests inside"

    def recognises(self, value: Any) -> bool:
        """Whether there is any."""
        return any(True for _ in self.jobs(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs of each, addressed by the names that lead to it."""
        return rest(iter(()), value)


KIND = Nested()
