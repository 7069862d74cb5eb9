from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from stepfunctions.steps import Chain, TrainingStep
from stepfunctions.workflow import Workflow

estimator = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    output_path="s3://acme-models/",
    subnets=["subnet-0a1b2c3d4e5f60718"],
    security_group_ids=["sg-0123456789abcdef0"],
    volume_kms_key="alias/v",
    output_kms_key="alias/o",
    keep_alive_period_in_seconds=60,
    enable_sagemaker_metrics=True,
    metric_definitions=[{"Name": "m", "Regex": "m=(.*)"}],
)

step = TrainingStep(
    "Train",
    estimator=estimator,
    job_name="churn-1",
    data={"train": TrainingInput("s3://acme-data/churn/", content_type="text/csv")},
)
workflow = Workflow(name="training", definition=Chain([step]), role="arn:aws:iam::123456789012:role/Workflows")
workflow.create()
