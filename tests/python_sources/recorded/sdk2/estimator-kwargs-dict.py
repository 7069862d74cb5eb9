from sagemaker.estimator import Estimator

common = dict(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
)
gpu = {**common, "instance_type": "ml.g5.xlarge", "volume_size": 125}
est = Estimator(**gpu, max_run=600, tags={"team": "ads"})
est.fit({"train": "s3://acme-data/churn/"})
