from sagemaker.estimator import Estimator

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/old:1",
    "arn:aws:iam::123456789012:role/Training",
    train_instance_count=2,
    train_instance_type="ml.m4.4xlarge",
    train_max_run=7200,
    train_volume_size=60,
    train_use_spot_instances=True,
    train_max_wait=10800,
    output_path="s3://acme-models/old",
)
est.fit("s3://acme-data/old")
