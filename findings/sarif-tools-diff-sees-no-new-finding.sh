#!/usr/bin/env bash
# One would guess: `sarif diff OLD NEW` pairs results by fingerprint, or by file and line, and tells what is new.
# What happens: it compares the number of results for each rule and message. A fault mended in one file and made in
#   another, with fingerprints that differ, is "no changes", and --check passes.
# Why it matters: as a gate of pull requests ("no new findings") it lets a new fault by for each that is mended; a
#   comparison by fingerprint does not.
# Seen with sarif-tools 3.0.5, 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sarif-tools==3.0.5'

report() { # FILE LINE FINGERPRINT
  cat <<JSON
{"version": "2.1.0", "\$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [{
  "tool": {"driver": {"name": "checker"}},
  "results": [{
    "ruleId": "no-vpc", "level": "error", "message": {"text": "the job has no VpcConfig"},
    "partialFingerprints": {"checkerFingerprint/v1": "$3"},
    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "$1"}, "region": {"startLine": $2}}}]}]}]}
JSON
}
report jobs/churn.json 3 1f0c >"$work/old.sarif"
report jobs/fraud.json 40 9b7e >"$work/new.sarif"

code=0
said=$(cd "$work" && venv/bin/sarif --check error diff old.sarif new.sarif 2>&1) || code=$?
echo "sarif-tools 3.0.5"
echo "before: no-vpc at jobs/churn.json:3, fingerprint 1f0c"
echo "after:  no-vpc at jobs/fraud.json:40, fingerprint 9b7e"
echo "$said"
echo "exit code $code"
if [[ $code -ne 0 || $said != *"error level: +0 -0 no changes"* ]]; then
  echo "no longer so: the new finding is told, or --check fails" >&2
  exit 1
fi
