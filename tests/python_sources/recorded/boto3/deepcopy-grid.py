import copy
import itertools

import boto3

sm = boto3.Session(region_name="eu-west-1").client("sagemaker")
TEMPLATE = {
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/grid:1",
        "TrainingInputMode": "File",
    },
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
    "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/grid/"},
    "ResourceConfig": {"InstanceType": "ml.c5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 10},
    "StoppingCondition": {"MaxRuntimeInSeconds": 600},
}
for i, depth in enumerate([3, 5]):
    for rate in (0.1, 0.01):
        request = copy.deepcopy(TEMPLATE)
        request.update(
            TrainingJobName=f"grid-{i}-{str(rate).replace('.', '-')}",
            HyperParameters={"depth": str(depth), "rate": f"{rate:.3f}"},
            Tags=[{"Key": k, "Value": v} for k, v in {"team": "ml", "grid": f"{i:02d}"}.items()],
        )
        sm.create_training_job(**request)
