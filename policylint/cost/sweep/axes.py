"""Axes: what varies between the jobs of a sweep, value by value."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from policylint.cost.sweep.plan import AxisPlan, Plan, PlanError
from policylint.dataclass_ import dataclass
from policylint.job import TRAINING
from policylint.path import overlay, parse_path
from policylint.secrets.redaction import screened
from policylint.secrets.settings import SecretSettings
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.secrets.scanner import Scanner

# Members whose values are text whatever they are: numbers are written as the API wants them.
_TEXT = ("HyperParameters", "StaticHyperParameters", "Environment")
# Members whose values are the user's own text: a rule judges each value for itself, not in combination.
FREE_TEXT = (*_TEXT, "Tags", "TrainingJobName", "ExperimentConfig")
# Members that bear on what a job costs, beside the special paths `region` and `expected-runtime`.
COST_MEMBERS = (
    "ResourceConfig", "StoppingCondition", "EnableManagedSpotTraining", "DebugRuleConfigurations",
    "ProfilerRuleConfigurations", "ServerlessJobConfig", "HyperParameterTuningJobConfig", "TrainingJobDefinition",
    "TrainingJobDefinitions", "region", "expected-runtime",
)  # fmt: skip
_SECRET = ("Environment", "Tags")


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: its name, the paths that it sets, and for each of its values what each path is set to.

    `scanner` tells which values are secrets; without one, that with the detectors that ship.
    """

    name: str
    paths: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    scanner: "Scanner | None" = None

    def __len__(self) -> int:
        return len(self.values)

    @property
    def costs(self) -> bool:
        """Whether it can bear on the cost of a job."""
        return any(root(path) in COST_MEMBERS for path in self.paths)

    @property
    def free_text(self) -> bool:
        """Whether it varies nothing but the user's own text."""
        return all(is_free_text(path) for path in self.paths)

    def settings(self, place: int) -> dict[str, Any]:
        """What the value at a place sets, by path; None leaves the request as it is."""
        pairs = zip(self.paths, self.values[place], strict=True)
        return {path: value for path, value in pairs if value is not None}

    def label(self, place: int) -> Shown:
        """The value as reports show it; of members that may hold secrets, and of what is one, only its number."""
        if any(root(path) in _SECRET for path in self.paths):
            return screened(f"#{place + 1}")
        return screened(" / ".join(shown(value) for value in self.readable(place)))

    @property
    def title(self) -> Shown:
        """The name as reports show it."""
        return screened(self.name)

    def readable(self, place: int) -> tuple[Any, ...]:
        """What the value sets, in the order of the paths, with its number in place of whatever is a secret."""
        pairs = zip(self.paths, self.values[place], strict=True)
        return tuple(f"#{place + 1}" if is_secret(path, value, self.scanner) else value for path, value in pairs)

    def in_constraints(self, place: int) -> Any:
        """The value as constraints see it: itself, or by path where the axis sets several."""
        return self.values[place][0] if len(self.paths) == 1 else self.settings(place)


def axes_of(plan: Plan) -> list[Axis]:
    """The axes of a plan, its seeds included.

    Raises:
        PlanError: two axes set the same path, or one of them a part of what the other sets.
    """
    found = [_axis(name, axis) for name, axis in plan.axes.items()]
    if plan.seeds > 1:
        paths = (plan.seed_path,) if plan.seed_path else ()
        found.append(Axis("seed", paths, tuple((number,) * len(paths) for number in range(1, plan.seeds + 1))))
    _check_apart(found)
    return found


def request_of(template: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The template with the settings of one combination; special paths are not members and left out.

    Raises:
        PlanError: a path leads through something that is not an object or list.
    """
    changes = {path: as_member(path, value) for path, value in settings.items() if path[0].isupper() or path[0] == '"'}
    try:
        result: dict[str, Any] = overlay(template, changes)
    except (TypeError, KeyError, IndexError, AttributeError):
        raise PlanError(f"an axis sets a path that the request has no place for, among {', '.join(changes)}") from None
    return result


def as_member(path: str, value: Any) -> Any:
    """A value as the member at that path takes it."""
    if root(path) in _TEXT and isinstance(value, int | float):
        return str(value).lower() if isinstance(value, bool) else shown(value)
    return value


def root(path: str) -> str:
    """The top-level member that a path leads into."""
    return str(parse_path(path)[0]) if path[:1].isupper() or path[:1] == '"' else path


def is_free_text(path: str) -> bool:
    """Whether the values at a path are the user's own text."""
    return root(path) in FREE_TEXT


def is_secret(path: str, value: Any, scanner: "Scanner | None" = None) -> bool:
    """Whether policylint takes a value for a secret: for what its member is called, or what it looks like."""
    scanner = scanner or SecretSettings().scanner()
    if root(path) in _TEXT and _names_secrets(path, scanner):
        return True
    # A sweep may have a million numbers, which are not secrets under another name.
    if isinstance(value, str):
        return not _is_number(value) and _scan(path, value, scanner)
    return isinstance(value, list | dict) and _scan(path, value, scanner)


@cache
def _names_secrets(path: str, scanner: "Scanner") -> bool:
    """Whether anything at a path is a secret, for what it is called."""
    return _scan(path, "-".join(("Harbour", "Lantern", "42")), scanner)


def _scan(path: str, value: Any, scanner: "Scanner") -> bool:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    member = path[:1].isupper() or path[:1] == '"'
    return bool(scanner.scan_text(text) or (member and scanner.scan(overlay({}, {path: value}), TRAINING)))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def shown(value: Any) -> str:
    """A value in few characters."""
    text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _axis(name: str, plan: AxisPlan) -> Axis:
    if plan.zip_ is not None:
        return Axis(name, tuple(plan.zip_), tuple(zip(*plan.zip_.values(), strict=True)))
    if plan.grid is not None:
        return Axis(name, tuple(plan.grid), tuple(product(*plan.grid.values())))
    source = plan.range_ or plan.log_range or plan.random
    values: Sequence[Any] = source.values() if source else plan.list_ or ()
    return Axis(name, (plan.path or "",), tuple((value,) for value in values))


def _check_apart(axes: Sequence[Axis]) -> None:
    met: dict[tuple[str | int, ...], str] = {}
    for axis in axes:
        for path in axis.paths:
            route = parse_path(path) if path[:1].isupper() or path[:1] == '"' else (path,)
            for other, name in met.items():
                if route[: len(other)] == other or other[: len(route)] == route:
                    raise PlanError(f"the axes {name!r} and {axis.name!r} both set {path}")
            met[route] = axis.name
