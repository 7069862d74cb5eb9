from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    "train.py",
    source_dir="./src",
    image_uri="763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.1.0-gpu-py310",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.g5.2xlarge",
    use_spot_instances=True,
    max_run=3600,
    max_wait=3600,
    checkpoint_s3_uri="s3://acme-ckpt/g5/",
    environment={"NCCL_DEBUG": "INFO"},
    keep_alive_period_in_seconds=600,
)
estimator.fit()
