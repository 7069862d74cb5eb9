"""Many requests end to end: read, recognised, judged, reported; beside JSON Schema validators in a plain loop."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import fastjsonschema
from jsonschema import Draft202012Validator

from benchmarks.measure import command, medians
from benchmarks.requests import lines, typical, without_property_classes
from policylint.job import TRAINING
from policylint.schema.jsonschema import json_schema

FILES = 10_000
LINES = 100_000
SAMPLE = 2_000  # of the slow peers: their time is linear in the number of requests


def _all(validate: Callable[[Any], object], requests: Callable[[int], Iterator[Any]], count: int) -> None:
    for request in requests(count):
        validate(request)


def main() -> None:
    schema = without_property_classes(json_schema(TRAINING))
    fast, slow = fastjsonschema.compile(schema), Draft202012Validator(schema)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "jobs").mkdir()
        for number in range(FILES):
            (folder / "jobs" / f"{number}.json").write_text(json.dumps(typical(number), indent=2))
        (folder / "jobs.jsonl").write_text("".join(lines(LINES)))

        def one_file_each(count: int) -> Iterator[Any]:
            for number in range(count):
                yield json.loads((folder / "jobs" / f"{number}.json").read_text())

        def one_line_each(count: int) -> Iterator[Any]:
            with (folder / "jobs.jsonl").open() as file:
                for _, line in zip(range(count), file, strict=False):
                    yield json.loads(line)

        check = [sys.executable, "-m", "policylint", "check", "--isolated"]
        for title, path, count, requests in (
            (f"{FILES:,} JSON files", "jobs", FILES, one_file_each),
            (f"{LINES:,} lines of JSON Lines", "jobs.jsonl", LINES, one_line_each),
        ):
            seconds = medians(
                {
                    "policylint check, SM1 rules": command(*check, "--select", "SM1", str(folder / path)),
                    "policylint check, all rules": command(*check, str(folder / path)),
                    "fastjsonschema in a loop": partial(_all, fast, requests, count),
                },
                rounds=3,
            )
            sample = medians({"": partial(_all, slow.validate, requests, SAMPLE)}, rounds=3)
            seconds["jsonschema in a loop"] = sample[""] * count / SAMPLE
            print(f"\n{title}")
            for contender, value in seconds.items():
                print(f"  {contender:<32} {value:>8.2f} s {count / value:>12,.0f} requests per second")


if __name__ == "__main__":
    main()
