from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData

ROLE, IMAGE = "arn:aws:iam::123456789012:role/Training", "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1"
SIZES = dict(small=("ml.m5.large", 1), big=("ml.m5.24xlarge", 4))


def train(size, /, *channels, **hyperparameters):
    kind, count = SIZES[size]
    trainer = ModelTrainer(
        training_image=IMAGE,
        role=ROLE,
        compute=Compute(instance_type=kind, instance_count=count),
        hyperparameters=hyperparameters,
    )
    data = [InputData(channel_name=c, data_source=f"s3://acme-data/{size}/{c}") for c in channels]
    trainer.train(input_data_config=data, wait=False)


train("small", "train", epochs=1)
train("big", "train", "test", epochs=20, lr=0.01, size="x")
