from sagemaker.estimator import Estimator
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

est = Estimator("123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", "arn:aws:iam::123456789012:role/Training", 1, "ml.m5.large")
tuner = HyperparameterTuner(est, "m", {"x": ContinuousParameter(0.0, 1.0)}, [{"Name": "m", "Regex": "m=(.*)"}], max_jobs=3)
est.set_hyperparameters(y=1)
tuner.estimator.max_run = 500
tuner.max_jobs = 7
tuner.fit({"train": "s3://acme-data/a"}, wait=False)
tuner.objective_type = "Minimize"
tuner.fit({"train": "s3://acme-data/b"}, wait=False)
