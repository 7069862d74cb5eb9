"""Definitions that this process has handed to AWS: what a later call starts by its name alone."""

from collections import OrderedDict
from threading import Lock
from typing import Any

_MOST = 64
"""How many definitions of a kind are kept, the latest."""


class Definitions:
    """Definitions of one kind by Region and name; threads may share it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str | None, str], Any] = OrderedDict()
        self._lock = Lock()

    def keep(self, region: str | None, name: Any, definition: Any) -> None:
        """Keep a definition under a name or an ARN that ends in it."""
        with self._lock:
            self._kept[region, _short(name)] = definition
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)

    def find(self, region: str | None, name: Any) -> Any:
        """The definition of that name; None where this process has not seen it."""
        with self._lock:
            return self._kept.get((region, _short(name)))


class Known:
    """The definitions of pipelines and of state machines."""

    def __init__(self) -> None:
        self.pipelines = Definitions()
        self.machines = Definitions()


def _short(name: Any) -> str:
    last = str(name).rpartition(":")[2]
    return last.rpartition("/")[2].lower()


KNOWN = Known()
