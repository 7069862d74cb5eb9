"""A past of many jobs through `policylint audit`, with all rules and the baseline pack: time and memory, beside `check`
on the same jobs as JSON Lines; and CloudTrail files of which few speak of SageMaker, beside decompressing them.

    python -m benchmarks.audit [JOBS] [JOBS FOR CHECK]
"""

import base64
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.history import event, jobs, write, write_lines

JOBS = 462_178
CHECKED = 20_000
FILES = 20_000
SPEAKING = 50  # one in so many of them


class Run(NamedTuple):
    """Seconds on the clock and of processor time, and the most memory of all processes together, in MiB."""

    wall: float
    processor: float
    memory: float

    def __str__(self) -> str:
        return f"{self.wall:8.1f} s, {self.processor:8.1f} s of processor time, {self.memory:6.0f} MiB at most"


def run(*arguments: str) -> Run:
    """A run of the program, watched."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "policylint", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(map(_resident, _family(process.pid))))
        time.sleep(0.2)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(time.perf_counter() - start, spent, most / 1024)


def _family(parent: int) -> Sequence[int]:
    """A process and those that it has started."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [parent, *map(int, found.stdout.split())]


def _resident(process: int) -> float:
    """The memory of a process that it shares with no other, in KiB; what it shares counts for each in part."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return float(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))


def deliveries(folder: Path) -> None:
    """CloudTrail as S3 has it: files of 200 events, of which few hold one of SageMaker's."""
    requests, choose = jobs(FILES // SPEAKING), random.Random(0)
    other = {
        **event({"TrainingJobName": "x"}, next(jobs(1))[1], next(jobs(1))[2], 1),
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetBucketAcl",
        "requestParameters": {"bucketName": "acme-data", "Host": "acme-data.s3.amazonaws.com", "acl": ""},
        "responseElements": None,
    }
    for number in range(FILES):
        records = [{**other, **_of_its_own(choose)} for _ in range(200)]
        if number % SPEAKING == 0:
            request, one, at = next(requests)
            records[100] = event(request, one, at, number)
        text = json.dumps({"Records": records}, separators=(",", ":"))
        file = folder / f"{number // 500:03}" / f"{number:06}.json.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(text.encode(), 1, mtime=0))


def _of_its_own(choose: random.Random) -> dict[str, Any]:
    """What differs from event to event."""
    return {
        "eventID": str(uuid.UUID(int=choose.getrandbits(128))),
        "requestID": f"{choose.getrandbits(64):016X}",
        "sourceIPAddress": f"203.0.{choose.randrange(256)}.{choose.randrange(256)}",
        "eventTime": f"2026-09-{choose.randrange(1, 31):02}T10:{choose.randrange(60):02}:{choose.randrange(60):02}Z",
        "requestParameters": {"bucketName": f"acme-{choose.getrandbits(32):x}", "key": f"{choose.getrandbits(96):x}"},
        "additionalEventData": {"x-amz-id-2": base64.b64encode(choose.randbytes(56)).decode()},
    }


def decompressed(folder: Path) -> float:
    """The processor time of decompressing all files of a folder, in seconds."""
    start = time.process_time()
    for file in sorted(folder.rglob("*.gz")):
        gzip.decompress(file.read_bytes())
    return time.process_time() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else JOBS
    checked = int(sys.argv[2]) if len(sys.argv) > 2 else CHECKED
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        write(folder / "past", count)
        rules = ("--policies", "baseline", "--isolated")
        print(f"audit of {count:,} jobs, 2 processes:", run("audit", str(folder / "past"), *rules, "--processes", "2"))
        write_lines(folder / "jobs.jsonl", checked)
        file = str(folder / "jobs.jsonl")
        of_check = run("check", file, *rules, "-q")
        of_audit = run("audit", file, *rules, "--processes", "1")
        print(f"check of {checked:,} as JSON Lines:  ", of_check)
        print("audit of the same:               ", of_audit, f"x{of_audit.processor / of_check.processor:.2f}")
        deliveries(folder / "trail")
        bare = decompressed(folder / "trail")
        walked = run("audit", str(folder / "trail"), *rules, "--processes", "1")
        print(f"audit of {FILES:,} files, one in {SPEAKING} of SageMaker: {walked}")
        print(f"decompressing them: {bare:.1f} s of processor time, x{walked.processor / bare:.2f}")


if __name__ == "__main__":
    main()
