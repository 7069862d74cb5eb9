#!/usr/bin/env bash
# One would guess: to_number() takes the numbers that JSON has, and is null for any other text, in every package alike.
# What happens: Python's package reads whatever Python reads (1_000, nan, -Infinity, digits of other scripts), and the
#   JavaScript package whatever JavaScript reads ("" is 0, 0x10 is 16). With nan every comparison is false, so that
#   "deny above 100" and "allow up to 100" disagree; and where JavaScript's gives null, null <= 100 is true there.
# Why it matters: to_number(HyperParameters.x) is the only way to judge a hyperparameter, and a container may read the
#   same text in a third way.
# Seen with jmespath 1.1.0 (Python 3.11) and jmespath 0.16.0 (npm), 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'jmespath==1.1.0'
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" 'jmespath@0.16.0'

cat >"$work/request.json" <<'JSON'
{"HyperParameters": {"plain": "10", "underscore": "1_000", "not_a_number": "nan", "endless": "-Infinity", "hex": "0x10", "empty": ""}}
JSON
cat >"$work/node/search.js" <<'JAVASCRIPT'
const fs = require("fs");
const jmespath = require("jmespath");
const request = JSON.parse(fs.readFileSync(process.argv[2]));
const answers = {};
for (const name of Object.keys(request.HyperParameters)) {
  const number = `to_number(HyperParameters.${name})`;
  answers[name] = [String(jmespath.search(request, number)), jmespath.search(request, `${number} <= \`100\``)];
}
console.log(JSON.stringify(answers));
JAVASCRIPT
cat >"$work/compare.py" <<'PYTHON'
import json
import sys

import jmespath

request = json.load(open(sys.argv[1]))
javascript = json.loads(sys.argv[2])
WANTED = {
    "plain": (("10", True), ("10", True)),
    "underscore": (("1000", False), ("null", True)),
    "not_a_number": (("nan", False), ("null", True)),
    "endless": (("-inf", True), ("-Infinity", True)),
    "hex": (("None", None), ("16", True)),
    "empty": (("None", None), ("0", True)),
}
print("request:", json.dumps(request))
changed = []
for name, wanted in WANTED.items():
    number = f"to_number(HyperParameters.{name})"
    python = (str(jmespath.search(number, request)), jmespath.search(f"{number} <= `100`", request))
    seen = python, tuple(javascript[name])
    print(f"  {request['HyperParameters'][name]!r:12} Python: {python[0]:8} <= 100: {python[1]!s:6} "
          f"JavaScript: {seen[1][0]:10} <= 100: {seen[1][1]}")
    if seen != wanted:
        changed.append(f"{name} gives {seen!r}, was {wanted!r}")
number = "to_number(HyperParameters.not_a_number)"
if jmespath.search(f"{number} > `100`", request) is not False:
    changed.append("nan > 100 is not false in Python")
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON

javascript=$(node "$work/node/search.js" "$work/request.json")
"$work/venv/bin/python" "$work/compare.py" "$work/request.json" "$javascript"
