from sagemaker.modules.configs import Compute, InputData, SourceCode
from sagemaker.modules.train import ModelTrainer

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    source_code=SourceCode(source_dir="src", entry_script="train.py"),
    hyperparameters={"epochs": 1},
    base_job_name="modules",
)
trainer.train(input_data_config=[InputData(channel_name="train", data_source="s3://acme-data/a")], wait=False)
