#!/usr/bin/env bash
# One would guess: a hyperparameter is a text, and a training script gets that text behind its --name.
# What happens: the toolkit in SageMaker's framework containers reads each text as JSON where it can and writes the value
#   anew with Python's str(): "1.10" arrives as 1.1, "1e5" as 100000.0 (which argparse's type=int refuses), "true" as
#   True, "null" as an empty text, and a JSON object no longer as JSON but as b=True,c={'x': 1}. What is no JSON ("0010",
#   "1_000") stays. The variables SM_HP_* hold JSON instead, so both ways into a script differ; and names that differ by
#   letter case share one variable.
# Why it matters: a request whose hyperparameters are all texts, as the API wants, may still not hold what arrives.
# Seen with sagemaker-training 5.1.4 on Python 3.11, 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sagemaker-training==5.1.4'

cat >"$work/seen.py" <<'PYTHON'
import argparse
import contextlib
import io
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

base = Path(sys.argv[1])
os.environ["SAGEMAKER_BASE_DIR"] = str(base)
from sagemaker_training.environment import Environment  # noqa: E402  reads the folder when it is imported

# name: (text in the request, text behind --name, text in SM_HP_NAME)
WANTED = {
    "version": ("1.10", "1.1", "1.1"),
    "epochs": ("1e5", "100000.0", "100000.0"),
    "small": ("0.00001", "1e-05", "1e-05"),
    "shuffle": ("true", "True", "true"),
    "stop": ("False", "False", "False"),
    "none": ("null", "", ""),
    "quoted": ('"auc"', "auc", "auc"),
    "layers": ('["a", "b"]', "['a', 'b']", '["a","b"]'),
    "options": ('{"b": true, "c": {"x": 1}}', "b=True,c={'x': 1}", '{"b":true,"c":{"x":1}}'),
    "spaces": (" 5 ", "5", "5"),
    "zeros": ("0010", "0010", "0010"),
    "thousand": ("1_000", "1_000", "1_000"),
}
texts = {name: text for name, (text, _, _) in WANTED.items()} | {"lr": "0.2", "Lr": "0.1"}
config = base / "input" / "config"
config.mkdir(parents=True)
(config / "hyperparameters.json").write_text(json.dumps(texts))
(config / "inputdataconfig.json").write_text("{}")
(config / "resourceconfig.json").write_text(
    json.dumps({"current_host": "algo-1", "hosts": ["algo-1"], "network_interface_name": "eth0"})
)

environment = Environment()
arguments = environment.to_cmd_args()
arguments = dict(zip(arguments[::2], arguments[1::2]))
variables = environment.to_env_vars()
print("sagemaker-training", version("sagemaker-training"))
print(f"  {'in the request':32} {'--name':22} SM_HP_NAME")
changed = []
for name, (text, argument, variable) in WANTED.items():
    seen = arguments[f"--{name}"], variables[f"SM_HP_{name.upper()}"]
    print(f"  {name + ': ' + text:32} {seen[0]!r:22} {seen[1]!r}")
    if seen != (argument, variable):
        changed.append(f"{name} arrives as {seen!r}, was {(argument, variable)!r}")

shared = [arguments["--Lr"], arguments["--lr"], variables["SM_HP_LR"]]
print(f"  Lr 0.1 and lr 0.2 arrive as --Lr {shared[0]}, --lr {shared[1]} and one SM_HP_LR, {shared[2]}")
if shared[:2] != ["0.1", "0.2"] or sum(key.upper() == "SM_HP_LR" for key in variables) != 1:
    changed.append(f"Lr and lr arrive as {shared!r}")

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int)
with contextlib.redirect_stderr(io.StringIO()) as said:
    try:
        parser.parse_args(["--epochs", arguments["--epochs"]])
        changed.append("argparse takes the epochs")
    except SystemExit:
        print("  argparse:", said.getvalue().splitlines()[-1].partition("error: ")[2])
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/seen.py" "$work/ml" 2>"$work/log" || {
  tail -n 1 "$work/log" >&2
  exit 1
}
