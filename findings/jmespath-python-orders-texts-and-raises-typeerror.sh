#!/usr/bin/env bash
# One would guess: as the JMESPath specification says, <, <=, > and >= are for numbers, and null for anything else.
# What happens: the Python package orders two texts by their letters ('10' > '9' is false), and a text against a number
#   ends the whole search with a bare TypeError, which is none of JMESPath's own errors; a boolean or a list against a
#   number does give null.
# Why it matters: every hyperparameter is a text. HyperParameters.epochs > `5` stops a checker that catches
#   JMESPathError, and > '5' judges by letters; only to_number() helps.
# Seen with jmespath 1.1.0 on Python 3.11, 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'jmespath==1.1.0'

cat >"$work/seen.py" <<'PYTHON'
import json
import sys
from importlib.metadata import version

import jmespath
from jmespath.exceptions import JMESPathError

REQUEST = {
    "HyperParameters": {"epochs": "10"},
    "EnableNetworkIsolation": True,
    "InputDataConfig": [{"ChannelName": "train"}, {"ChannelName": "validation"}],
}
RAISES = "a TypeError that is no JMESPathError"
WANTED = {
    "HyperParameters.epochs > '9'": False,
    "HyperParameters.epochs > '1'": True,
    "InputDataConfig[?ChannelName > 'u'].ChannelName": ["validation"],
    "HyperParameters.epochs > `5`": RAISES,
    "InputDataConfig[?ChannelName > `5`]": RAISES,
    "HyperParameters.epochs > `5` || EnableNetworkIsolation": RAISES,
    "EnableNetworkIsolation > `5`": None,
    "InputDataConfig > `5`": None,
    "to_number(HyperParameters.epochs) > `5`": True,
}


def answer(expression):
    try:
        return jmespath.search(expression, REQUEST)
    except TypeError as error:
        return "another error" if isinstance(error, JMESPathError) else RAISES


print("jmespath", version("jmespath"))
print("request:", json.dumps(REQUEST))
changed = []
for expression, wanted in WANTED.items():
    seen = answer(expression)
    print(f"  {expression:60} {json.dumps(seen)}")
    if seen != wanted:
        changed.append(f"{expression} gives {seen!r}, was {wanted!r}")
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/seen.py"
