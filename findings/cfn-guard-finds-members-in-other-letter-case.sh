#!/usr/bin/env bash
# One would guess: a path in a Guard rule names a member exactly; learning_rate and LearningRate are two names.
# What happens: where a name is not there, Guard tries it in other styles: HyperParameters.learning_rate finds
#   LearningRate, maxDepth and max-depth find each other; in quotes within brackets as well. Names of one word in other
#   letter case are not found (numround for num_round), nor any that its styles do not come to (VolumeSizeInGb).
#   Numbers are stricter than elsewhere: 30.0 <= 100 fails, since one is a float and the other an integer.
# Why it matters: for hyperparameters the names are the container's and exact. A rule "learning_rate exists" passes a job
#   whose container will not read LearningRate; moved to JMESPath the same rule refuses it.
# Seen with cfn-guard-rs 0.3.3, Guard in a Python module, 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'cfn-guard-rs==0.3.3'

cat >"$work/seen.py" <<'PYTHON'
import json
import sys
from importlib.metadata import version

import cfn_guard_rs

JOB = {
    "HyperParameters": {"LearningRate": "0.1", "maxDepth": "5", "num_round": "100"},
    "ResourceConfig": {"VolumeSizeInGB": 30.0},
}
WANTED = {
    "HyperParameters.LearningRate exists": "PASS",
    "HyperParameters.learning_rate exists": "PASS",
    "HyperParameters.learning_rate !exists": "FAIL",
    "HyperParameters['learning_rate'] exists": "PASS",
    "HyperParameters.max_depth == '5'": "PASS",
    "HyperParameters.NumRound exists": "PASS",
    "HyperParameters.numround exists": "FAIL",
    "HyperParameters.eta exists": "FAIL",
    "hyper_parameters exists": "PASS",
    "ResourceConfig.VolumeSizeInGb exists": "FAIL",
    "ResourceConfig.VolumeSizeInGB <= 100": "FAIL",
    "ResourceConfig.VolumeSizeInGB <= 100.0": "PASS",
}
print("cfn-guard-rs", version("cfn-guard-rs"))
print("properties of the job:", json.dumps(JOB))
changed = []
for clause, wanted in WANTED.items():
    rule = "rule job {\n  Resources.Job.Properties {\n    " + clause + "\n  }\n}\n"
    seen = cfn_guard_rs.run_checks({"Resources": {"Job": {"Properties": JOB}}}, rule).status
    print(f"  {clause:45} {seen}")
    if seen != wanted:
        changed.append(f"{clause}: {seen}, was {wanted}")
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/seen.py"
