from sagemaker.core.training.configs import Compute
from sagemaker.train import ModelTrainer

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    base_job_name="customer-lifetime-value-regression-with-embeddings-and-seasonality-v2",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
)
trainer.train()
