from sagemaker.estimator import Estimator
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

def make(name):
    return Estimator(f"123456789012.dkr.ecr.us-east-1.amazonaws.com/{name}:1", "arn:aws:iam::123456789012:role/Training", 1, "ml.m5.large")


tuner = HyperparameterTuner.create(
    estimator_dict={"a": make("a"), "b": make("b")},
    objective_metric_name_dict={"a": "m", "b": "m"},
    hyperparameter_ranges_dict={"a": {"x": ContinuousParameter(0, 1)}, "b": {"y": ContinuousParameter(0, 2)}},
    metric_definitions_dict={"a": [{"Name": "m", "Regex": "m=(.*)"}], "b": [{"Name": "m", "Regex": "m=(.*)"}]},
    max_jobs=4,
)
tuner.fit(inputs={"a": "s3://acme-data/a", "b": "s3://acme-data/b"}, include_cls_metadata={"a": False, "b": False}, wait=False)
