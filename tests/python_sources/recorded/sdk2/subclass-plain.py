from sagemaker.estimator import Estimator


class Churn(Estimator):
    """The team's estimator."""


churn = Churn(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=2,
    instance_type="ml.m5.xlarge",
    tags=[{"Key": "team", "Value": "churn"}],
)
churn.fit("s3://acme-data/churn/", wait=False)
