"""Which of the files met are to be judged: all of them, those that have changed, or those that a tool named."""

import os
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass

if TYPE_CHECKING:
    from policylint.git import Changes
    from policylint.sources.dependents import Dependents


@dataclass(frozen=True)
class Scope:
    """What a run is confined to.

    `changes`: only files among these, and those whose requests these have a part in. `as_found`: files that are named
    are taken as if a walk had met them, so that excluded ones and those without a request are skipped; a tool that
    names files does not know what they are.
    """

    changes: "Changes | None" = None
    as_found: bool = False

    @property
    def whole(self) -> bool:
        """Whether the run is over all that was named, so that finding nothing there is worth a word."""
        return self.changes is None and not self.as_found

    def covers(self, file: str, excluded: Callable[[str], bool]) -> bool:
        """Whether a file is to be judged."""
        if self.as_found and excluded(file):
            return False
        if self.changes is None or os.path.realpath(file) in self.changes.files:
            return True
        return self._dependents is not None and self._dependents.covers(file)

    @cached_property
    def _dependents(self) -> "Dependents | None":
        if self.changes is None or not self.changes.files:
            return None
        from policylint.sources.dependents import Dependents

        return Dependents(self.changes.files)

    def misses(self, file: str) -> bool:
        """Whether a path that leads nowhere, or cannot be read, is a fault and not merely a file that was deleted."""
        return self.changes is None or os.path.realpath(file) not in self.changes.gone


EVERYTHING = Scope()
