from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute

for seed in (1, 2):
    ModelTrainer(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        role="arn:aws:iam::123456789012:role/Training",
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
        hyperparameters={"seed": seed},
    ).train(wait=False)
