import os
from dataclasses import dataclass, field

import boto3
import sagemaker
from sagemaker.huggingface import HuggingFace


@dataclass
class Config:
    epochs: int = 3
    lr: float = 5e-5
    model: str = "bert-base-uncased"
    instance: str = field(default="ml.g5.2xlarge")
    tags: dict = field(default_factory=lambda: {"team": "nlp"})


class Launcher:
    def __init__(self, config, role=None):
        self.config = config
        self.session = sagemaker.Session(boto3.Session(region_name="us-west-2"), default_bucket="acme-west")
        self.role = role or "arn:aws:iam::123456789012:role/Training"

    @property
    def hyperparameters(self):
        return {"epochs": self.config.epochs, "lr": self.config.lr, "model_name": self.config.model, "fp16": True}

    def estimator(self):
        return HuggingFace(
            entry_point="train.py",
            source_dir="./scripts",
            instance_type=self.config.instance,
            instance_count=1,
            role=self.role,
            transformers_version="4.36.0",
            pytorch_version="2.1.0",
            py_version="py310",
            hyperparameters=self.hyperparameters,
            sagemaker_session=self.session,
            environment={"HF_HOME": "/tmp", "TOKEN": os.environ.get("HF_TOKEN", "none")},
            tags=[{"Key": k, "Value": v} for k, v in self.config.tags.items()],
            disable_profiler=True,
        )

    def run(self):
        self.estimator().fit({"train": f"s3://{self.session.default_bucket()}/train"}, wait=False)


config = Config(epochs=1)
config.lr *= 2
Launcher(config).run()
