from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

est = Estimator("123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", "arn:aws:iam::123456789012:role/Training", 1, "ml.m5.large")
for depth in (3, 5):
    est.set_hyperparameters(depth=depth, **{f"only_{depth}": "yes"})
    est.tags = [{"Key": name, "Value": str(depth)} for name in ("team", "cost")]
    est.fit({name: TrainingInput(f"s3://acme-data/{name}", content_type="csv") for name in ("train", "test")}, wait=False)
