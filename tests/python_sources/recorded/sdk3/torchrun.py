from sagemaker.train.distributed import Torchrun
from sagemaker.core.training.configs import Compute, InputData, SourceCode
from sagemaker.train import ModelTrainer

trainer = ModelTrainer(
    training_image="763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.2.0-gpu-py310",
    source_code=SourceCode(source_dir="src", entry_script="train.py"),
    distributed=Torchrun(),
    compute=Compute(instance_type="ml.p4d.24xlarge", instance_count=4, volume_size_in_gb=500),
    role="arn:aws:iam::123456789012:role/Training",
)
trainer.train([InputData(channel_name="training", data_source="s3://acme-data/t/")])
