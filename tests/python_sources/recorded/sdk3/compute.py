from sagemaker.core.training.configs import Compute, InputData
from sagemaker.train import ModelTrainer

compute = Compute(instance_type="ml.g5.xlarge", instance_count=2, volume_size_in_gb=100)
trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    compute=compute,
    base_job_name="churn",
)
trainer.train(input_data_config=[InputData(channel_name="train", data_source="s3://acme-data/churn/")], wait=False)
