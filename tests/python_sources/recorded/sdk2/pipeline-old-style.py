import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import TrainingStep

role = "arn:aws:iam::123456789012:role/Pipelines"
estimator = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/abalone:1",
    role=role,
    instance_count=1,
    instance_type="ml.m5.2xlarge",
    hyperparameters={"alpha": 1},
    max_run=7200,
)
train = TrainingStep("Train", estimator=estimator, inputs={"train": TrainingInput("s3://acme-data/abalone/train")})
Pipeline("Old", steps=[train]).create(role)
