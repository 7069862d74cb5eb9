import boto3

sm = boto3.client("sagemaker")


def tags(name, known=[]):
    known.append({"Key": "job", "Value": name})
    return known


def start(name, hyperparameters={}):
    hyperparameters["name"] = name
    sm.create_training_job(
        TrainingJobName=name,
        AlgorithmSpecification={
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
            "TrainingInputMode": "File",
        },
        RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
        OutputDataConfig={"S3OutputPath": "s3://acme-ml/default/"},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
        HyperParameters=hyperparameters,
        Tags=tags(name),
    )


start("first")
start("second", {"given": "1"})
start("third")
