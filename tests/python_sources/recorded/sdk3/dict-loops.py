from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData

DATA = {"train": "s3://acme-data/train", "validation": "s3://acme-data/val"}
inputs = [InputData(channel_name=name, data_source=uri) for name, uri in DATA.items()]
options = {"compute": Compute(instance_type="ml.m5.xlarge", instance_count=1)}
options["hyperparameters"] = {}
for key, value in zip(["depth", "eta"], [3, 0.1]):
    options["hyperparameters"][key] = value
options.setdefault("role", "arn:aws:iam::123456789012:role/Training")
trainer = ModelTrainer(training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", **options)
trainer.train(input_data_config=inputs, wait=False, logs=False)
