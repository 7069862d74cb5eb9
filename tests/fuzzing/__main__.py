"""`python -m tests.fuzzing`: see `by_hand`, which processes that are spawned can import by its name."""

import sys

from tests.fuzzing.by_hand import main

if __name__ == "__main__":
    sys.exit(main())
