#!/usr/bin/env bash
# One would guess: JMESPath has JSON's types, so 1 and true differ wherever they stand. The Python packages take care of
#   it for two plain values: `1` == `true` is false.
# What happens: inside lists and objects, and in contains(), Python's own equality decides, for which 1 is True and 0 is
#   False: `[1]` == `[true]` is true, and so is contains(`[1, 2, 4]`, EnableNetworkIsolation).
# Why it matters: a policy with a list of allowed numbers, written or aimed at the wrong member, is content with a
#   boolean, and the same expression gives another answer in JavaScript.
# Seen with jmespath 1.1.0, jmespath-community 1.1.3 (Python) and jmespath 0.16.0 (npm), 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/plain"
python3 -m venv "$work/community"
"$work/plain/bin/pip" install --quiet --disable-pip-version-check 'jmespath==1.1.0'
"$work/community/bin/pip" install --quiet --disable-pip-version-check 'jmespath-community==1.1.3'
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" 'jmespath@0.16.0'

cat >"$work/request.json" <<'JSON'
{"EnableNetworkIsolation": true, "EnableManagedSpotTraining": false, "ResourceConfig": {"InstanceCount": 1}}
JSON
cat >"$work/expressions.json" <<'JSON'
["`1` == `true`",
 "ResourceConfig.InstanceCount == EnableNetworkIsolation",
 "[ResourceConfig.InstanceCount] == [EnableNetworkIsolation]",
 "`{\"a\": 1}` == `{\"a\": true}`",
 "contains(`[1, 2, 4]`, EnableNetworkIsolation)",
 "contains(`[0]`, EnableManagedSpotTraining)"]
JSON
cat >"$work/search.py" <<'PYTHON'
import json
import sys

import jmespath

request, expressions = (json.load(open(path)) for path in sys.argv[1:])
print(json.dumps([jmespath.search(one, request) for one in expressions]))
PYTHON
cat >"$work/node/search.js" <<'JAVASCRIPT'
const fs = require("fs");
const jmespath = require("jmespath");
const [request, expressions] = process.argv.slice(2).map((path) => JSON.parse(fs.readFileSync(path)));
console.log(JSON.stringify(expressions.map((one) => jmespath.search(request, one))));
JAVASCRIPT
cat >"$work/compare.py" <<'PYTHON'
import json
import sys

expressions = json.load(open(sys.argv[1]))
seen = dict(zip(("jmespath 1.1.0", "jmespath-community 1.1.3", "jmespath 0.16.0 (npm)"), map(json.loads, sys.argv[2:])))
python = [False, False, True, True, True, True]
wanted = dict(zip(seen, (python, python, [False] * 6)))
for name, answers in seen.items():
    print(name)
    for expression, answer in zip(expressions, answers):
        print(f"  {expression:60} {answer}")
changed = [
    f"{name}: {expression} is {answer}, was {want}"
    for name in seen
    for expression, answer, want in zip(expressions, seen[name], wanted[name])
    if answer is not want
]
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON

echo "request: $(cat "$work/request.json")"
files=("$work/request.json" "$work/expressions.json")
plain=$("$work/plain/bin/python" "$work/search.py" "${files[@]}")
community=$("$work/community/bin/python" "$work/search.py" "${files[@]}")
javascript=$(node "$work/node/search.js" "${files[@]}")
python3 "$work/compare.py" "$work/expressions.json" "$plain" "$community" "$javascript"
