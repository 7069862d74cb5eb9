from sagemaker.core.training.configs import Compute
from sagemaker.train import ModelTrainer

trainer = ModelTrainer(
    algorithm_name="arn:aws:sagemaker:us-east-1:123456789012:algorithm/trees",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
)
trainer.train()
