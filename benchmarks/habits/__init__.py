"""Labelled sets of credentials in the places where people put them, and of what only looks like one.

The kinds, names and places are written down from the habits of people and the public pages of providers, without a
look at the detectors, each set after the ones before had been used; no credential stands in the files: each is drawn,
the same for the same seed.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from benchmarks.habits.makers import draw, encoded
from policylint import check
from policylint.path import format_path

SETS = ("first", "second", "third")
_ALGORITHM = "AlgorithmSpecification"
_MEMBERS = {"E": "Environment", "H": "HyperParameters"}
_PARAMETERS: dict[str, Callable[[dict[str, str]], tuple[dict[str, Any], str]]] = {
    "D": lambda held: ({"DebugHookConfig": {"HookParameters": held}}, "DebugHookConfig.HookParameters"),
    "R": lambda held: (
        {"DebugRuleConfigurations": [{"RuleConfigurationName": "rule", "RuleParameters": held}]},
        "DebugRuleConfigurations[0].RuleParameters",
    ),
    "P": lambda held: ({"ProfilerConfig": {"ProfilingParameters": held}}, "ProfilerConfig.ProfilingParameters"),
}


class Case(NamedTuple):
    """A request, and the path of its credential; None where it holds none. `kind` and `line` say where in its file
    it is written down, without the draw."""

    kind: str
    line: str
    request: dict[str, Any]
    path: str | None


def cases(name: str, file: str, seeds: int, first: int = 0) -> Iterator[Case]:
    """So many draws of each line of a set's `secret.yaml` or `harmless.yaml`."""
    listed = yaml.safe_load(files(__package__).joinpath(name, file).read_text(encoding="utf-8"))
    for kind, lines in listed.items():
        for number, line in enumerate(lines):
            ((place, text),) = line.items()
            for seed in range(first, first + seeds):
                request, path = _put(place, text, random.Random(f"{kind} {number} {seed}"))
                yield Case(kind, f"{place}: {text}", request, path if file == "secret.yaml" else None)


class Measured(NamedTuple):
    """How many credentials and harmless values there were, by kind, and how many findings on each; the lines that
    were judged wrong."""

    secrets: Counter[str]
    found: Counter[str]
    harmless: Counter[str]
    alarms: Counter[str]
    wrong: Counter[str]

    @property
    def recall(self) -> float:
        """The share of the credentials that were found where they stand."""
        return self.found.total() / self.secrets.total()

    @property
    def precision(self) -> float:
        """The share of the findings that were of a credential."""
        return self.found.total() / (self.found.total() + self.alarms.total())


def measure(name: str, seeds: int, first: int = 0) -> Measured:
    """What policylint finds in so many draws of every line of a set; notes on documented keys don't count."""
    measured = Measured(Counter(), Counter(), Counter(), Counter(), Counter())
    for case in cases(name, "secret.yaml", seeds, first):
        at = _found(case)
        beside = [path for path in at if path != case.path]
        measured.secrets[case.kind] += 1
        measured.found[case.kind] += case.path in at
        measured.alarms[case.kind] += len(beside)
        measured.wrong[f"{case.kind} {case.line}"] += (case.path not in at) + len(beside)
    for case in cases(name, "harmless.yaml", seeds, first):
        alarms = len(_found(case))
        measured.harmless[case.kind] += 1
        measured.alarms[case.kind] += alarms
        measured.wrong[f"{case.kind} {case.line}"] += alarms
    return measured


def _found(case: Case) -> list[str]:
    return [found.path for found in check(case.request, select=["SEC"]).findings if found.rule != "SEC1005"]


def _put(place: str, text: str | list[str], dice: random.Random) -> tuple[dict[str, Any], str]:
    where, name, *wraps = place.split()
    if isinstance(text, list):
        member = "ContainerArguments" if where == "A" else "ContainerEntrypoint"
        return {_ALGORITHM: {member: [draw(one, dice) for one in text]}}, f"{_ALGORITHM}.{member}[{name}]"
    value = draw(text, dice)
    for wrap in ",".join(wraps).split(","):
        value = value + "\n" if wrap == "line" else encoded(value) if wrap == "b64" else value
    if where == "T":
        return {"Tags": [{"Key": name, "Value": value}]}, "Tags[0].Value"
    if parameters := _PARAMETERS.get(where):
        request, path = parameters({name: value})
    else:
        request, path = {_MEMBERS[where]: {name: value}}, _MEMBERS[where]
    return request, f"{path}.{format_path([name])}"
