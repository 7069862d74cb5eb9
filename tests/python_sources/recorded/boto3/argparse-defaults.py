import argparse

import boto3


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--instance-type", default="ml.g5.xlarge")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--spot", action="store_true")
    return parser.parse_args([])


def main():
    args = parse_args()
    request = {
        "TrainingJobName": "bert-1",
        "AlgorithmSpecification": {
            "TrainingImage": "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.3.0-gpu-py311",
            "TrainingInputMode": "FastFile",
        },
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
        "HyperParameters": {"epochs": str(args.epochs), "lr": str(3e-5), "warmup": str(0.1)},
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/bert/"},
        "ResourceConfig": {"InstanceType": args.instance_type, "InstanceCount": 1, "VolumeSizeInGB": 100},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
    }
    if args.spot:
        request["EnableManagedSpotTraining"] = True
        request["StoppingCondition"]["MaxWaitTimeInSeconds"] = 90000
    boto3.client("sagemaker").create_training_job(**request)


main()
