from sagemaker.core.training.configs import Compute, StoppingCondition
from sagemaker.train import ModelTrainer

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    stopping_condition=StoppingCondition(max_runtime_in_seconds=7200),
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
)
trainer.train()
