import json
import logging
import os
from datetime import datetime

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)
sagemaker = boto3.client("sagemaker")
ROLE_ARN = os.environ.get("SAGEMAKER_ROLE_ARN", "arn:aws:iam::123456789012:role/Default")
INSTANCE_TYPE = os.getenv("INSTANCE_TYPE", "ml.m5.large")
SETTINGS = {"dev": {"count": 1, "kind": "ml.m5.large"}, "prod": {"count": 4, "kind": "ml.p3.8xlarge"}}


def build(event):
    stage = event.get("stage", "dev")
    settings = SETTINGS[stage]
    return {
        "TrainingJobName": "%s-%s" % (event["model"], datetime.now().strftime("%Y%m%d%H%M%S")),
        "AlgorithmSpecification": {"TrainingImage": event["image"], "TrainingInputMode": "File"},
        "RoleArn": ROLE_ARN,
        "ResourceConfig": {
            "InstanceType": settings["kind"],
            "InstanceCount": settings["count"],
            "VolumeSizeInGB": event.get("volume", 50),
        },
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/out/"},
        "StoppingCondition": {"MaxRuntimeInSeconds": 2 * 60 * 60},
        "EnableNetworkIsolation": True,
    }


def lambda_handler(event, context):
    logger.info("event %s", json.dumps(event))
    try:
        response = sagemaker.create_training_job(**build(event))
    except Exception as error:
        logger.exception("failed: %s", error)
        raise
    return {"statusCode": 200, "body": json.dumps({"arn": response["TrainingJobArn"]})}


if __name__ == "__main__":
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"
    lambda_handler({"stage": "prod", "model": "churn", "image": image}, None)
