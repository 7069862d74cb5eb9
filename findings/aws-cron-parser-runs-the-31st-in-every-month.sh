#!/usr/bin/env bash
# One would guess: cron(0 10 31 * ? *) runs in the seven months that have a 31st, and parsers made for EventBridge's
#   expressions agree on it.
# What happens: aws-cron-parser lets the date roll over: it names 12 runs in 2027, some on the 1st of May, July, October and
#   December and one on 3 March, and runs 29 February on 1 March in other years. It also takes * for both days, which
#   EventBridge's documentation rules out, and fails at ranges that go round (FRI-MON, NOV-FEB), which aws-croniter takes.
# Why it matters: what a scheduled training job costs in a year is its price times this number.
# Seen with aws-cron-parser 1.1.12 (npm) and aws-croniter 2.1.1 (Python), 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" 'aws-cron-parser@1.1.12'
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'aws-croniter==2.1.1'

cat >"$work/node/runs.js" <<'JAVASCRIPT'
const parser = require("aws-cron-parser");
const answers = {};
for (const expression of process.argv.slice(2)) {
  const runs = [];
  try {
    const cron = parser.parse(expression);
    const end = new Date("2028-01-01T00:00:00Z");
    let run = parser.next(cron, new Date("2026-12-31T23:59:00Z"));
    while (run && run < end) {
      runs.push(run.toISOString().slice(5, 10));
      run = parser.next(cron, run);
    }
    answers[expression] = runs;
  } catch (error) {
    answers[expression] = "an error";
  }
}
console.log(JSON.stringify(answers));
JAVASCRIPT
cat >"$work/compare.py" <<'PYTHON'
import json
import sys
from datetime import datetime, timezone

from aws_croniter import AwsCroniter

javascript = json.loads(sys.argv[1])
ERROR = "an error"
# expression: runs in 2027 by aws-cron-parser, by aws-croniter; a number where only that many matter
WANTED = {
    "0 10 31 * ? *": (
        ["01-31", "03-03", "03-31", "05-01", "05-31", "07-01", "07-31", "08-31", "10-01", "10-31", "12-01", "12-31"],
        ["01-31", "03-31", "05-31", "07-31", "08-31", "10-31", "12-31"],
    ),
    "0 10 29 2 ? *": (["03-01"], []),
    "0 10 * * * *": (365, ERROR),
    "0 10 ? * FRI-MON *": (ERROR, 209),
    "0 10 ? NOV-FEB MON *": (ERROR, 17),
}


def croniter(expression):
    start, end = (datetime(year, 1, 1, tzinfo=timezone.utc) for year in (2027, 2028))
    try:
        runs = AwsCroniter(expression).get_all_schedule_bw_dates(start, end)
    except ValueError:
        return ERROR
    return [f"{run:%m-%d}" for run in runs if run and run.year == 2027]


def brief(runs):
    return runs if isinstance(runs, str) else f"{len(runs)} runs " + " ".join(runs[:12])


changed = []
print("runs in 2027")
for expression, wanted in WANTED.items():
    for name, runs, want in zip(("aws-cron-parser", "aws-croniter"), (javascript[expression], croniter(expression)), wanted):
        print(f"  {expression:22} {name:16} {brief(runs)}")
        if (len(runs) if isinstance(want, int) and runs != ERROR else runs) != want:
            changed.append(f"{name} on {expression}: {brief(runs)}")
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON

javascript=$(node "$work/node/runs.js" '0 10 31 * ? *' '0 10 29 2 ? *' '0 10 * * * *' '0 10 ? * FRI-MON *' \
  '0 10 ? NOV-FEB MON *')
"$work/venv/bin/python" "$work/compare.py" "$javascript"
