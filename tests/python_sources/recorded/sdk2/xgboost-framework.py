from sagemaker.inputs import TrainingInput
from sagemaker.xgboost.estimator import XGBoost

xgb_script_mode_estimator = XGBoost(
    entry_point="abalone.py",
    hyperparameters={"max_depth": "5", "eta": "0.2", "objective": "reg:squarederror", "num_round": 50},
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.2xlarge",
    framework_version="1.7-1",
    output_path="s3://acme-models/abalone/xgb",
)
train = TrainingInput("s3://acme-data/abalone/train", content_type="text/libsvm")
xgb_script_mode_estimator.fit(
    {"train": train, "validation": TrainingInput("s3://acme-data/abalone/val", content_type="text/libsvm")}
)
