"""The sweep file: a request, the axes along which it varies, and what the combinations must keep."""

import math
import random
from collections.abc import Iterator
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from policylint.authored.fault import AuthoredError, Fault
from policylint.authored.masking import masked
from policylint.authored.models import faults, keys_of, read
from policylint.authored.yaml_text import YamlText
from policylint.durations import parse_positive_duration
from policylint.errors import PolicylintError
from policylint.path import Route, parse_path
from policylint.policies.syntax import ExpressionError, parse

MOST_VALUES = 1_000_000
_SPECIAL = ("region", "environment", "expected-runtime")


class PlanError(PolicylintError, ValueError):
    """A sweep that cannot be planned or priced; the message says what to change. Of its file: `AuthoredError`."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-"))


class Range(_Strict):
    """Numbers from `from` to `to`, both included: by `step`, or `count` of them evenly spaced."""

    start: float = Field(alias="from", allow_inf_nan=False)
    stop: float = Field(alias="to", allow_inf_nan=False)
    step: float | None = Field(None, gt=0, allow_inf_nan=False)
    count: int | None = Field(None, ge=1, le=MOST_VALUES)

    @model_validator(mode="after")
    def _one_way(self) -> "Range":
        if (self.step is None) == (self.count is None):
            raise ValueError("give either step or count")
        if self.stop < self.start:
            raise ValueError(f"it runs from {self.start:g} down to {self.stop:g}")
        if self.step is not None and (self.stop - self.start) / self.step >= MOST_VALUES:
            raise ValueError(f"it has more than {MOST_VALUES:,} values")
        return self

    def values(self) -> list[Any]:
        """The numbers, whole where all that makes them is whole."""
        if self.step is not None:
            found = [
                self.start + place * self.step for place in range(int((self.stop - self.start) / self.step + 1e-9) + 1)
            ]
        else:
            last = max((self.count or 1) - 1, 1)
            found = [self.start + (self.stop - self.start) * place / last for place in range(self.count or 1)]
        return _tidy(found)


class LogRange(_Strict):
    """`count` numbers from `from` to `to`, each the same multiple of the one before."""

    start: float = Field(alias="from", gt=0, allow_inf_nan=False)
    stop: float = Field(alias="to", gt=0, allow_inf_nan=False)
    count: int = Field(ge=2, le=MOST_VALUES)

    def values(self) -> list[Any]:
        """The numbers, to twelve digits."""
        low, high, last = math.log(self.start), math.log(self.stop), self.count - 1
        return _tidy([math.exp(low + (high - low) * place / last) for place in range(self.count)])


class Random(_Strict):
    """`count` numbers drawn between `low` and `high`, always the same ones for the same `seed`."""

    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    count: int = Field(ge=1, le=MOST_VALUES)
    seed: int
    scale: Literal["linear", "log"] = "linear"
    integer: bool = False

    @model_validator(mode="after")
    def _a_scale_that_fits(self) -> "Random":
        if self.high < self.low or (self.scale == "log" and self.low <= 0):
            raise ValueError("low must not exceed high, and a log scale starts above 0")
        return self

    def values(self) -> list[Any]:
        """The numbers, in the order in which they are drawn."""
        source = random.Random(self.seed)  # noqa: S311 - a sweep is to be repeated, not to be guessed
        if self.scale == "log":
            drawn = [math.exp(source.uniform(math.log(self.low), math.log(self.high))) for _ in range(self.count)]
        else:
            drawn = [source.uniform(self.low, self.high) for _ in range(self.count)]
        return [round(number) for number in drawn] if self.integer else _tidy(drawn)


class AxisPlan(_Strict):
    """One axis: a `path` with one of `list`, `range`, `log-range` and `random`; or paths that vary together (`zip`) or
    in every combination (`grid`)."""

    path: str | None = None
    list_: list[Any] | None = Field(None, alias="list", min_length=1, max_length=MOST_VALUES)
    range_: Range | None = Field(None, alias="range")
    log_range: LogRange | None = None
    random: Random | None = None
    zip_: dict[str, list[Any]] | None = Field(None, alias="zip", min_length=1)
    grid: dict[str, list[Any]] | None = Field(None, min_length=1)

    @field_validator("path")
    @classmethod
    def _a_path(cls, path: str | None) -> str | None:
        return path if path is None else _checked_path(path)

    @model_validator(mode="after")
    def _one_kind(self) -> "AxisPlan":
        kinds = [self.list_, self.range_, self.log_range, self.random, self.zip_, self.grid]
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("give exactly one of list, range, log-range, random, zip and grid")
        together = self.zip_ or self.grid
        if (self.path is None) != (together is not None):
            raise ValueError("zip and grid name their paths themselves; the others need a path")
        for path in together or ():
            _checked_path(path)
        if self.zip_ and len({len(values) for values in self.zip_.values()}) > 1:
            raise ValueError("the lists of a zip have different lengths")
        return self


class Plan(_Strict):
    """A whole sweep file.

    `request` stands in the file, or `template` names the file that holds it. `rows` names a table of jobs instead of
    axes. `seeds` repeats each combination, with its number at `seed-path` if there is one.
    """

    request: dict[str, Any] | None = None
    template: str | None = None
    axes: dict[str, AxisPlan] = Field(default_factory=dict)
    rows: str | None = None
    constraints: list[str] = Field(default_factory=list)
    seeds: int = Field(1, ge=1, le=MOST_VALUES)
    seed_path: str | None = None
    region: str | None = None
    environment: str | None = None
    expected_runtime: str | int | None = None
    concurrency: int = Field(1, ge=1, le=MOST_VALUES)

    @field_validator("expected_runtime")
    @classmethod
    def _a_duration(cls, text: str | int | None) -> str | int | None:
        if text is not None:
            parse_positive_duration(text)
        return text

    @field_validator("seed_path")
    @classmethod
    def _a_path(cls, path: str | None) -> str | None:
        return path if path is None else _checked_path(path)

    @model_validator(mode="after")
    def _whole(self) -> "Plan":
        if (self.request is None) == (self.template is None):
            raise ValueError("give the request itself, or a template: the file that holds it")
        if self.rows is not None and (self.axes or self.constraints or self.seeds != 1):
            raise ValueError("rows stand in the place of axes, constraints and seeds")
        return self


def checked_plan(data: Any, place: str) -> Plan:
    """A plan of data that somebody's program made, with `place` as its name in messages.

    Raises:
        PlanError: it says something that a plan cannot.
    """
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        known = partial(keys_of, Plan)
        found = faults(data, error, known, lambda _, message, __: Fault(place, 0, 0, masked(message)))
        raise PlanError("\n".join(map(str, found))) from None


def plan_of(source: YamlText) -> Plan:
    """The plan in a sweep file.

    Raises:
        AuthoredError: it says something that a plan cannot; every fault of it.
    """
    source.hide(_values(source.value))
    plan = read(source, Plan)
    found = [
        source.fault_within(("constraints", number), error.start, error.end, error.message)
        for number, error in enumerate(map(_unparsable, plan.constraints))
        if error is not None
    ]
    if found:
        raise AuthoredError(found)
    return plan


def _values(data: Any) -> Iterator[Route]:
    """The routes of what a sweep file says about requests: the request, and the values of the axes."""
    if not isinstance(data, dict):
        return
    if "request" in data:
        yield ("request",)
    axes = data.get("axes")
    for name, axis in axes.items() if isinstance(axes, dict) else ():
        yield from (("axes", name, key) for key in ("list", "zip", "grid") if isinstance(axis, dict) and key in axis)


def _unparsable(text: str) -> ExpressionError | None:
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


def _checked_path(path: str) -> str:
    if path not in _SPECIAL:
        parse_path(path)
    return path


def _tidy(numbers: list[float]) -> list[Any]:
    """Numbers to twelve digits, as integers where all of them are whole."""
    short = [float(f"{number:.12g}") for number in numbers]
    return [int(number) for number in short] if all(number.is_integer() for number in short) else short
