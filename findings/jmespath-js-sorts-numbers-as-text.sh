#!/usr/bin/env bash
# One would guess: sort() of numbers is in numeric order, and max_by() takes numbers or texts, as the specification
#   of JMESPath has it.
# What happens: three JavaScript packages sort numbers by their digits, so sort([3600, 86400, 900]) ends in 900, while
#   sort_by() is right; max_by() and min_by() by a text give null. Of the four tried, Powertools' is right.
# Why it matters: sort(...)[-1] is a common way to the longest run time or the dearest rate, and an expression tried out
#   in a browser's playground, which runs one of these, answers otherwise than Python's package in CI.
# Seen with jmespath 0.16.0, @jmespath-community/jmespath 1.3.0, @metrichor/jmespath 0.3.1 and
#   @aws-lambda-powertools/jmespath 2.36.0 (npm), jmespath 1.1.0 (Python), 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" \
  'jmespath@0.16.0' '@jmespath-community/jmespath@1.3.0' '@metrichor/jmespath@0.3.1' \
  '@aws-lambda-powertools/jmespath@2.36.0'
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'jmespath==1.1.0'

cat >"$work/input.json" <<'JSON'
{"jobs": [{"name": "a", "owner": "ann", "seconds": 86400},
          {"name": "b", "owner": "zoe", "seconds": 3600},
          {"name": "c", "owner": "max", "seconds": 900}],
 "expressions": ["sort(jobs[].seconds)", "sort(jobs[].seconds)[-1]", "max(jobs[].seconds)",
                 "sort_by(jobs, &seconds)[-1].seconds", "max_by(jobs, &owner).owner", "min_by(jobs, &owner).owner"]}
JSON
cat >"$work/node/search.js" <<'JAVASCRIPT'
const fs = require("fs");
const input = JSON.parse(fs.readFileSync(process.argv[2]));
const answers = {};
const add = (name, search) => {
  answers[`${name} (npm)`] = input.expressions.map((one) => search(one) ?? null);
};
for (const name of ["jmespath", "@jmespath-community/jmespath", "@metrichor/jmespath"]) {
  const { search } = require(name);
  add(name, (one) => search(input, one));
}
const powertools = require("@aws-lambda-powertools/jmespath");
add("@aws-lambda-powertools/jmespath", (one) => powertools.search(one, input));
console.log(JSON.stringify(answers));
JAVASCRIPT
cat >"$work/compare.py" <<'PYTHON'
import json
import sys

import jmespath

given = json.load(open(sys.argv[1]))
seen = json.loads(sys.argv[2])
seen["jmespath (Python)"] = [jmespath.search(one, given) for one in given["expressions"]]
RIGHT = [[900, 3600, 86400], 86400, 86400, 86400, "zoe", "ann"]
ODD = [[3600, 86400, 900], 900, 86400, 86400, None, None]
right = ("@aws-lambda-powertools/jmespath (npm)", "jmespath (Python)")
print("jobs:", json.dumps(given["jobs"]))
changed = []
for name, answers in seen.items():
    print(name)
    for expression, answer, wanted in zip(given["expressions"], answers, RIGHT if name in right else ODD):
        print(f"  {expression:40} {json.dumps(answer)}")
        if answer != wanted:
            changed.append(f"{name}: {expression} gives {answer!r}, was {wanted!r}")
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON

node_answers=$(node "$work/node/search.js" "$work/input.json")
"$work/venv/bin/python" "$work/compare.py" "$work/input.json" "$node_answers"
