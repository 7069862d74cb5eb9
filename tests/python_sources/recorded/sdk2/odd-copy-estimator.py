import copy

from sagemaker.estimator import Estimator

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.large",
)
other = copy.copy(est)
other.instance_count = 5
other.fit()
est.fit()
