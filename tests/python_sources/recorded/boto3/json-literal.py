import json

import boto3

REQUEST = """
{
  "TrainingJobName": "from-json",
  "AlgorithmSpecification": {
    "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "TrainingInputMode": "File"
  },
  "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
  "OutputDataConfig": {"S3OutputPath": "s3://BUCKET/json/"},
  "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
  "StoppingCondition": {"MaxRuntimeInSeconds": 3600}
}
"""
request = json.loads(REQUEST.replace("BUCKET", "acme-ml"))
request["ResourceConfig"]["InstanceCount"] *= 2
request |= {"EnableInterContainerTrafficEncryption": True}
boto3.client("sagemaker").create_training_job(**request)
