import sagemaker
from sagemaker.estimator import Estimator


def make_estimator(instance_type="ml.m5.4xlarge", count=2):
    return Estimator(
        image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        role="arn:aws:iam::123456789012:role/Training",
        instance_count=count,
        instance_type=instance_type,
        max_run=4 * 60 * 60,
        sagemaker_session=sagemaker.Session(),
    )


if __name__ == "__main__":
    estimator = make_estimator(count=3)
    estimator.fit({"train": "s3://acme-data/churn/"}, wait=False)
