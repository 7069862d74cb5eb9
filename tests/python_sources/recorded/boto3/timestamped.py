import time
from time import gmtime, strftime

import boto3

bucket = "acme-ml"
prefix = "xgboost/abalone"
job_name = "abalone-" + strftime("%Y-%m-%d-%H-%M-%S", gmtime())
output_location = f"s3://{bucket}/{prefix}/output"
role = "arn:aws:iam::123456789012:role/SageMakerTraining"
print("Training job", job_name)

create_training_params = {
    "AlgorithmSpecification": {
        "TrainingImage": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        "TrainingInputMode": "File",
    },
    "RoleArn": role,
    "OutputDataConfig": {"S3OutputPath": output_location},
    "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.2xlarge", "VolumeSizeInGB": 5},
    "TrainingJobName": job_name,
    "HyperParameters": {"max_depth": "5", "eta": "0.2", "gamma": "4", "num_round": "50"},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    "InputDataConfig": [],
}
for channel in ("train", "validation"):
    create_training_params["InputDataConfig"].append(
        {
            "ChannelName": channel,
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "S3Prefix",
                    "S3Uri": f"s3://{bucket}/{prefix}/{channel}",
                    "S3DataDistributionType": "FullyReplicated",
                }
            },
            "ContentType": "libsvm",
            "CompressionType": "None",
        }
    )

client = boto3.client("sagemaker")
client.create_training_job(**create_training_params)
status = client.describe_training_job(TrainingJobName=job_name)["TrainingJobStatus"]
while status not in ("Completed", "Failed"):
    time.sleep(60)
    status = client.describe_training_job(TrainingJobName=job_name)["TrainingJobStatus"]
print(status)
