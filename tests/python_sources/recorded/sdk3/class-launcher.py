from dataclasses import dataclass, field

from sagemaker.train import ModelTrainer
from sagemaker.train.configs import CheckpointConfig, Compute, InputData, Networking, OutputDataConfig, SourceCode, StoppingCondition


@dataclass
class Settings:
    kind: str = "ml.g5.xlarge"
    count: int = 1
    hours: float = 1.5
    hyperparameters: dict = field(default_factory=lambda: {"lr": 3e-4, "epochs": 2, "amp": True})


class Launcher:
    ROLE = "arn:aws:iam::123456789012:role/Training"

    def __init__(self, settings):
        self.settings = settings

    @property
    def compute(self):
        return Compute(instance_type=self.settings.kind, instance_count=self.settings.count, volume_size_in_gb=100)

    def trainer(self, name):
        return ModelTrainer(
            training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/vision:2",
            role=self.ROLE,
            base_job_name=name,
            compute=self.compute,
            hyperparameters=self.settings.hyperparameters,
            source_code=SourceCode(source_dir="src", entry_script="train.py"),
            stopping_condition=StoppingCondition(max_runtime_in_seconds=int(self.settings.hours * 3600)),
            networking=Networking(subnets=["subnet-1a2b3c4d"], security_group_ids=["sg-1a2b3c4d"]),
            output_data_config=OutputDataConfig(s3_output_path=f"s3://acme-models/{name}"),
            checkpoint_config=CheckpointConfig(s3_uri="s3://acme-models/ck", local_path="/opt/ml/checkpoints"),
        )


for name in ("vision", "vision-large"):
    settings = Settings(kind="ml.g5.12xlarge" if name.endswith("large") else "ml.g5.xlarge")
    Launcher(settings).trainer(name).train([InputData(channel_name="train", data_source="s3://acme-data/v")], wait=False)
