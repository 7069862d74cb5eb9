from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData

hyperparameters = {"a": 1}
environment = {"X": "1"}
data = [InputData(channel_name="train", data_source="s3://acme-data/a")]
trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    hyperparameters=hyperparameters,
    environment=environment,
    input_data_config=data,
)
hyperparameters["b"] = 2
environment["Y"] = "2"
data.append(InputData(channel_name="test", data_source="s3://acme-data/b"))
trainer.train(wait=False)
