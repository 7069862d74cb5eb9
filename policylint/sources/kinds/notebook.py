"""Notebooks of Jupyter: the calls in their cells that send requests, each at its place in a cell."""

from collections.abc import Iterator
from typing import Any

from policylint.job import Facts, Job
from policylint.sources.embedding import PROGRAM
from policylint.sources.kinds import code
from policylint.sources.kinds.embedded import owned


class Notebook:
    """A notebook with calls that send requests."""

    name = "notebook"
    title = "Jupyter notebook"

    def recognises(self, value: Any) -> bool:
        """Whether any call in its cells does."""
        return isinstance(value, dict) and PROGRAM in value and code.KIND.recognises(value[PROGRAM].document.value)

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs that they start or define."""
        inside = value[PROGRAM]
        for job, facts in code.KIND.jobs(inside.document.value):
            yield owned(job, "", inside), facts


KIND = Notebook()
