#!/usr/bin/env bash
# One would guess: a tuning job gives its training jobs the hyperparameters of the trainer that it is made from.
# What happens: ModelTrainer.train writes what is no text as JSON (true, null, [64, 32]), HyperparameterTuner.tune writes
#   Python of the same values (True, None, (64, 32)).
# Why it matters: a script that reads its hyperparameters by json.loads works in a training job and fails in a tuning
#   job, or takes "False" for a text, which is true.
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

from sagemaker.core.parameter import ContinuousParameter  # noqa: E402
from sagemaker.core.training.configs import Compute, OutputDataConfig  # noqa: E402
from sagemaker.train import ModelTrainer  # noqa: E402
from sagemaker.train.tuner import HyperparameterTuner  # noqa: E402

os.environ["SAGEMAKER_VALIDATE_ROLE"] = "false"
trainer = ModelTrainer(
    training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/churn:1",
    role="arn:aws:iam::111122223333:role/Training",
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-ml/out"),
    hyperparameters={"augment": True, "resume": None, "layers": (64, 32), "name": "resnet"},
)
tuner = HyperparameterTuner(trainer, "loss", {"lr": ContinuousParameter(0.1, 0.2)}, [{"Name": "loss", "Regex": "l=(.*)"}])


def submitted(submit):
    try:
        submit()
    except KeyboardInterrupt:
        pass


submitted(lambda: trainer.train(wait=False))
submitted(lambda: tuner.tune(wait=False))
training = sent["CreateTrainingJob"]["HyperParameters"]
tuning = sent["CreateHyperParameterTuningJob"]["TrainingJobDefinition"]["StaticHyperParameters"]
print("sagemaker-train", version("sagemaker-train"))
print("  train ", json.dumps(training, sort_keys=True))
print("  tune  ", json.dumps(tuning, sort_keys=True))
same = training == {"augment": "true", "resume": "null", "layers": "[64, 32]", "name": "resnet"} and tuning == {
    "augment": "True", "resume": "None", "layers": "(64, 32)", "name": "resnet"
}
sys.exit(0 if same else "no longer so: the two write the same values otherwise")
PYTHON
HOME="$work" "$work/venv/bin/python" -W ignore "$work/seen.py" 2>"$work/log" || {
  tail -n 3 "$work/log" >&2
  exit 1
}
