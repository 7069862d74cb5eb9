from sagemaker.core import image_uris
from sagemaker.core.training.configs import Compute, InputData, OutputDataConfig
from sagemaker.train import ModelTrainer

image = image_uris.retrieve("xgboost", region="us-east-1", version="1.7-1")
trainer = ModelTrainer(
    training_image=image,
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=20),
    hyperparameters={"objective": "binary:logistic", "num_round": "100", "eta": 0.2},
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/xgb"),
)
trainer.train([InputData(channel_name="train", data_source="s3://acme-data/churn/train", content_type="csv")])
