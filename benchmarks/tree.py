"""A tree of files that have nothing to do with training: `policylint check` beside a loop that lists it and reads its
bytes, in processor time."""

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.requests import minimal_job

FILES = 20_000
REQUESTS = 200
ROUNDS = 5
SIZES = (100, 500, 1_000, 1_500, 4_000)
WORDS = (
    *("name", "version", "image", "replicas", "constraint", "metadata", "labels", "containers", "resources", "limits"),
    *("description", "scripts", "dependencies", "ports", "path", "url", "timeout", "trainer", "settings", "format"),
)
_BARE = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            file.read()
"""


def value(choose: random.Random, depth: int = 0) -> Any:
    """Anything that JSON holds, of words that such files have."""
    what = choose.random()
    if depth > 3 or what < 0.4:
        return " ".join(choose.choices(WORDS, k=choose.randint(1, 6)))
    if what < 0.55:
        return choose.randint(0, 1_000_000)
    if what < 0.8:
        return {f"{choose.choice(WORDS)}{n}": value(choose, depth + 1) for n in range(choose.randint(1, 8))}
    return [value(choose, depth + 1) for _ in range(choose.randint(1, 6))]


def make(root: Path, files: int = FILES) -> int:
    """Write the tree, half of it JSON and half YAML with a list of JSON's values; its size in bytes."""
    choose = random.Random(15)
    total = 0
    for number in range(files):
        folder = root / f"{number // 200}" / f"{number % 200 // 20}"
        folder.mkdir(parents=True, exist_ok=True)
        size, parts = choose.choice(SIZES), [value(choose)]
        while sum(len(json.dumps(part)) for part in parts) < size:
            parts.append(value(choose))
        if number % 2:
            text, suffix = json.dumps(parts, indent=2), "json"
        else:
            text, suffix = "".join(f"- {json.dumps(part)}\n" for part in parts), "yaml"
        (folder / f"{number}.{suffix}").write_text(text)
        total += len(text)
    return total


def processor_time(*arguments: str) -> float:
    """The processor seconds that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(arguments, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "tree"
        size = make(root)
        (root / "job.json").write_text(json.dumps(minimal_job()))
        check = [sys.executable, "-m", "policylint", "check", "--isolated", "-q"]
        contenders = {
            "list and read in a loop": [sys.executable, "-c", _BARE, str(root)],
            "policylint check": [*check, str(root)],
        }
        times = {
            title: statistics.median(processor_time(*call) for _ in range(ROUNDS)) for title, call in contenders.items()
        }
        requests = Path(name) / "requests"
        requests.mkdir()
        for number in range(REQUESTS):
            (requests / f"{number}.json").write_text(json.dumps(minimal_job({"TrainingJobName": f"job-{number}"})))
        times[f"policylint check, {REQUESTS} requests alone"] = processor_time(*check, str(requests))
        times["policylint check, both"] = processor_time(*check, str(root), str(requests))
        print(f"{FILES:,} JSON and YAML files, {size / 1e6:.0f} MB; processor time")
        first = times["list and read in a loop"]
        for title, seconds in times.items():
            print(f"  {title:<44} {seconds:>6.2f} s   x{seconds / first:.1f}")


if __name__ == "__main__":
    main()
