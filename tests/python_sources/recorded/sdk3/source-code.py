from sagemaker.core.training.configs import Compute, InputData, SourceCode
from sagemaker.train import ModelTrainer

source_code = SourceCode(source_dir="code", entry_script="train.py", requirements="requirements.txt")
model_trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    source_code=source_code,
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.2xlarge", instance_count=1),
    hyperparameters={"epochs": 10, "lr": 0.01, "shuffle": True, "name": "resnet", "none": None, "layers": (1, 2)},
)
train_data = InputData(channel_name="train", data_source="s3://acme-data/train")
test_data = InputData(channel_name="test", data_source="s3://acme-data/test")
model_trainer.train(input_data_config=[train_data, test_data])
