"""Three regions' jobs from one template, copied the wrong way: the hyperparameters are shared."""

import boto3

client = boto3.client("sagemaker")
BASE = {
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/nlp:2",
        "TrainingInputMode": "File",
    },
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
    "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/nlp/"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    "HyperParameters": {"lang": "en"},
}
for lang in ["de", "fr"]:
    job = BASE.copy()
    job["TrainingJobName"] = "nlp-" + lang
    job["HyperParameters"]["lang"] = lang
    job["HyperParameters"].setdefault("seen", lang)
    client.create_training_job(**job)

last = dict(BASE, TrainingJobName="nlp-en")
client.create_training_job(**last)
