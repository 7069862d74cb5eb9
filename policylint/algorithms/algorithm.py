"""The tables of algorithms, one a file: `data/NAME.json`.

A table has the hyperparameters, channels, instances and metrics of an algorithm. `pages` names where each part was
read, `as_of` when; a row that was read elsewhere has a `source` of its own. A table says nothing of what is not
documented: rules are silent about it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from policylint.algorithms.hyperparameter import Hyperparameter

_DATA = Path(__file__).parent / "data"


class Algorithm:
    """The table of one algorithm, as the version of its image has it.

    `name` is the table's, `title` AWS's own name. Of an algorithm with versions, `version` is one of them, and `None`
    stands for the newest.
    """

    def __init__(self, name: str, table: Mapping[str, Any], version: str | None = None) -> None:
        self.name = name
        self.table = table
        self.version = version
        self.title: str = table["title"]

    def __str__(self) -> str:
        return f"{self.title} {self.version}" if self.version else self.title

    @property
    def versions(self) -> Sequence[str]:
        """The versions that the table tells apart, from the oldest on; empty where there is one only."""
        versions: Sequence[str] = self.table.get("versions", ())
        return versions

    @cached_property
    def hyperparameters(self) -> Mapping[str, Hyperparameter]:
        """The documented hyperparameters of this version by name."""
        rows = self.table["hyperparameters"].items()
        return {
            name: Hyperparameter(name, self._of_version(row), self.page("hyperparameters"))
            for name, row in rows
            if self._has(row)
        }

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """The other names that the algorithm knows hyperparameters by, each with the documented one."""
        return {alias: name for name, one in self.hyperparameters.items() for alias in one.aliases}

    def hyperparameter(self, name: str) -> Hyperparameter | None:
        """The documented hyperparameter of that name or alias."""
        return self.hyperparameters.get(self.aliases.get(name, name))

    @property
    def is_closed(self) -> bool:
        """Whether the algorithm refuses hyperparameters that the table does not have, as far as is known."""
        until = self.table.get("closed_until")
        return bool(self.table["closed"]) and (until is None or not self._is_after(until))

    @property
    def reads_json(self) -> bool:
        """Whether it reads values as JSON where they are (a training script does); the others take them as they are."""
        return bool(self.table["text"] == "json")

    @property
    def runs_scripts(self) -> bool:
        """Whether its image runs a script instead, where the job names one."""
        return bool(self.table.get("script_mode", False))

    @property
    def channels(self) -> Mapping[str, Mapping[str, Any]]:
        """The channels by name, as the table writes them."""
        channels: Mapping[str, Mapping[str, Any]] = self.table["channels"]
        return channels

    @property
    def instances(self) -> Mapping[str, Any]:
        """What the table says of instances."""
        instances: Mapping[str, Any] = self.table["instances"]
        return instances

    @property
    def trains_on_gpus(self) -> bool:
        """Whether this version makes use of GPUs."""
        since = self.instances.get("gpu_since")
        return "gpu" in self.instances["kinds"] and (since is None or not self._is_before(since))

    @property
    def metrics(self) -> Mapping[str, str]:
        """The metrics that it emits by itself, each with the direction in which it gets better."""
        metrics: Mapping[str, str] = self.table["metrics"]
        return metrics

    def page(self, part: str) -> str:
        """AWS's page about a part: hyperparameters, channels, resources or tuning."""
        pages: Mapping[str, str] = self.table["pages"]
        return pages.get(part, pages["channels"])

    def _of_version(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        later = row.get("values_since")
        if not later:
            return row
        gone = {value for value, since in later.items() if self._is_before(since)}
        return {**row, "values": [value for value in row["values"] if value not in gone]}

    def _has(self, row: Mapping[str, Any]) -> bool:
        since, until = row.get("since"), row.get("until")
        return not ((since and self._is_before(since)) or (until and self._is_after(until)))

    def _is_before(self, version: str) -> bool:
        return self._place() < self.versions.index(version)

    def _is_after(self, version: str) -> bool:
        return self._place() > self.versions.index(version)

    def _place(self) -> int:
        return self.versions.index(self.version) if self.version else len(self.versions) - 1


@cache
def names() -> Sequence[str]:
    """The names of all tables."""
    return sorted(file.stem for file in _DATA.glob("*.json"))


@cache
def algorithm(name: str, version: str | None = None) -> Algorithm | None:
    """The algorithm of that name, as a version has it; None where the table does not know the version."""
    table = _table(name)
    versions = table.get("versions")
    if versions and version is not None and version not in versions:
        return None
    return Algorithm(name, table, version if versions else None)


@cache
def _table(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((_DATA / f"{name}.json").read_bytes())
    return found


def every() -> Iterator[Algorithm]:
    """Each algorithm in each of its versions."""
    for name in names():
        for version in _table(name).get("versions", (None,)):
            found = algorithm(name, version)
            if found is not None:
                yield found
