import boto3

INSTANCE = "ml.m5.large"
COUNT = 1


def request(name):
    return dict(
        TrainingJobName=name,
        AlgorithmSpecification=dict(
            TrainingImage="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", TrainingInputMode="File"
        ),
        RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
        OutputDataConfig={"S3OutputPath": "s3://acme-ml/late/"},
        ResourceConfig=dict(InstanceType=INSTANCE, InstanceCount=COUNT, VolumeSizeInGB=10),
        StoppingCondition={"MaxRuntimeInSeconds": 60 * 30},
    )


def scale_up():
    global INSTANCE, COUNT
    INSTANCE = "ml.c5.4xlarge"
    COUNT += 1


sm = boto3.client("sagemaker")
sm.create_training_job(**request("before"))
scale_up()
sm.create_training_job(**request("after"))
INSTANCE = "ml.m5.24xlarge"
sm.create_training_job(**request("last"))
