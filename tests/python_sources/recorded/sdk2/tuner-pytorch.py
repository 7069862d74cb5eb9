from sagemaker.pytorch import PyTorch
from sagemaker.tuner import CategoricalParameter, ContinuousParameter, HyperparameterTuner

estimator = PyTorch(
    entry_point="mnist.py",
    role="arn:aws:iam::123456789012:role/Training",
    py_version="py310",
    framework_version="2.0.1",
    instance_count=1,
    instance_type="ml.c5.2xlarge",
    hyperparameters={"epochs": 6, "backend": "gloo"},
    tags=[{"Key": "team", "Value": "vision"}],
)
tuner = HyperparameterTuner(
    estimator,
    "average test loss",
    {"lr": ContinuousParameter(0.001, 0.1), "batch-size": CategoricalParameter([32, 64, 128, 256, 512])},
    [{"Name": "average test loss", "Regex": "Test set: Average loss: ([0-9\\.]+)"}],
    max_jobs=9,
    max_parallel_jobs=3,
    objective_type="Minimize",
    strategy="Random",
    early_stopping_type="Auto",
    base_tuning_job_name="mnist-tuning",
)
tuner.fit({"training": "s3://acme-data/mnist"}, wait=False)
