from sagemaker.tensorflow import TensorFlow
from sagemaker.pytorch import PyTorch

ROLE = "arn:aws:iam::123456789012:role/Training"
mpi = PyTorch("train.py", "2.0.1", "py310", role=ROLE, instance_count=2, instance_type="ml.g4dn.12xlarge", distribution={"mpi": {"enabled": True}})
mpi.fit("s3://acme-data/a", wait=False)
ddp = PyTorch("train.py", "1.12.0", "py38", role=ROLE, instance_count=2, instance_type="ml.p4d.24xlarge", distribution={"pytorchddp": {"enabled": True}})
ddp.fit("s3://acme-data/b", wait=False)
mirrored = TensorFlow(
    entry_point="train.py",
    framework_version="2.9.2",
    py_version="py39",
    role=ROLE,
    instance_count=2,
    instance_type="ml.p4d.24xlarge",
    distribution={"multi_worker_mirrored_strategy": {"enabled": True}},
)
mirrored.fit("s3://acme-data/c", wait=False)
