from sagemaker.estimator import Estimator

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters={"a": 1},
)
est.hyperparameters()["b"] = 2
est.hyperparameters().update(c=3)
est.fit()
