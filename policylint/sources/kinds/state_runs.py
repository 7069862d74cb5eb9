"""How often a state of a Step Functions state machine runs, by what the machine says of retries, maps and loops.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html,
https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html and
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from policylint.runs import Runs
from policylint.sources.kinds.state_input import Inputs, listed, wanted

# Where a retrier states no MaxAttempts, it tries three times more.
_MORE_TRIES = 3
# A batch ends before the 256 KiB that an execution's input may have; this leaves room for what is around the items.
_BATCH_BYTES = 240 * 1024
# Key (at most 1,024 bytes), ETag, size, time and class of an object, as S3 lists it.
_LISTED_BYTES = 2048
_LISTING = re.compile(r":s3:listObjectsV2\b", re.IGNORECASE)
_JSONATA = re.compile(r"\s*\{%\s*(.*?)\s*%\}\s*", re.DOTALL)
_RANGE = re.compile(r"\[\s*(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})\s*\]")
_PLAIN = r"(?:'[^'\\]*'|\"[^\"\\]*\"|-?\d+(?:\.\d+)?|true|false)"
_ARRAY = re.compile(rf"\[\s*(?:{_PLAIN}(?:\s*,\s*{_PLAIN})*)?\s*\]")
_ELEMENT = re.compile(_PLAIN)


def attempts(name: Any, state: Mapping[Any, Any]) -> Runs:
    """How often a state is tried: once, and again as often as each of its retriers allows, which count apart."""
    most = 1
    for retrier in listed(state, "Retry"):
        more = _whole(retrier.get("MaxAttempts", _MORE_TRIES))
        if more is None:
            return Runs.without_bound(f"how often {name} is tried again is not known here")
        most += more
    return Runs.attempts(most, str(name))


def in_loop(name: Any) -> Runs:
    """How often a state runs that leads back to itself."""
    return Runs.without_bound(f"{name} stands in a loop, whose end is decided only while it runs")


def items(name: Any, state: Mapping[Any, Any], inputs: Inputs, *, jsonata: bool) -> Runs:
    """How often a Map state runs what is in it: for each item, or each batch of items."""
    reader = state.get("ItemReader")
    values: list[Any] | None = None
    if isinstance(reader, dict):
        settings = reader.get("ReaderConfig")
        limit = _whole(settings.get("MaxItems")) if isinstance(settings, dict) else None
        if not limit:
            return Runs.without_bound(f"the map {name} goes over a list that is read while it runs, without MaxItems")
        found, largest = Runs.up_to(limit, str(name)), _listed_size(reader)
    else:
        values = _values(name, state, inputs, jsonata=jsonata)
        if values is None:
            return Runs.without_bound(f"the map {name} goes over a list that the file does not show")
        found, largest = Runs.items(len(values), str(name)), max(map(_size, values), default=0)
    batch = _batch(state)
    if batch is None or not found.most or batch * largest > _BATCH_BYTES:
        return found
    number = -(-found.most // batch)
    why = f"{'' if values is not None else 'up to '}{number:,} batches of {name}"
    return Runs(number, number if values is not None else None, (why,))


def _values(name: Any, state: Mapping[Any, Any], inputs: Inputs, *, jsonata: bool) -> list[Any] | None:
    """The items that a Map state goes over, of several lists the longest; None where the machine shows none."""
    given: Any = state.get("Items", "{% $states.input %}") if jsonata else state.get("ItemsPath", "$")
    if not isinstance(given, str):
        return _as_items(given)
    expression = _JSONATA.fullmatch(given) if jsonata else None
    if jsonata and expression is None:
        return None
    path = expression[1] if expression is not None else given
    if (array := _array(path) if jsonata else None) is not None:
        return array
    place = wanted(path, jsonata=jsonata)
    if place is None:
        return None
    shown = inputs.of(name, place)
    lists = [_as_items(value) for value, _ in shown.values]
    if not shown.everywhere or not lists or None in lists:
        return None
    return max((one for one in lists if one is not None), key=len)


def _as_items(value: Any) -> list[Any] | None:
    """A list, or an object whose members are the items; of text only what is an array in JSONata."""
    if isinstance(value, dict):
        return [{"Key": key, "Value": item} for key, item in value.items()]
    if isinstance(value, str):
        expression = _JSONATA.fullmatch(value)
        return _array(expression[1]) if expression is not None else None
    return value if isinstance(value, list) else None


def _array(expression: str) -> list[Any] | None:
    """The items of a JSONata array of plain values, or of a range."""
    span = _RANGE.fullmatch(expression)
    if span is not None:
        # A range holds at most ten million items; a longer one is an error.
        low, high = int(span[1]), int(span[2])
        return [high] * min(max(0, high - low + 1), 10_000_000)
    return _ELEMENT.findall(expression) if _ARRAY.fullmatch(expression) else None


def _batch(state: Mapping[Any, Any]) -> int | None:
    """How many items a batch has, unless other limits make it smaller; None: no batches, or of an unknown size."""
    batcher = state.get("ItemBatcher")
    if not isinstance(batcher, dict) or any(str(key).startswith("MaxInputBytes") for key in batcher):
        return None
    return _whole(batcher.get("MaxItemsPerBatch")) or None


def _listed_size(reader: Mapping[Any, Any]) -> int:
    """The most bytes that an item of a dataset has, as far as that is known."""
    return _LISTED_BYTES if _LISTING.search(str(reader.get("Resource"))) else _BATCH_BYTES + 1


def _size(item: Any) -> int:
    return len(json.dumps(item, default=str).encode()) + 1


def _whole(value: Any) -> int | None:
    """A whole number from 0 up; None for anything else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
