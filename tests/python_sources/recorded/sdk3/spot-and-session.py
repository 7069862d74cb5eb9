import boto3
from sagemaker.core.helper.session_helper import Session
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, StoppingCondition

session = Session(boto3.Session(region_name="eu-west-1"), default_bucket="acme-eu")
for kind in ("ml.g5.xlarge", "ml.g5.2xlarge"):
    ModelTrainer(
        sagemaker_session=session,
        training_image=f"123456789012.dkr.ecr.{session.boto_region_name}.amazonaws.com/a:1",
        role="arn:aws:iam::123456789012:role/Training",
        base_job_name="spot_" + kind.split(".")[1],
        compute=Compute(instance_type=kind, instance_count=1, enable_managed_spot_training=True),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=600, max_wait_time_in_seconds=1200),
    ).train(wait=False)
