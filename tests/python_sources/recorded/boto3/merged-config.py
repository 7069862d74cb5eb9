import boto3


def merge(base, override):
    result = dict(base)
    for key, value in override.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = {**result[key], **value}
        else:
            result[key] = value
    return result


DEFAULTS = {
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
}
PROD = {"ResourceConfig": {"InstanceCount": 8}, "VpcConfig": {"Subnets": ["subnet-1a2b3c4d"], "SecurityGroupIds": ["sg-1a2b3c4d"]}}

boto3.client("sagemaker").create_training_job(
    **merge(DEFAULTS, PROD), TrainingJobName="merged", OutputDataConfig={"S3OutputPath": "s3://acme-ml/merged/"}
)
