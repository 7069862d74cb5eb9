from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    entry_point="train.py",
    role="arn:aws:iam::123456789012:role/Training",
    framework_version="1.13.1",
    py_version="py39",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    enable_network_isolation=True,
    hyperparameters={"epochs": 2},
)
estimator.fit({"training": "s3://acme-data/x/"}, job_name="isolated-1")
