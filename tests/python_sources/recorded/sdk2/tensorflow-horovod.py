from sagemaker.tensorflow import TensorFlow

est = TensorFlow(
    entry_point="train.py",
    source_dir="src",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=2,
    instance_type="ml.p3.8xlarge",
    framework_version="2.8",
    py_version="py39",
    model_dir=False,
    hyperparameters={"batch-size": 128, "optimizer": "adam"},
    distribution={
        "mpi": {"enabled": True, "processes_per_host": 4, "custom_mpi_options": "-verbose --NCCL_DEBUG=INFO"}
    },
    output_path="s3://acme-models/hvd",
)
est.fit({"train": "s3://acme-data/cifar/train", "eval": "s3://acme-data/cifar/eval"})
