from sagemaker.train.configs import Compute, InputData, SourceCode
from sagemaker.train import ModelTrainer

model_trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    compute=Compute(instance_type="ml.trn1.2xlarge", instance_count=1),
    source_code=SourceCode(source_dir="./src", entry_script="train.py"),
    base_job_name="neuron",
    role="arn:aws:iam::123456789012:role/Training",
)
model_trainer.train(input_data_config=[InputData(channel_name="dataset", data_source="s3://acme-data/d/")])
