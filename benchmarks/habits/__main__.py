"""Recall and precision on the sets of habits, by kind; `--wrong` shows the lines that were judged wrong, undrawn."""

import argparse

from benchmarks.habits import SETS, measure


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.habits", description=__doc__)
    parser.add_argument("--draws", type=int, default=2, help="draws of each line (default: 2)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--wrong", action="store_true", help="show the lines that were judged wrong")
    given = parser.parse_args()
    for name in SETS:
        measured = measure(name, given.draws, given.first)
        print(f"{name} set: recall {measured.recall:.3f}, precision {measured.precision:.3f}")
        for kind, total in measured.secrets.items():
            print(f"  {kind:<11}{measured.found[kind]:>5} of {total} credentials found")
        for kind, total in measured.harmless.items():
            print(f"  {kind:<11}{measured.alarms[kind]:>5} alarms on {total} values that are none")
        for line in sorted(measured.wrong) if given.wrong else ():
            if measured.wrong[line]:
                print(f"  {measured.wrong[line]} wrong: {line}")


if __name__ == "__main__":
    main()
