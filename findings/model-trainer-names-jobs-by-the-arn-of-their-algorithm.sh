#!/usr/bin/env bash
# One would guess: a ModelTrainer for an algorithm of AWS Marketplace, given by its ARN as its documentation says, names
#   its jobs so that the service takes them.
# What happens: the job's name begins with the whole ARN, slashes and colons included, and is cut after 63 characters,
#   which leaves nothing or little of the time stamp: the service refuses every such job, whatever its other members are.
# Why it matters: the name appears in no source. Give base_job_name, which takes its place.
# Seen with sagemaker-train 1.27.0, sagemaker-core 2.27.0 and boto3 1.44.8, 2026-11-27. Nothing is sent: calls are
#   answered before they leave.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sagemaker-train==1.27.0' 'sagemaker-core==2.27.0' \
  'boto3==1.44.8' 'botocore==1.44.8'

cat >"$work/seen.py" <<'PYTHON'
import json
import os
import re
import sys
from importlib.metadata import version

os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "example", "AWS_SECRET_ACCESS_KEY": "example"}

import boto3  # noqa: E402
from botocore.awsrequest import AWSResponse  # noqa: E402

sent = {}


class Answer:
    def __init__(self, body):
        self.body = body.encode()

    def stream(self):
        yield self.body


def answer(request, event_name, **_):
    operation = event_name.rpartition(".")[2]
    if "sagemaker" not in event_name:
        return AWSResponse(request.url, 200, {"content-type": "text/xml"}, Answer("<Answer><Account>1</Account></Answer>"))
    if operation.startswith("Create"):
        sent[operation] = json.loads(request.body)
        raise KeyboardInterrupt
    return AWSResponse(request.url, 200, {"content-type": "application/x-amz-json-1.1"}, Answer("{}"))


make = boto3.Session.client


def client(self, *arguments, **options):
    made = make(self, *arguments, **options)
    made.meta.events.register("before-send.*.*", answer)
    return made


boto3.Session.client = client

from sagemaker.core.training.configs import Compute, OutputDataConfig  # noqa: E402
from sagemaker.train import ModelTrainer  # noqa: E402

os.environ["SAGEMAKER_VALIDATE_ROLE"] = "false"
ALGORITHM = "arn:aws:sagemaker:us-east-1:111122223333:algorithm/acme-gradient-trees"


def name(**more):
    trainer = ModelTrainer(
        algorithm_name=ALGORITHM,
        role="arn:aws:iam::111122223333:role/Training",
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
        output_data_config=OutputDataConfig(s3_output_path="s3://acme-ml/out"),
        **more,
    )
    try:
        trainer.train(wait=False)
    except KeyboardInterrupt:
        pass
    return sent["CreateTrainingJob"]["TrainingJobName"]


pattern = boto3.client("sagemaker").meta.service_model.shape_for("TrainingJobName").metadata["pattern"]
print("sagemaker-train", version("sagemaker-train"))
print("  pattern of the API      ", pattern)
allowed = []
for more in ({}, {"base_job_name": "trees"}):
    made = name(**more)
    allowed.append(re.fullmatch(pattern, made) is not None)
    print(f"  {made:63}  {'allowed' if allowed[-1] else 'refused'}")
sys.exit(0 if allowed == [False, True] else "no longer so: the name of the job is another")
PYTHON
HOME="$work" "$work/venv/bin/python" -W ignore "$work/seen.py" 2>"$work/log" || {
  tail -n 3 "$work/log" >&2
  exit 1
}
