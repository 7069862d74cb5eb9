from sagemaker.estimator import Estimator
from stepfunctions.steps import Chain, TrainingStep
from stepfunctions.workflow import Workflow

estimator = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    output_path="s3://acme-models/",
)

step = TrainingStep("Train", estimator=estimator, job_name="churn-1", data="s3://acme-data/churn/")
workflow = Workflow(name="training", definition=Chain([step]), role="arn:aws:iam::123456789012:role/Workflows")
workflow.create()
