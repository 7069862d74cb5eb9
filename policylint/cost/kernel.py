"""The cost of a batch of jobs, one after the other, by the formulas of `policylint.cost.billing`.

This is plain Python over columns. `policylint.cost.compiled` compiles it as it stands, so that a batch and a single
job cannot disagree; uncompiled it is as right and some thousand times slower.
"""

import math
from collections.abc import MutableSequence, Sequence
from typing import Any

from policylint.cost.billing import billable_seconds, instance_usd, job_usd, volume_usd

# What the table of rates holds for each Region and type, beside one another so that one look-up reads all three.
USD_PER_HOUR, USD_PER_GB_MONTH, SAVING = 0, 1, 2


def bill(
    type_code: Sequence[int],
    region_code: Sequence[int],
    count: Sequence[int],
    seconds: Sequence[int],
    expected_seconds: Sequence[int],
    spot: Sequence[int],
    volume_gb: Sequence[int],
    keep_alive: Sequence[int],
    rates: Any,
    max_usd: MutableSequence[float],
    expected_usd: MutableSequence[float],
) -> None:
    """Fill in the most that each job can cost and what it likely costs, both in USD.

    The jobs are the rows of the first eight columns: codes of instance type and Region, instances, the limit and the
    expected runtime in seconds (0: none is expected), 1 for managed spot, the volume in GB, the warm pool in seconds.
    `rates` is a table by Region code, type code and the constants above; its GB-month is 0 for types that are billed
    for no volume, its saving a part of 1. A rate that is not known is NaN, and so is every cost that rests on it; so
    is the cost that is expected where no runtime is. Codes are trusted: check them before.
    """
    for i in range(len(count)):
        region, kind = region_code[i], type_code[i]
        usd_per_hour = rates[region, kind, USD_PER_HOUR]
        usd_per_gb_month = rates[region, kind, USD_PER_GB_MONTH]
        saving = rates[region, kind, SAVING] * spot[i]
        instances, gb, pool, limit = float(count[i]), float(volume_gb[i]), float(keep_alive[i]), float(seconds[i])
        usd_per_second = instance_usd(1.0, instances, usd_per_hour)
        volume_usd_per_second = volume_usd(gb, instances, 1.0, usd_per_gb_month)
        max_usd[i] = job_usd(limit, limit, pool, usd_per_second, volume_usd_per_second)
        run = min(float(expected_seconds[i]), limit)
        likely = job_usd(billable_seconds(run, saving), run, pool, usd_per_second, volume_usd_per_second)
        expected_usd[i] = likely if run > 0.0 else math.nan
