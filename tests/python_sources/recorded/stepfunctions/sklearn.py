from sagemaker.sklearn import SKLearn
from stepfunctions.steps import Chain, TrainingStep
from stepfunctions.workflow import Workflow

estimator = SKLearn(
    entry_point="train.py",
    role="arn:aws:iam::123456789012:role/Training",
    framework_version="1.2-1",
    instance_type="ml.c5.2xlarge",
    instance_count=1,
    source_dir="src",
    output_path="s3://acme-models/sk",
)

step = TrainingStep("Train", estimator=estimator, job_name="churn-1", data={"training": "s3://acme-data/iris"})
workflow = Workflow(name="training", definition=Chain([step]), role="arn:aws:iam::123456789012:role/Workflows")
workflow.create()
