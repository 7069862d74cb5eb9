import functools

from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, StoppingCondition

make = functools.partial(
    ModelTrainer,
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
)
compute = functools.partial(Compute, instance_count=1, volume_size_in_gb=50)
make(compute=compute(instance_type="ml.m5.large"), base_job_name="small").train(wait=False)
make(
    compute=compute(instance_type="ml.m5.4xlarge", instance_count=2),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=600),
    environment={"A": "1"},
).train([InputData(channel_name="train", data_source="s3://acme-data/x", content_type="text/csv")], wait=False)
