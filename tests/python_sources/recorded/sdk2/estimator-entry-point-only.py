from sagemaker.estimator import Estimator

est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/base:1",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.2xlarge",
    entry_point="train.py",
    hyperparameters={"epochs": 10, "name": "resnet", "verbose": False},
    container_log_level=10,
)
est.fit({"training": "s3://acme-data/images/"})
