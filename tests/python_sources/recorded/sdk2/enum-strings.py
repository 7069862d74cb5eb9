from enum import Enum

from sagemaker.estimator import Estimator


class Kind(str, Enum):
    SMALL = "ml.m5.large"
    LARGE = "ml.m5.4xlarge"


class Env(str, Enum):
    DEV = "dev"

    
estimator = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type=Kind.SMALL.value,
    output_path=f"s3://acme-models/{Env.DEV}",
    base_job_name=str(Env.DEV.value) + "-churn",
    environment={"STAGE": Env.DEV.value, "KIND": f"{Kind.LARGE.name}"},
)
estimator.fit()
