import json

import boto3

payload = {
    "TrainingJobName": "queued",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
    "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/queued/"},
    "ResourceConfig": {"InstanceType": "ml.p4d.24xlarge", "InstanceCount": 2, "VolumeSizeInGB": 500},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}
payload["ResourceConfig"].pop("VolumeSizeInGB")
batch = boto3.client("batch")
batch.submit_service_job(
    jobName="queued",
    jobQueue="ml",
    serviceJobType="SAGEMAKER_TRAINING",
    serviceRequestPayload=json.dumps(payload),
)
