from sagemaker.pytorch import PyTorch
from stepfunctions.steps import Chain, TrainingStep
from stepfunctions.workflow import Workflow

estimator = PyTorch(
    entry_point="train.py",
    role="arn:aws:iam::123456789012:role/Training",
    framework_version="2.0.1",
    py_version="py310",
    instance_count=1,
    instance_type="ml.c5.2xlarge",
    hyperparameters={"epochs": 1},
)

step = TrainingStep("Train", estimator=estimator, job_name="churn-1", data={"training": "s3://acme-data/mnist"})
workflow = Workflow(name="training", definition=Chain([step]), role="arn:aws:iam::123456789012:role/Workflows")
workflow.create()
