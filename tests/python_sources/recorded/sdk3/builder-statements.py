from sagemaker.core.training.configs import Compute, RetryStrategy
from sagemaker.train import ModelTrainer

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
)
trainer.with_retry_strategy(RetryStrategy(maximum_retry_attempts=5))
trainer.environment = {"A": "b"}
trainer.train()
