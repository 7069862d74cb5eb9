#!/usr/bin/env bash
# One would guess: in a Hydra sweep range(start, stop, step) leaves out the stop, as its documentation and Python have it,
#   or gives one too many wherever the step is no binary fraction.
# What happens: it depends on the digits. range(0,0.3,0.1) gives three values, range(0,0.4,0.1) five, 0.4 among them, and
#   range(0,1,0.1) ten. Some values arrive as 0.30000000000000004 or, in the place of the stop, 0.8999999999999999.
# Why it matters: each value is a training job, and in a sweep over several ranges the numbers multiply: the count, and so
#   the cost, has to be taken from the values and not from (stop - start) / step. The texts with 17 digits become
#   hyperparameters and job names.
# Seen with hydra-core 1.3.8, 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'hydra-core==1.3.8'

cat >"$work/seen.py" <<'PYTHON'
import sys
from importlib.metadata import version

from hydra.core.override_parser.overrides_parser import OverridesParser

parser = OverridesParser.create()
WANTED = {
    "range(0,1,0.25)": ["0.0", "0.25", "0.5", "0.75"],
    "range(0,1,0.1)": ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7000000000000001", "0.8", "0.9"],
    "range(0,0.3,0.1)": ["0.0", "0.1", "0.2"],
    "range(0,0.4,0.1)": ["0.0", "0.1", "0.2", "0.3", "0.4"],
    "range(0.1,0.4,0.1)": ["0.1", "0.2", "0.30000000000000004", "0.4"],
    "range(0,0.9,0.3)": ["0.0", "0.3", "0.6", "0.8999999999999999"],
}
print("hydra-core", version("hydra-core"))
changed = []
for text, wanted in WANTED.items():
    seen = list(parser.parse_override("lr=" + text).sweep_string_iterator())
    print(f"  lr={text:20} {len(seen)} jobs: {' '.join(seen)}")
    if seen != wanted:
        changed.append(f"{text} gives {seen}, was {wanted}")
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/seen.py"
