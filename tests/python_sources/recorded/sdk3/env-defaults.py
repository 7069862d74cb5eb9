import os

from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, SourceCode

IMAGE = os.environ.get("IMAGE", "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1")
trainer = ModelTrainer(
    training_image=IMAGE,
    role=os.getenv("ROLE") or "arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    source_code=SourceCode(command="python -m train --epochs 3"),
    base_job_name="from-env",
)
trainer.train(wait=False)
