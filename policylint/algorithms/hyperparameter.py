"""A hyperparameter of a built-in algorithm: which texts are values of it, and how to say so."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from policylint.algorithms.interval import Interval, interval
from policylint.nearest import did_you_mean

TYPE, RANGE, VALUE = "type", "range", "value"
_FEW = 8  # values that a message lists
_TRUE, _FALSE = ("true", "1"), ("false", "0")


class Fault(NamedTuple):
    """What is wrong with a value: with its type, its range, or with it as one of several; and the rest of a sentence
    that begins with the value."""

    kind: str
    told: str


class Hyperparameter:
    """One row of a table. `source` is the page that it was read on."""

    def __init__(self, name: str, row: Mapping[str, Any], source: str) -> None:
        self.name = name
        self.type: str = row["type"]
        self.required: bool = row.get("required", False)
        self.range: Interval | None = interval(row["range"]) if "range" in row else None
        self.values: Sequence[str] = row.get("values", ())
        self.words: Sequence[str] = row.get("words", ())
        self.default: str | None = row.get("default")
        self.aliases: Sequence[str] = row.get("aliases", ())
        self.tunable: str | None = row.get("tunable")
        self.suggested: str | None = row.get("suggested")
        self.only: Mapping[str, Sequence[str]] = row.get("only", {})
        self.deprecated: str | None = row.get("deprecated")
        self.deprecated_values: Mapping[str, str] = row.get("deprecated_values", {})
        self.source: str = row.get("source", source)
        self._pattern: str | None = row.get("pattern")
        self._example: str | None = row.get("example")
        self._thresholds: Sequence[str] = row.get("thresholds", ())

    def __str__(self) -> str:
        """What it takes, in words: `an integer of at least 1`, `'auto' or a number from 0 to 1`, `'uniform' or
        'normal'`, `one of 18 values`."""
        return self._in_words(self._of_values())

    @property
    def whole(self) -> str:
        """The same with all values, however many."""
        return self._in_words(_either(self.values))

    def _of_values(self) -> str:
        return _either(self.values) if len(self.values) <= _FEW else f"one of {len(self.values)} values"

    def _in_words(self, values: str) -> str:
        words = " or ".join(map(repr, filter(None, self.words)))
        return f"{words} or {self._told(values)}" if words else self._told(values)

    def _told(self, values: str) -> str:
        bounds = f" {_of(self.range)}" if self.range else ""
        match self.type:
            case "integer":
                return f"an integer{bounds}"
            case "float":
                return f"a number{bounds}"
            case "boolean":
                return "true or false"
            case "enum":
                return values
            case "integers":
                return "integers with commas between them"
            case "floats":
                return "numbers with commas between them"
            case "list" | "comma-list":
                return f"a list of {values.removeprefix('one of ')} with commas between them"
            case _:
                return f"a text such as {self._example!r}" if self._example else "a text"

    def normal(self, text: str) -> str:
        """A value as dependencies compare it: `true` and `false` of a boolean however they are written."""
        folded = text.strip().casefold()
        if self.type == "boolean" and folded in (*_TRUE, *_FALSE):
            return "true" if folded in _TRUE else "false"
        return text

    def is_default(self, text: str) -> bool:
        """Whether a text writes the default."""
        if self.default is None:
            return False
        if text == self.default or self.normal(text) == self.normal(self.default):
            return True
        value = _number(text, float)
        return value is not None and value == _number(self.default, float)

    def fault(self, text: str) -> Fault | None:
        """What is wrong with a value; None where nothing is."""
        if text in self.words:
            return None
        match self.type:
            case "integer":
                return self._number_fault(text, int)
            case "float":
                return self._number_fault(text, float)
            case "boolean":
                is_known = text.strip().casefold() in (*_TRUE, *_FALSE)
                return None if is_known else Fault(TYPE, f"is not {self}")
            case "enum":
                return None if text in self.values else self._not_among(text)
            case "integers" | "floats":
                kind = int if self.type == "integers" else float
                bad = next((one for one in _listed(text) if _number(one, kind) is None), None)
                return None if bad is None else Fault(TYPE, f"has {bad!r} in it: it is not {self}")
            case "list":
                return next((self._has(one) for one in _listed(text) if one not in self.values), None)
            case "comma-list":
                return next((self._has(one) for one in text.split(",") if not self._is_listed(one)), None)
            case _:
                fits = self._pattern is None or re.fullmatch(self._pattern, text)
                return None if fits else Fault(VALUE, f"is not {self}")

    def _number_fault(self, text: str, kind: Callable[[str], float]) -> Fault | None:
        value = _number(text, kind)
        if value is None:
            return Fault(TYPE, f"is not {self}")
        return None if self.range is None or value in self.range else Fault(RANGE, f"is not {self}")

    def _not_among(self, value: str) -> Fault:
        close = did_you_mean(value, self.values)
        return Fault(VALUE, f"is not allowed{close}" if close else f"is not {self}")

    def _has(self, item: str) -> Fault:
        known = did_you_mean(item, self.values) or f": it is not {self._of_values()}"
        return Fault(VALUE, f"has {item!r} in it{known}")

    def _is_listed(self, value: str) -> bool:
        name, at, threshold = value.partition("@")
        if at and name.strip() in self._thresholds:
            return _number(threshold, float) is not None
        return value in self.values


def plain(text: str) -> str:
    """A value as a training script sees it: read as JSON where it is a string of that, else as it is."""
    unquoted = unquote(text)
    return text if unquoted is None else unquoted


def unquote(text: str) -> str | None:
    """The string that a value holds in the quotes of JSON; None where it has none."""
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        try:
            value = json.loads(stripped)
        except ValueError:
            return None
        return value if isinstance(value, str) else None
    return None


def _number(text: str, kind: Callable[[str], float]) -> float | None:
    try:
        return kind(text)
    except ValueError:
        return None


def _listed(text: str) -> Iterator[str]:
    """The items of a list that is written with commas, or as JSON."""
    inner = text.strip()
    if inner[:1] == "[" and inner[-1:] == "]":
        inner = inner[1:-1]
    return (item.strip().strip("\"'") for item in inner.split(","))


def _of(bounds: Interval) -> str:
    words = str(bounds)
    return words if words.startswith("from") else f"of {words}" if words.startswith("at ") else words


def _either(values: Sequence[str]) -> str:
    if not values:
        return ""
    *first, last = map(repr, values)
    return f"{', '.join(first)} or {last}" if first else last
