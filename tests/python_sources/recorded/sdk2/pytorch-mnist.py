import sagemaker
from sagemaker.pytorch import PyTorch

sagemaker_session = sagemaker.Session()
bucket = sagemaker_session.default_bucket()
role = sagemaker.get_execution_role()
inputs = f"s3://{bucket}/sagemaker/DEMO-pytorch-mnist"

estimator = PyTorch(
    entry_point="mnist.py",
    role=role,
    py_version="py310",
    framework_version="2.0.1",
    instance_count=2,
    instance_type="ml.c5.2xlarge",
    hyperparameters={"epochs": 1, "backend": "gloo"},
)
estimator.fit({"training": inputs})
