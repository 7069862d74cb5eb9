"""Peak memory of `policylint check` over JSON Lines: the same for ten thousand requests and for a million."""

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import peak_memory
from benchmarks.requests import lines


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        for count in (10_000, 1_000_000):
            file = Path(name) / f"{count}.jsonl"
            with file.open("w") as out:
                out.writelines(lines(count))
            size = file.stat().st_size
            peak = peak_memory(sys.executable, "-m", "policylint", "check", "--isolated", str(file))
            print(f"{count:>9,} requests, {size / 2**20:8,.1f} MiB of JSON Lines: peak {peak / 2**20:6.1f} MiB")
            file.unlink()


if __name__ == "__main__":
    main()
