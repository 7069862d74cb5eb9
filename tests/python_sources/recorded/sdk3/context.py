import contextlib

from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute

count = 1
with contextlib.suppress(KeyError):
    count = 2
    {}["missing"]
    count = 3
settings = {"instance_type": "ml.m5.large"}
try:
    settings["volume_size_in_gb"] = int("fifty")
except ValueError:
    settings["volume_size_in_gb"] = 50
ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    base_job_name="context",
    compute=Compute(instance_count=count, **settings),
).train(wait=False)
