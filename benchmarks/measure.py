"""Measuring in turns: every contender once per round, so that a slow moment of the machine meets them all."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence


def medians(contenders: Mapping[str, Callable[[], object]], *, rounds: int, calls: int = 1) -> dict[str, float]:
    """The median seconds of one call of each contender, over rounds of `calls` calls after one round unmeasured."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, call in contenders.items():
            start = time.perf_counter()
            for _ in range(calls):
                call()
            if turn:
                times[name].append((time.perf_counter() - start) / calls)
    return {name: statistics.median(values) for name, values in times.items()}


def command(*arguments: str, expect: Sequence[int] = (0,)) -> Callable[[], None]:
    """A contender that runs a command to its end.

    Raises:
        RuntimeError: when run, if the exit code is none of the expected.
    """

    def call() -> None:
        done = subprocess.run(arguments, capture_output=True, check=False)
        if done.returncode not in expect:
            raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stderr.decode()[-500:]}")

    return call


def peak_memory(*arguments: str) -> int:
    """The peak resident memory of a command, in bytes."""
    script = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024)


def table(title: str, seconds: Mapping[str, float], *, unit: float = 1e-6, name: str = "us") -> None:
    """Print the figures and their ratios to the first."""
    first = next(iter(seconds.values()))
    print(f"\n{title}")
    for contender, value in seconds.items():
        print(f"  {contender:<44} {value / unit:>12,.1f} {name}   x{value / first:,.2f}")
