from sagemaker.estimator import Estimator

est = Estimator("123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", "arn:aws:iam::123456789012:role/Training", 1, "ml.m5.large", hyperparameters={"a": 1})
est._hyperparameters["b"] = 2
est.hyperparameters().update({"c": 3})
if est.instance_count == 1:
    est.instance_count = 2
est.fit("s3://acme-data/a", wait=False)
