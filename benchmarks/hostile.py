"""Files that hurt: processor time per byte as they grow. `python -m benchmarks.hostile [--largest BYTES] [NAME ...]`.

Each input is checked alone, in a process of its own. Time per byte should be flat within a factor of two from 10 KB on,
the start of the process taken off; what grows more is marked. Peak memory is that of the largest size.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.requests import minimal_job

FLAT = 2.0
JOB = minimal_job()
YAML = "".join(f"{key}: {json.dumps(value)}\n" for key, value in JOB.items())


def _in_environment(unit: str) -> Callable[[int], str]:
    return lambda size: json.dumps({**JOB, "Environment": {"A": (unit * (size // len(unit) + 1))[:size]}})


def _lines(unit: str) -> Callable[[int], str]:
    return lambda size: YAML + unit * (size // len(unit))


def _key(size: int) -> str:
    begin, end = (f"-----{word} RSA PRIVATE KEY-----" for word in ("BEGIN", "END"))
    body = ("A" * 64 + "\n") * (size // 65)
    return json.dumps({**JOB, "Environment": {"A": f"{begin}\n{body}{end}"}})


def _findings(size: int) -> str:
    members = {f"E{number}": number for number in range(size // 12)}
    return json.dumps({**JOB, "Environment": members})


INPUTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "{{ in a value": ("job.json", _in_environment("{{")),
    "${ in a value": ("job.json", _in_environment("${")),
    "{% in a value": ("job.json", _in_environment("{%")),
    "passwords in a value": ("job.json", _in_environment("password=Ab1!xyz9 ")),
    "references in a value": ("job.json", _in_environment("password=${X} ")),
    "assignments in a value": ("job.json", _in_environment("NAME=$X ")),
    "here strings in a value": ("job.json", _in_environment("docker login --password-stdin <<< ab1! ")),
    "a private key of one letter": ("job.json", _key),
    "{{ in comments": ("job.yaml", _lines("# {{\n")),
    "ignore comments": ("job.yaml", _lines("# policylint: ignore[SM1006] as it is\n")),
    "a list of long numbers": ("job.yaml", _lines("# 1\nX: [" + "9" * 900 + "]\n")),
    "findings": ("job.json", _findings),
    "documents of YAML": ("job.yaml", lambda size: "---\n".join([YAML] * max(1, size // len(YAML)))),
    "lines of JSON": ("job.jsonl", lambda size: f"{json.dumps(JOB)}\n" * max(1, size // 600)),
}


def seconds(file: Path) -> tuple[float, int]:
    """Processor time of a check of one file, and the most memory that it held, in bytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "policylint", "check", "--isolated", "--output-format=jsonl", str(file)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, after.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Print a line for each input: microseconds per kilobyte at each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--largest", type=int, default=10_000_000, help="in bytes (default: 10000000)")
    parser.add_argument("names", nargs="*", help="the inputs (default: all)")
    options = parser.parse_args()
    sizes = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= options.largest]
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "plain.json"
        plain.write_text(json.dumps(JOB), "utf-8")
        start = min(seconds(plain)[0] for _ in range(3))
        print(f"a start takes {start:.2f} s; microseconds per kB at {', '.join(f'{size:,} B' for size in sizes)}")
        for name in options.names or INPUTS:
            file, make = INPUTS[name]
            path = Path(temporary) / file
            figures: list[float] = []
            for size in sizes:
                path.write_text(make(size), "utf-8")
                took, memory = seconds(path)
                figures.append(max(0.0, took - start) / path.stat().st_size * 1e9)
            # The smallest takes less than what a start differs by.
            grows = figures[-1] > FLAT * max(figures[1:-1], default=figures[-1])
            shown = " ".join(f"{figure:>8,.0f}" for figure in figures)
            print(f"  {name:<30} {shown}   {memory / 1e6:>6,.0f} MB{'   grows' if grows else ''}", flush=True)


if __name__ == "__main__":
    main()
