import sagemaker
from sagemaker import image_uris
from sagemaker.inputs import TrainingInput
from sagemaker.tuner import CategoricalParameter, ContinuousParameter, HyperparameterTuner, IntegerParameter

xgb = sagemaker.estimator.Estimator(
    image_uris.retrieve("xgboost", "us-east-1", "1.5-1"),
    "arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m4.xlarge",
    output_path="s3://acme-models/dm/output",
)
xgb.set_hyperparameters(eval_metric="auc", objective="binary:logistic", num_round=100, eta=0.1)
hyperparameter_ranges = {
    "eta": ContinuousParameter(0, 1),
    "min_child_weight": ContinuousParameter(1, 10),
    "alpha": ContinuousParameter(0.001, 2, scaling_type="Logarithmic"),
    "max_depth": IntegerParameter(1, 10),
    "booster": CategoricalParameter(["gbtree", "dart"]),
}
tuner = HyperparameterTuner(xgb, "validation:auc", hyperparameter_ranges, max_jobs=20, max_parallel_jobs=3)
tuner.fit(
    {
        "train": TrainingInput("s3://acme-data/dm/train", content_type="csv"),
        "validation": TrainingInput("s3://acme-data/dm/validation/", content_type="csv"),
    },
    include_cls_metadata=False,
)
