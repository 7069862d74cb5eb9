"""Batches of jobs as columns: checked, then priced by the compiled kernel on all processors."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from policylint.cost.billing import MONTHS_PER_SECOND
from policylint.cost.compiled import NeedsSweepExtra, compiled_bill
from policylint.cost.kernel import USD_PER_GB_MONTH
from policylint.cost.prices import Prices
from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.instance_types import hardware
from policylint.money import Basis

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PRICED_BY: tuple[Basis, ...] = ("exact", "approximate", "substituted")
# Rows that one thread prices in one go: enough to make a call cheap, few enough to share them out.
_ROWS_PER_TASK = 1 << 18


class ColumnError(PolicylintError, ValueError):
    """A column that cannot be used; the message names it and says what is allowed."""


def _column(dtype: str, doc: str) -> Any:
    from dataclasses import field

    return field(metadata={"dtype": dtype, "doc": doc})


@dataclass(frozen=True, slots=True)
class Columns:
    """Jobs as columns of equal length, one row a job, in the smallest types that hold every value.

    `columns` makes them from any numbers, checking each.
    """

    type_code: "NDArray[np.uint16]" = _column("uint16", "a type of the rate table")
    region_code: "NDArray[np.uint8]" = _column("uint8", "a Region of the rate table")
    count: "NDArray[np.uint16]" = _column("uint16", "instances")
    seconds: "NDArray[np.uint32]" = _column("uint32", "seconds at most")
    expected_seconds: "NDArray[np.uint32]" = _column("uint32", "seconds as expected, 0 for no expectation")
    spot: "NDArray[np.uint8]" = _column("uint8", "1 for managed spot, else 0")
    volume_gb: "NDArray[np.uint16]" = _column("uint16", "GB of each instance's volume")
    keep_alive: "NDArray[np.uint16]" = _column("uint16", "seconds of the warm pool")

    def __len__(self) -> int:
        return len(self.count)

    def part(self, start: int, stop: int) -> "tuple[NDArray[Any], ...]":
        """The rows from `start` to `stop`, as the kernel takes them."""
        return tuple(getattr(self, field.name)[start:stop] for field in fields(self))


@dataclass(frozen=True)
class RateTable:
    """The rates of some types in some Regions as arrays; a code is a place in `types` or in `regions`.

    `rates` is the table of `policylint.cost.kernel.bill`, `gpus` the GPUs of each type. What is not known is NaN.
    `instance_bases`, by Region and type, and `volume_bases`, by Region, are places in `PRICED_BY`: what rates rest on.
    """

    types: tuple[str, ...]
    regions: tuple[str, ...]
    rates: "NDArray[np.float64]"
    gpus: "NDArray[np.float64]"
    instance_bases: "NDArray[np.uint8]"
    volume_bases: "NDArray[np.uint8]"

    def shares(self, batch: Columns, most: "NDArray[np.float64]") -> "Mapping[Basis, NDArray[np.float64]]":
        """How much of the most that each job costs rests on what; empty where all rates are exact."""
        np = numpy()
        if not (self.instance_bases.any() or self.volume_bases.any()):
            return {}
        seconds = (batch.seconds + batch.keep_alive.astype(np.float64)) * batch.volume_gb * batch.count
        volumes = seconds * self.rates[batch.region_code, batch.type_code, USD_PER_GB_MONTH] * MONTHS_PER_SECOND
        parts = (
            (most - volumes, self.instance_bases, (batch.region_code, batch.type_code)),
            (volumes, self.volume_bases, batch.region_code),
        )
        found: dict[Basis, Any] = {}
        for usd, bases, codes in parts:
            places = np.unique(bases).tolist()
            for place in places:
                part = usd if len(places) == 1 else np.where(bases[codes] == place, usd, 0.0)
                basis = PRICED_BY[place]
                found[basis] = found[basis] + part if basis in found else part
        return found


def rate_table(types: Sequence[str], regions: Sequence[str], prices: Prices) -> RateTable:
    """Look up what is known of each type in each Region.

    Raises:
        NeedsSweepExtra: numpy is not installed.
        PriceBookError: a price book cannot be used.
        ColumnError: more types or Regions than codes can distinguish.
    """
    np = numpy()
    if len(types) > 65_536 or len(regions) > 256:
        raise ColumnError(f"{len(types)} types in {len(regions)} Regions are more than 65,536 and 256")
    known = [hardware(type_) for type_ in types]
    rates = np.full((len(regions), len(types), 3), np.nan)
    instance_bases = np.zeros((len(regions), len(types)), np.uint8)
    volume_bases = np.zeros(len(regions), np.uint8)
    for row, region in enumerate(regions):
        volume_rate = prices.training_volume(region)
        volume_bases[row] = PRICED_BY.index(volume_rate.basis) if volume_rate else 0
        volume = np.nan if volume_rate is None else volume_rate.usd
        for place, (type_, one) in enumerate(zip(types, known, strict=True)):
            rate = prices.training(type_, region)
            if rate is not None:
                instance_bases[row, place] = PRICED_BY.index(rate.basis)
                billed = 0.0 if one and one.local_storage_gb else volume
                rates[row, place] = rate.usd, billed, prices.saving(type_, region).low
    gpus = np.array([np.nan if one is None or one.gpus is None else one.gpus for one in known], np.float64)
    return RateTable(tuple(types), tuple(regions), rates, gpus, instance_bases, volume_bases)


def columns(values: Mapping[str, Any]) -> Columns:
    """Columns from arrays or single numbers; a single number holds for every row.

    Raises:
        ColumnError: a value is not a whole number, negative or too large for its column, or lengths differ.
        NeedsSweepExtra: numpy is not installed.
    """
    np = numpy()
    checked = {field.name: _checked(field.name, values.get(field.name, 0), field.metadata) for field in fields(Columns)}
    lengths = {len(column) for column in checked.values() if column.ndim}
    if len(lengths) > 1:
        raise ColumnError(f"columns have different lengths: {', '.join(map(str, sorted(lengths)))}")
    length = lengths.pop() if lengths else 1
    return Columns(**{name: np.ascontiguousarray(np.broadcast_to(one, length)) for name, one in checked.items()})


def cost(
    batch: Columns, table: RateTable, out: "tuple[NDArray[np.float64], NDArray[np.float64]] | None" = None
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """The most that each job can cost and what it likely costs, in USD; NaN where that is not known.

    `out` are two arrays to fill, of the batch's length at least and apart from each other; who prices batch after batch
    saves making new ones.

    Raises:
        ColumnError: a code is not in the rate table.
        NeedsSweepExtra: numba or numpy is not installed.
    """
    np = numpy()
    size = len(batch)
    max_usd, expected_usd = (np.empty(size), np.empty(size)) if out is None else (out[0][:size], out[1][:size])
    _check_codes(batch, table)
    kernel = compiled_bill()

    def price(start: int) -> None:
        stop = start + _ROWS_PER_TASK
        kernel(*batch.part(start, stop), table.rates, max_usd[start:stop], expected_usd[start:stop])

    starts = range(0, size, _ROWS_PER_TASK)
    if len(starts) == 1:
        price(0)
    else:
        list(_threads().map(price, starts))
    return max_usd, expected_usd


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="policylint-cost")


def numpy() -> Any:
    """numpy, imported when it is first needed.

    Raises:
        NeedsSweepExtra: it is not installed.
    """
    try:
        import numpy
    except ImportError as error:
        raise NeedsSweepExtra from error
    return numpy


def _checked(name: str, values: Any, metadata: Mapping[str, Any]) -> Any:
    np = numpy()
    array = np.asarray(values)
    dtype = np.dtype(metadata["dtype"])
    if array.dtype == dtype:
        return array
    allowed = f"{name} takes whole numbers from 0 to {np.iinfo(dtype).max:,} ({metadata['doc']})"
    if array.dtype.kind not in "biuf":
        raise ColumnError(f"{allowed}, not {array.dtype}")
    if array.size and not (array.min() >= 0 and array.max() <= np.iinfo(dtype).max):
        raise ColumnError(f"{allowed}; given were {array.min()} to {array.max()}")
    small = array.astype(dtype)
    if array.dtype.kind == "f" and not (small == array).all():
        raise ColumnError(f"{allowed}; given was {array[small != array].flat[0] if array.ndim else array}")
    return small


def _check_codes(batch: Columns, table: RateTable) -> None:
    if not len(batch):
        return
    for name, limit in (("type_code", len(table.types)), ("region_code", len(table.regions)), ("spot", 2)):
        largest = int(getattr(batch, name).max())
        if largest >= limit:
            raise ColumnError(f"{name} is {largest} in some row; the rate table has codes below {limit}")
