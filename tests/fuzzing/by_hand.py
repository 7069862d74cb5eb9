"""Fuzzing by hand: `python -m tests.fuzzing --cases 200000 --jobs 2`.

Each case has its own dice, made of the seed and its number, so that a case can be run again by itself (`--first N
--cases 1`). What fails is kept in a folder, in the form of the corpus; the last line sums up.
"""

import argparse
import multiprocessing
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzzing.runs import case, emptied, environment, faults, limits, run, seeded, written_down

SECONDS, MEMORY = 5.0, 1 << 30
PART = 250


def main() -> int:
    """Run as many cases (a command on its files) as asked for; 1 if any failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description="Fuzz policylint.")
    parser.add_argument("--cases", type=int, default=10_000, help="how many cases (default: 10000)")
    parser.add_argument("--seed", type=int, default=1, help="of the dice (default: 1)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case (default: 0)")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes (default: 1)")
    parser.add_argument("--minutes", type=float, default=24 * 60.0, help="after which no more cases are begun")
    parser.add_argument("--keep", type=Path, default=Path("fuzzed"), help="where failures are kept (default: fuzzed)")
    options = parser.parse_args()
    parts = [
        (options.seed, start, min(PART, options.first + options.cases - start), options.keep)
        for start in range(options.first, options.first + options.cases, PART)
    ]
    began, done, documents, slowest = time.monotonic(), 0, 0, 0.0
    failures: Counter[str] = Counter()
    commands: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    # A process for each part: what one case leaves in memory is not held against the next thousands.
    with multiprocessing.get_context("spawn").Pool(options.jobs, maxtasksperchild=4) as pool:
        for number, found, ran, ended, seconds, files in pool.imap_unordered(_part, parts):
            done += number
            documents += files
            failures.update(found)
            commands.update(ran)
            codes.update(ended)
            slowest = max(slowest, seconds)
            took = time.monotonic() - began
            print(f"{done:,} runs of {documents:,} files, {sum(failures.values())} failures, {took:.0f} s", flush=True)
            if took > options.minutes * 60:
                pool.terminate()
                break
    for kind, times in failures.most_common():
        print(f"  {times:>6} x {kind}")
    print(f"commands: {dict(commands.most_common())}; exit codes: {dict(codes.most_common())}")
    what = f"{done:,} runs of {documents:,} files, seed {options.seed}"
    print(f"{what}: {sum(failures.values())} failures of {len(failures)} kinds; slowest {slowest:.2f} s")
    return 1 if failures else 0


def _part(part: tuple[int, int, int, Path]) -> tuple[int, Counter[str], Counter[str], Counter[str], float, int]:
    seed, first, number, keep = part
    environment()
    found: Counter[str] = Counter()
    commands: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    slowest, documents = 0.0, 0
    with tempfile.TemporaryDirectory() as temporary:
        for at in range(first, first + number):
            drawn = case(seeded(seed, at))
            outcome = run(drawn, emptied(Path(temporary) / "work"))
            documents += len(drawn.files)
            commands[drawn.command[0]] += 1
            codes[str(outcome.code)] += 1
            slowest = max(slowest, outcome.seconds)
            wrong = [*faults(drawn, outcome), *limits(outcome, SECONDS, MEMORY)]
            for fault in wrong[:1]:
                kind = _kind(fault)
                found[kind] += 1
                if found[kind] == 1:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{at}.json").write_text(written_down(drawn), "utf-8")
                    (keep / f"{seed}-{at}.txt").write_text("\n".join(wrong) + "\n", "utf-8")
    return number, found, commands, codes, slowest, documents


def _kind(fault: str) -> str:
    """A fault without what differs from case to case."""
    place = re.search(r"(?:failed with|own:) (\w+ at \w+\.py:\d+)", fault)
    return place[1] if place else re.sub(r"[\d.]+", "N", fault)[:120]
