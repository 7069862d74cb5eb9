from sagemaker.estimator import Estimator
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.large",
    source_dir="src",
    entry_point="train.py",
    hyperparameters={"a": 1},
)
tuner = HyperparameterTuner(est, "auc", {"eta": ContinuousParameter(0, 1)}, metric_definitions=[{"Name": "auc", "Regex": "x"}])
tuner.fit({"train": "s3://acme-data/x"})
est.fit({"train": "s3://acme-data/x"})
