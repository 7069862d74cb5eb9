"""The cost of batches and sweeps: the kernel beside numpy, polars and duckdb on the same work, and a sweep end to end.

    python -m benchmarks.cost                  all of it
    python -m benchmarks.cost kernel           one part: kernel, compile, stream or sweep

Needs `pip install -e '.[dev,bench]'`. The contenders run in turns, and each counts with its shortest run: the machine's
other work only ever makes a run longer.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import peak_memory
from benchmarks.requests import typical
from policylint.cost.batch import Columns, RateTable, columns, cost, rate_table
from policylint.cost.billing import HOURS_PER_SECOND, MONTHS_PER_SECOND
from policylint.cost.kernel import SAVING, USD_PER_GB_MONTH, USD_PER_HOUR
from policylint.cost.prices import Prices
from policylint.instance_types import known_types

DAY = "2026-11-24"
REGIONS = ["eu-west-1", "us-east-1", "us-west-2", "ap-northeast-1"]
JOBS = 10_000_000
ROUNDS = 9
COPIES = 3
THREADS = os.cpu_count() or 1
RATES = (USD_PER_HOUR, USD_PER_GB_MONTH, SAVING)
INPUTS = ("type_code", "region_code", "count", "seconds", "expected_seconds", "spot", "volume_gb", "keep_alive")


def batch(size: int, seed: int = 7) -> tuple[Columns, RateTable]:
    """Jobs of every type that us-east-1 has a price for, in four Regions, half of them on spot."""
    prices = Prices(DAY)
    table = rate_table([name for name in known_types() if prices.training(name, "us-east-1")], REGIONS, prices)
    draw = np.random.default_rng(seed).integers
    drawn = {
        "type_code": draw(0, len(table.types), size, np.uint16),
        "region_code": draw(0, len(REGIONS), size, np.uint8),
        "count": draw(1, 9, size, np.uint16),
        "seconds": draw(600, 86_400, size, np.uint32),
        "expected_seconds": draw(600, 86_400, size, np.uint32),
        "spot": draw(0, 2, size, np.uint8),
        "volume_gb": draw(1, 1000, size, np.uint16),
        "keep_alive": draw(0, 3600, size, np.uint16),
    }
    return columns(drawn), table


def by_numpy(jobs: Columns, table: RateTable) -> tuple[Any, Any]:
    """The formulas of `policylint.cost.billing`, as one writes them with numpy."""
    code = jobs.region_code.astype(np.int32) * len(table.types) + jobs.type_code
    flat = table.rates.reshape(-1, 3).T.copy()
    usd_per_hour, usd_per_gb_month, saving = (np.take(flat[place], code) for place in RATES)
    count = jobs.count.astype(np.float64)
    per_second = usd_per_hour * count * HOURS_PER_SECOND
    volume_per_second = usd_per_gb_month * count * jobs.volume_gb * MONTHS_PER_SECOND
    pool = jobs.keep_alive * (per_second + volume_per_second)
    max_usd = jobs.seconds * (per_second + volume_per_second) + pool
    run = np.minimum(jobs.expected_seconds, jobs.seconds)
    billed = run * (1.0 - saving * jobs.spot)
    expected_usd = billed * per_second + run * volume_per_second + pool
    return max_usd, np.where(run > 0, expected_usd, np.nan)


def by_polars(frame: Any, rates: Mapping[str, Any], types: int) -> tuple[Any, Any]:
    """The same as one lazy query over a frame; the rates are gathered by a code of Region and type."""
    import polars as pl

    place = pl.col("region_code").cast(pl.UInt32) * types + pl.col("type_code")
    one = {name: pl.lit(rates[name]).gather(place) for name in ("hour", "gb_month", "saving")}
    count = pl.col("count").cast(pl.Float64)
    query = (
        frame.lazy()
        .with_columns(
            per_second=one["hour"] * count * HOURS_PER_SECOND,
            volume=one["gb_month"] * count * pl.col("volume_gb") * MONTHS_PER_SECOND,
            saving=one["saving"] * pl.col("spot"),
            run=pl.min_horizontal("expected_seconds", "seconds").cast(pl.Float64),
        )
        .with_columns(pool=pl.col("keep_alive") * (pl.col("per_second") + pl.col("volume")))
        .select(
            max_usd=pl.col("seconds") * (pl.col("per_second") + pl.col("volume")) + pl.col("pool"),
            expected_usd=pl.when(pl.col("run") > 0).then(
                pl.col("run") * (1.0 - pl.col("saving")) * pl.col("per_second")
                + pl.col("run") * pl.col("volume")
                + pl.col("pool")
            ),
        )
    )
    done = query.collect()
    return done["max_usd"], done["expected_usd"]


DUCKDB = f"""
    select
        seconds * (per_second + volume) + pool as max_usd,
        case when run > 0 then run * (1.0 - saving) * per_second + run * volume + pool end as expected_usd
    from (
        select *, keep_alive * (per_second + volume) as pool
        from (
            select
                seconds, keep_alive,
                least(expected_seconds, seconds)::double as run,
                hour * count::double * {HOURS_PER_SECOND!r}::double as per_second,
                gb_month * count::double * volume_gb * {MONTHS_PER_SECOND!r}::double as volume,
                rates.saving * spot as saving
            from jobs join rates using (region_code, type_code)
        )
    )
"""


def by_duckdb(connection: Any) -> Any:
    """The same in SQL, over a table in duckdb's own memory, its result as Arrow columns."""
    return connection.sql(DUCKDB).to_arrow_table()


def least(contenders: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """The seconds of the shortest run of each, in turns; each run follows one of the same contender, unmeasured, since
    the threads of the one before may still give memory back."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            call()
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    return {name: min(values) for name, values in times.items()}


def copied(source: Any, target: Any, threads: ThreadPoolExecutor) -> None:
    """A plain copy by all processors."""
    part = -(-len(source) // THREADS)

    def copy(start: int) -> None:
        np.copyto(target[start : start + part], source[start : start + part])

    # As long as the kernel takes, so that a quiet moment of the machine is as likely to cover the one as the other.
    for _ in range(COPIES):
        list(threads.map(copy, range(0, len(source), part)))


def kernel() -> None:
    """The kernel on 10 million jobs beside numpy, polars and duckdb, and beside a copy of as many bytes."""
    import duckdb
    import polars as pl

    jobs, table = batch(JOBS)
    out = np.empty(JOBS), np.empty(JOBS)
    frame = pl.DataFrame({name: getattr(jobs, name) for name in INPUTS})
    flat = table.rates.reshape(-1, 3)
    rates = {name: pl.Series(flat[:, place]) for place, name in enumerate(("hour", "gb_month", "saving"))}
    connection = duckdb.connect()
    connection.register("frame", frame.to_arrow())
    connection.execute("create table jobs as select * from frame")
    codes = np.indices(table.rates.shape[:2]).reshape(2, -1)
    priced = {"region_code": codes[0].astype(np.uint8), "type_code": codes[1].astype(np.uint16)}
    connection.register("rows", pl.DataFrame({**priced, **rates}).to_arrow())
    connection.execute("create table rates as select * from rows")
    moved = jobs.part(0, JOBS)
    size = sum(column.nbytes for column in (*moved, *out))
    source = np.ones(size // 16)
    target = np.empty_like(source)

    most, likely = cost(jobs, table, out)
    for other in (by_numpy(jobs, table), by_polars(frame, rates, len(table.types))):
        np.testing.assert_allclose(most, np.asarray(other[0]), rtol=1e-9)
        np.testing.assert_allclose(likely, np.asarray(other[1]), rtol=1e-9)
    theirs = by_duckdb(connection)
    np.testing.assert_allclose(np.nansum(most), np.nansum(theirs["max_usd"].to_numpy()), rtol=1e-9)
    np.testing.assert_allclose(np.nansum(likely), np.nansum(theirs["expected_usd"].to_numpy()), rtol=1e-9)

    with ThreadPoolExecutor(THREADS) as threads:
        seconds = least(
            {
                "policylint kernel": lambda: cost(jobs, table, out),
                "plain copy of as many bytes": lambda: copied(source, target, threads),
                "numpy, vectorised": lambda: by_numpy(jobs, table),
                "polars, lazy": lambda: by_polars(frame, rates, len(table.types)),
                "duckdb, SQL": lambda: by_duckdb(connection),
            }
        )
    first = seconds["policylint kernel"]
    seconds["plain copy of as many bytes"] /= COPIES
    print(f"\n{JOBS:,} jobs on {THREADS} processors; shortest of {ROUNDS} runs")
    for name, value in seconds.items():
        print(f"  {name:<30} {value * 1e3:>9,.1f} ms   x{value / first:,.2f}   {JOBS / value / 1e6:>7,.1f} M jobs/s")
    copy = seconds["plain copy of as many bytes"]
    print(f"  the kernel moves {size / first / 1e9:.2f} GB/s, a copy {size / copy / 1e9:.2f} GB/s: {copy / first:.2f}")


def compile_time() -> None:
    """The first price of a process, with an empty cache and with a filled one."""
    script = (
        "import time\n"
        "from policylint.cost.batch import columns, cost, rate_table\n"
        "from policylint.cost.prices import Prices\n"
        "start = time.perf_counter()\nimport numpy, numba\nimported = time.perf_counter()\n"
        "table = rate_table(['ml.m5.xlarge'], ['eu-west-1'], Prices('2026-11-24'))\n"
        "cost(columns({'count': 4, 'seconds': 3600}), table)\n"
        "print(imported - start, time.perf_counter() - imported)\n"
    )
    found: dict[str, list[tuple[float, float]]] = {"cold": [], "cached": []}
    for _ in range(3):
        with tempfile.TemporaryDirectory() as cache:
            kept = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
            for runs in found.values():
                command = [sys.executable, "-c", script]
                environment = {**kept, "XDG_CACHE_HOME": cache}
                done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
                imported, priced = map(float, done.stdout.split())
                runs.append((imported, priced))
    print("\nthe first batch of a process; shortest of 3")
    for name, runs in found.items():
        imported, priced = map(min, zip(*runs, strict=True))
        print(f"  {name:<7} import of numpy and numba {imported:.2f} s, kernel ready and run {priced:.3f} s")


STREAM = """
from pathlib import Path
from policylint.cost.prices import Prices
from policylint.cost.sweep.outcome import Sweep
from policylint.cost.sweep.plan import checked_plan
from policylint.job import Facts
from benchmarks.requests import typical

axes = {
    "type": {
        "path": "ResourceConfig.InstanceType",
        "list": ["ml.m5.2xlarge", "ml.g5.xlarge", "ml.g6.xlarge", "ml.p3.2xlarge"],
    },
    "count": {"path": "ResourceConfig.InstanceCount", "range": {"from": 1, "to": 50, "step": 1}},
    "limit": {"path": "StoppingCondition.MaxRuntimeInSeconds", "range": {"from": 60, "to": 300054, "step": 6}},
    "volume": {"path": "ResourceConfig.VolumeSizeInGB", "range": {"from": 10, "to": 1000, "step": 10}},
}
plan = checked_plan({"request": typical(), "region": "us-east-1", "axes": axes}, "plan")
assert Sweep("stream", plan, plan.request, Prices("2026-11-24"), Facts(), Path()).outcome().jobs == 1_000_000_000
"""


def stream() -> None:
    """A billion jobs of as many different costs, priced in blocks."""
    start = time.perf_counter()
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(STREAM)
        script.flush()
        os.environ["PYTHONPATH"] = str(Path.cwd())
        peak = peak_memory(sys.executable, script.name)
    seconds = time.perf_counter() - start
    print(f"\na sweep of a billion jobs, each of another cost: {seconds:.1f} s,", end=" ")
    print(f"{1e3 / seconds:.1f} M jobs/s, peak memory {peak / 2**20:,.0f} MiB")


def sweep() -> None:
    """A sweep of a million jobs, costed and judged by all rules, beside checking and pricing each."""
    import yaml

    from policylint import check, estimate

    axes: dict[str, Any] = {
        "type": {"path": "ResourceConfig.InstanceType", "list": ["ml.m5.2xlarge", "ml.g5.xlarge", "ml.m5.4xlarge"]},
        "count": {"path": "ResourceConfig.InstanceCount", "list": [1, 2, 4, 8]},
        "rate": {"path": 'HyperParameters."eta"', "log-range": {"from": 0.001, "to": 0.3, "count": 40}},
        "depth": {"path": "HyperParameters.max_depth", "range": {"from": 3, "to": 12, "step": 1}},
        "rounds": {"path": "HyperParameters.num_round", "range": {"from": 100, "to": 1000, "step": 100}},
    }
    plan = {"request": typical(), "region": "us-east-1", "axes": axes, "seeds": 21, "seed-path": "HyperParameters.seed"}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plan.yaml").write_text(yaml.safe_dump(plan))
        command = [sys.executable, "-m", "policylint", "sweep", "plan.yaml", "--isolated"]
        times = []
        for _ in range(3):
            start = time.perf_counter()
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            times.append(time.perf_counter() - start)
    request = typical()
    check(request, region="us-east-1")
    each = []
    for _ in range(5):
        start = time.perf_counter()
        for number in range(200):
            request["HyperParameters"]["seed"] = str(number)
            check(request, region="us-east-1")
            estimate(request, region="us-east-1")
        each.append((time.perf_counter() - start) / 200)
    whole = min(each) * 1_008_000
    print(f"\n{done.stdout.splitlines()[0]}")
    print(f"  the whole command {min(times):.2f} s; check and estimate on each would take {whole:,.0f} s:", end=" ")
    print(f"x{whole / min(times):,.0f}")


PARTS = {"kernel": kernel, "compile": compile_time, "stream": stream, "sweep": sweep}


def main() -> None:
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
