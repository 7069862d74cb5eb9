#!/usr/bin/env bash
# One would guess: readers of SARIF leave out results that are suppressed with an accepted justification, and those whose
#   baselineState is "absent", which are there to say that they are gone.
# What happens: sarif-tools counts both as errors, and `sarif --check error summary` fails on them; sarif-junit makes
#   both failed tests. In turn sarif-junit looks at the level of the result alone, so that a result whose level comes
#   from its rule, an error here, is a test that passed.
# Why it matters: waived findings, reported as SARIF asks, break a pipeline that judges the report with these tools. A
#   checker's own exit code is the one to trust; or drop waived and absent results before these tools see the file.
# Seen with sarif-tools 3.0.5 (Python) and sarif-junit 1.1.4 (npm), 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sarif-tools==3.0.5'
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" 'sarif-junit@1.1.4'

cat >"$work/report.py" <<'PYTHON'
import json
import sys


def result(rule, **members):
    place = {"artifactLocation": {"uri": "job.json"}, "region": {"startLine": 6}}
    return {"ruleId": rule, "message": {"text": "about " + rule}, "locations": [{"physicalLocation": place}], **members}


waived = [{"kind": "external", "status": "accepted", "justification": "agreed until March"}]
results = [
    result("WAIVED", level="error", suppressions=waived),
    result("GONE", level="error", baselineState="absent"),
    result("BY-RULE", ruleIndex=0),
]
rules = [{"id": "BY-RULE", "defaultConfiguration": {"level": "error"}}]
runs = [{"tool": {"driver": {"name": "checker", "rules": rules}}, "results": results}]
json.dump({"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": runs}, sys.stdout, indent=1)
PYTHON
cat >"$work/compare.py" <<'PYTHON'
import json
import re
import sys
from pathlib import Path

work, code = Path(sys.argv[1]), int(sys.argv[2])
results = json.loads((work / "report.sarif").read_text())["runs"][0]["results"]
errors = set(re.findall(r"^ - (\S+) ", (work / "summary.txt").read_text().partition("warning:")[0], re.M))
failed = set(re.findall(r'classname="(\S+)"[^>]*>\s*<failure', (work / "report.xml").read_text()))
for one in results:
    rule = one["ruleId"]
    told = {key: one[key] for key in ("level", "suppressions", "baselineState") if key in one}
    print(f"  {rule:8} {json.dumps(told)}")
    print(f"           sarif-tools: {'error' if rule in errors else 'no error'}, "
          f"sarif-junit: {'failed' if rule in failed else 'passed'}")
print(f"  sarif --check error summary: exit code {code}")
changed = []
if errors != {"WAIVED", "GONE", "BY-RULE"} or code != 3:
    changed.append(f"sarif-tools tells {sorted(errors)} as errors, with exit code {code}")
if failed != {"WAIVED", "GONE"}:
    changed.append(f"sarif-junit tells {sorted(failed)} as failed")
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON

python3 "$work/report.py" >"$work/report.sarif"
code=0
(cd "$work" && venv/bin/sarif --check error summary report.sarif >summary.txt 2>/dev/null) || code=$?
node "$work/node/node_modules/sarif-junit/bin/sarif-junit.js" -i "$work/report.sarif" -o "$work/report.xml" >/dev/null
echo "sarif-tools 3.0.5, sarif-junit 1.1.4"
python3 "$work/compare.py" "$work" "$code"
