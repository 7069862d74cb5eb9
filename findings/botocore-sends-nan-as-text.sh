#!/usr/bin/env bash
# One would guess: float("nan") as TargetObjectiveMetricValue is refused by botocore's validation of parameters, or
#   leaves as a bare NaN, as Python's json writes it.
# What happens: the validation takes it, and the request holds the text "NaN" (and "Infinity"), where the service wants a
#   number. True passes as a float and leaves as true. A text, which the wire then holds, is refused.
# Why it matters: a target computed from an empty list of results is NaN, and nothing says so on this side. A check of
#   the keyword arguments has to look for values that are not finite; a check of recorded requests has to know the texts.
# Seen with botocore 1.44.8, 2026-11-27. Nothing is sent: the call is answered before it leaves.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'boto3==1.44.8' 'botocore==1.44.8'

cat >"$work/seen.py" <<'PYTHON'
import json
import sys

import boto3
import botocore
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ParamValidationError

sent = []


class Answer:
    def stream(self):
        yield b'{"HyperParameterTuningJobArn": "arn"}'


def answer(request, **_):
    sent.append(request.body.decode())
    return AWSResponse(request.url, 200, {"content-type": "application/x-amz-json-1.1"}, Answer())


client = boto3.client("sagemaker", "us-east-1", aws_access_key_id="example", aws_secret_access_key="example")
client.meta.events.register("before-send.sagemaker.CreateHyperParameterTuningJob", answer)
REFUSED = "refused by the validation"


def body(target):
    config = {
        "Strategy": "Bayesian",
        "ResourceLimits": {"MaxParallelTrainingJobs": 1, "MaxNumberOfTrainingJobs": 10},
        "TuningJobCompletionCriteria": {"TargetObjectiveMetricValue": target},
    }
    try:
        client.create_hyper_parameter_tuning_job(
            HyperParameterTuningJobName="churn", HyperParameterTuningJobConfig=config
        )
    except ParamValidationError:
        return REFUSED
    return sent[-1].partition('"TargetObjectiveMetricValue": ')[2].rstrip("}")


print("botocore", botocore.__version__)
changed = []
WANTED = ((0.1, "0.1"), (float("nan"), '"NaN"'), (float("inf"), '"Infinity"'), (True, "true"), ("0.1", REFUSED), ("NaN", REFUSED))
for target, wanted in WANTED:
    seen = body(target)
    print(f"  TargetObjectiveMetricValue={target!r:6} {seen if seen == REFUSED else 'is sent as ' + seen}")
    if seen != wanted:
        changed.append(f"{target!r}: {seen}, was {wanted}")
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON
"$work/venv/bin/python" "$work/seen.py"
