from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    entry_point="train_ddp.py",
    source_dir="code",
    role="arn:aws:iam::123456789012:role/Training",
    framework_version="2.3.0",
    py_version="py311",
    instance_count=2,
    instance_type="ml.p4d.24xlarge",
    distribution={"torch_distributed": {"enabled": True}},
    hyperparameters={"lr": 3e-4, "model": "gpt2", "fp16": True},
    base_job_name="gpt2-ddp",
    volume_size=500,
    max_run=24 * 3600,
    metric_definitions=[{"Name": "train:loss", "Regex": "loss: (.*?);"}],
    output_path="s3://acme-models/gpt2",
    code_location="s3://acme-models/gpt2-code",
)
estimator.fit({"train": "s3://acme-data/wiki/train", "test": "s3://acme-data/wiki/test"}, wait=False)
