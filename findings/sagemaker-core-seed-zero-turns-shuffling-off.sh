#!/usr/bin/env bash
# One would guess: ShuffleConfig(seed=0) asks for shuffling with the seed 0, and a tag may have an empty value, as the
#   API has it.
# What happens: below the first level sagemaker-core leaves out whatever Python takes for false. Without its Seed the
#   whole ShuffleConfig is gone, and the data is not shuffled; a tag with the value "" loses the member and is refused as
#   incomplete; an empty KmsKeyId and a nested False are not sent. In maps and lists of texts (Environment,
#   ContainerArguments) empty texts stay.
# Why it matters: the request that is submitted trains on data in its stored order, and neither source nor error tells.
# Seen with sagemaker-core 2.27.0 and boto3 1.44.8, 2026-11-27. Nothing is sent: the call is answered before it leaves.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sagemaker-core==2.27.0' 'boto3==1.44.8' 'botocore==1.44.8'

cat >"$work/seen.py" <<'PYTHON'
import json
import os
import sys
from importlib.metadata import version

os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "example", "AWS_SECRET_ACCESS_KEY": "example"}

import boto3  # noqa: E402
from botocore.awsrequest import AWSResponse  # noqa: E402
from botocore.exceptions import ParamValidationError  # noqa: E402

ARN = "arn:aws:sagemaker:us-east-1:111122223333:training-job/churn"
ROLE = "arn:aws:iam::111122223333:role/Training"
sent = {}


class Answer:
    def __init__(self, body):
        self.body = json.dumps(body).encode()

    def stream(self):
        yield self.body


def answer(request, event_name, **_):
    operation = event_name.rpartition(".")[2]
    sent[operation] = json.loads(request.body)
    job = {
        "TrainingJobName": "churn",
        "TrainingJobArn": ARN,
        "TrainingJobStatus": "Completed",
        "SecondaryStatus": "Completed",
        "ModelArtifacts": {"S3ModelArtifacts": "s3://acme-ml/model.tar.gz"},
        "AlgorithmSpecification": {"TrainingInputMode": "File"},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "CreationTime": 1764201600,
    }
    body = job if operation == "DescribeTrainingJob" else {"TrainingJobArn": ARN}
    return AWSResponse(request.url, 200, {"content-type": "application/x-amz-json-1.1"}, Answer(body))


make = boto3.Session.client


def client(self, *arguments, **options):
    made = make(self, *arguments, **options)
    made.meta.events.register("before-send.sagemaker.*", answer)
    return made


boto3.Session.client = client

from sagemaker.core import shapes  # noqa: E402
from sagemaker.core.resources import TrainingJob  # noqa: E402


def create(**members):
    job = {
        "training_job_name": "churn",
        "role_arn": ROLE,
        "algorithm_specification": shapes.AlgorithmSpecification(training_image="acme/train", training_input_mode="File"),
        "output_data_config": shapes.OutputDataConfig(s3_output_path="s3://acme-ml/out"),
        "resource_config": shapes.ResourceConfig(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
        "stopping_condition": shapes.StoppingCondition(max_runtime_in_seconds=3600),
    }
    sent.clear()
    try:
        TrainingJob.create(**job | members)
    except ParamValidationError as error:
        return str(error).splitlines()[-1]
    return sent["CreateTrainingJob"]


def channel(seed):
    source = shapes.S3DataSource(s3_data_type="S3Prefix", s3_uri="s3://acme-ml/train/")
    return [
        shapes.Channel(
            channel_name="train",
            data_source=shapes.DataSource(s3_data_source=source),
            shuffle_config=shapes.ShuffleConfig(seed=seed),
        )
    ]


SPECIFICATION = {"training_image": "acme/train", "training_input_mode": "File"}
print("sagemaker-core", version("sagemaker-core"))
changed = []


def expect(source, seen, wanted):
    print(f"  {source:62} {json.dumps(seen)}")
    if seen != wanted:
        changed.append(f"{source}: {seen!r}, was {wanted!r}")


for seed, wanted in ((7, {"Seed": 7}), (0, None)):
    seen = create(input_data_config=channel(seed))["InputDataConfig"][0].get("ShuffleConfig")
    expect(f"ShuffleConfig(seed={seed})", seen, wanted)
expect('tags=[{"key": "experiment", "value": ""}]', create(tags=[{"key": "experiment", "value": ""}]),
       'Missing required parameter in Tags[0]: "Value"')
expect('OutputDataConfig(kms_key_id="")',
       create(output_data_config=shapes.OutputDataConfig(s3_output_path="s3://acme-ml/out", kms_key_id=""))["OutputDataConfig"],
       {"S3OutputPath": "s3://acme-ml/out"})
nested = shapes.AlgorithmSpecification(**SPECIFICATION, enable_sage_maker_metrics_time_series=False)
expect("AlgorithmSpecification(enable_sage_maker_metrics_time_series=False)",
       "EnableSageMakerMetricsTimeSeries" in create(algorithm_specification=nested)["AlgorithmSpecification"], False)
expect("enable_network_isolation=False, at the first level",
       create(enable_network_isolation=False).get("EnableNetworkIsolation"), False)
expect('environment={"CUDA_VISIBLE_DEVICES": ""}', create(environment={"CUDA_VISIBLE_DEVICES": ""}).get("Environment"),
       {"CUDA_VISIBLE_DEVICES": ""})
arguments = shapes.AlgorithmSpecification(**SPECIFICATION, container_arguments=["--suffix", ""])
expect('container_arguments=["--suffix", ""]',
       create(algorithm_specification=arguments)["AlgorithmSpecification"].get("ContainerArguments"), ["--suffix", ""])
sys.exit("no longer so: " + "; ".join(changed) if changed else 0)
PYTHON
HOME="$work" "$work/venv/bin/python" "$work/seen.py" 2>"$work/log" || {
  tail -n 1 "$work/log" >&2
  exit 1
}
