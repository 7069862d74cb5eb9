from sagemaker.pytorch.estimator import PyTorch

estimator = PyTorch(
    entry_point="train.py",
    source_dir="src",
    role="arn:aws:iam::123456789012:role/Training",
    framework_version="2.2.0",
    py_version="py310",
    instance_count=2,
    instance_type="ml.p4d.24xlarge",
    distribution={"smdistributed": {"dataparallel": {"enabled": True}}},
    debugger_hook_config=False,
)
estimator.set_hyperparameters(epochs=3, model="resnet50")
estimator.fit("s3://acme-data/imagenet/")
