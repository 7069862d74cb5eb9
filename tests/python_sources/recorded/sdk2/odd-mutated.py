from sagemaker.estimator import Estimator
from sagemaker.pytorch import PyTorch

params = {"epochs": 1, "lr": 0.1}
est = Estimator("123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", "arn:aws:iam::123456789012:role/Training", 1, "ml.m5.large", hyperparameters=params, environment={"A": "1"})
params["epochs"] = 9
est.environment["B"] = "2"
torch = PyTorch("train.py", role="arn:aws:iam::123456789012:role/Training", framework_version="2.0.1", py_version="py310", instance_count=1, instance_type="ml.m5.large", hyperparameters=params)
params["lr"] = 0.5
channels = {"train": "s3://acme-data/a"}
est.fit(channels, wait=False)
channels["test"] = "s3://acme-data/b"
torch.fit(channels, wait=False)
est.fit(channels, wait=False)
