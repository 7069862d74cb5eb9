from sagemaker.core.training.configs import Compute, InputData
from sagemaker.train import ModelTrainer


def launch(instance_type, count=1, prefix="s3://acme-data/churn"):
    trainer = ModelTrainer(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        role="arn:aws:iam::123456789012:role/Training",
        compute=Compute(instance_type=instance_type, instance_count=count),
    )
    trainer.train([InputData(channel_name="train", data_source=f"{prefix}/train")], wait=False)
    return trainer


if __name__ == "__main__":
    launch("ml.m5.large", 2)
