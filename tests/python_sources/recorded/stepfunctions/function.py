from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from stepfunctions.steps import Chain, TrainingStep
from stepfunctions.workflow import Workflow


def make(kind, count=1):
    return Estimator(
        image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        role="arn:aws:iam::123456789012:role/Training",
        instance_count=count,
        instance_type=kind,
        output_path="s3://acme-models/",
    )


estimator = make("ml.m5.large", count=4)
step = TrainingStep(
    "Train",
    estimator=estimator,
    job_name="churn-1",
    data={"train": TrainingInput("s3://acme-data/churn/", content_type="text/csv")},
)
workflow = Workflow(name="training", definition=Chain([step]), role="arn:aws:iam::123456789012:role/Workflows")
workflow.create()
