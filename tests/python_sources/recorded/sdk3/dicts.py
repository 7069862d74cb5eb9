from sagemaker.train import ModelTrainer

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    compute={"instance_type": "ml.c5.2xlarge", "instance_count": "3", "volume_size_in_gb": 50},
    tags=[{"key": "team", "value": "ads"}],
    stopping_condition={"max_runtime_in_seconds": 600},
)
trainer.train([{"channel_name": "train", "data_source": "s3://acme-data/x/"}])
