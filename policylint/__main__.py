"""The process of `policylint`, be it called by its name or as `python -m policylint`."""

import gc
import sys

_FEW = 50_000
"""So many more objects than before are made until the garbage collector looks for circles: no start makes as many."""


def run() -> int:
    """Run the command line with a garbage collector that keeps out of a short run's way; the exit code.

    A check of one file makes 25,000 objects, nearly all of which stay: to go through them again and again, and once
    more when the process ends, takes a fifth of its time.
    """
    gc.set_threshold(_FEW)
    from policylint.cli import main

    code = main()
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(run())
