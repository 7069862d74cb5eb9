from sagemaker.estimator import Estimator

est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/base:1",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.2xlarge",
    entry_point="train.py",
    source_dir="src",
    hyperparameters={"epochs": 10, "lr": 0.001, "name": "resnet"},
    base_job_name="own-container",
)
est.set_hyperparameters(batch=32)
est.fit({"training": "s3://acme-data/images/"}, wait=False)
