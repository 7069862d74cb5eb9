from sagemaker.estimator import Estimator

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    "arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.xlarge",
)
est.max_run = 1800
est.instance_type = "ml.m5.4xlarge"
est.tags = [{"Key": "team", "Value": "ads"}]
est.fit({"train": "s3://acme-data/churn/"})
