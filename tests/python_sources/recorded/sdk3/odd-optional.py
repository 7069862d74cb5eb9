import os

from sagemaker.train import ModelTrainer
from sagemaker.train.configs import CheckpointConfig, Compute, Networking

SECURE = os.environ.get("SECURE", "yes") == "yes"
networking = None
if SECURE:
    networking = Networking(enable_network_isolation=True)
settings = {"training_image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", "role": "arn:aws:iam::123456789012:role/Training"}
if os.environ.get("SPOT"):
    settings["checkpoint_config"] = CheckpointConfig(s3_uri="s3://acme-ck/")
trainer = ModelTrainer(**settings, networking=networking, compute=Compute(instance_type=os.environ.get("KIND", "ml.m5.large")))
trainer.train(wait=False)
