from sagemaker.estimator import Estimator
from sagemaker.tuner import CategoricalParameter, ContinuousParameter, HyperparameterTuner, IntegerParameter

est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.large",
)
est.set_hyperparameters(num_round=100, booster="gbtree", verbosity=1)
ranges = {"eta": ContinuousParameter(0, 1), "max_depth": IntegerParameter(1, 10)}
ranges["tree_method"] = CategoricalParameter(["exact", "hist"])
ranges.update(alpha=ContinuousParameter(1e-3, 10, scaling_type="Logarithmic"))
objective = "validation:error"
tuner = HyperparameterTuner(
    est,
    objective,
    ranges,
    metric_definitions=[{"Name": objective, "Regex": "error=([0-9.]+)"}],
    objective_type="Minimize",
    max_jobs=20,
    max_parallel_jobs=2,
    early_stopping_type="Auto",
    base_tuning_job_name="tune-me",
    tags={"env": "dev"},
)
tuner.fit({"train": "s3://acme-data/a", "validation": "s3://acme-data/b"}, include_cls_metadata=False)
