import boto3

USE_SPOT, USE_VPC, DEBUG = True, False, None
request = {
    "TrainingJobName": "conditional",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        "TrainingInputMode": "File",
    },
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
    "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/conditional/"},
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600, **({"MaxWaitTimeInSeconds": 7200} if USE_SPOT else {})},
    "EnableManagedSpotTraining": USE_SPOT,
    "CheckpointConfig": USE_SPOT and {"S3Uri": "s3://acme-ml/ck/"} or None,
    "VpcConfig": {"Subnets": ["subnet-1a2b3c4d"], "SecurityGroupIds": ["sg-1a2b3c4d"]} if USE_VPC else None,
    "DebugHookConfig": DEBUG,
}
request = {key: value for key, value in request.items() if value is not None}
boto3.client("sagemaker").create_training_job(**request)
