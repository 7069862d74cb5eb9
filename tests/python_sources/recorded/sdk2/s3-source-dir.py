from sagemaker.pytorch import PyTorch

CONFIG = {"epochs": 5, "lr": 0.1}
est = PyTorch(
    source_dir="s3://acme-code/sourcedir.tar.gz",
    entry_point="train.py",
    role="service-role/Training",
    framework_version="2.3",
    py_version="py311",
    instance_count=1,
    instance_type="ml.trn1.2xlarge",
    image_uri="763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training-neuronx:2.1",
    checkpoint_s3_uri="s3://acme-ck/",
    checkpoint_local_path="/opt/ml/checkpoints",
    hyperparameters=CONFIG,
    disable_profiler=False,
    environment={},
    metric_definitions=[],
)
est.fit()
