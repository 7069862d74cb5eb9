from sagemaker.estimator import Estimator

est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    use_spot_instance=True,
    max_wait_time=5,
)
est.fit()
