from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute


class CompanyTrainer(ModelTrainer):
    pass


CompanyTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=3),
).train(wait=False)
