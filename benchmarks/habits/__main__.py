"""Recall and precision on the set of habits, by kind: `python -m benchmarks.habits [DRAWS [FIRST SEED]]`."""

import sys

from benchmarks.habits import measure


def main() -> None:
    draws, first = (int(given) for given in (*sys.argv[1:], *("3", "0")[len(sys.argv) - 1 :]))
    measured = measure(draws, first)
    print(f"recall {measured.recall:.3f}, precision {measured.precision:.3f}")
    for kind, total in measured.secrets.items():
        print(f"  {kind:<11}{measured.found[kind]:>5} of {total} credentials found")
    for kind, total in measured.harmless.items():
        print(f"  {kind:<11}{measured.alarms[kind]:>5} alarms on {total} values that are none")


if __name__ == "__main__":
    main()
