import json

import boto3

steps = [
    {
        "Name": f"Train{name.title()}",
        "Type": "Training",
        "Arguments": {
            "AlgorithmSpecification": {
                "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
                "TrainingInputMode": "File",
            },
            "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
            "OutputDataConfig": {"S3OutputPath": f"s3://acme-ml/{name}/"},
            "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": size},
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        },
    }
    for name, size in {"small": 10, "large": 200}.items()
]
definition = {"Version": "2020-12-01", "Parameters": [], "Steps": steps}
boto3.client("sagemaker").create_pipeline(
    PipelineName="two",
    PipelineDefinition=json.dumps(definition),
    RoleArn="arn:aws:iam::123456789012:role/SageMakerPipelines",
)
