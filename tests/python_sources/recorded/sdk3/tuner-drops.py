from sagemaker.core.parameter import ContinuousParameter
from sagemaker.core.training.configs import (
    CheckpointConfig,
    Compute,
    InputData,
    Networking,
    SourceCode,
    StoppingCondition,
)
from sagemaker.train import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    source_code=SourceCode(source_dir="src", entry_script="train.py"),
    compute=Compute(
        instance_type="ml.g5.xlarge",
        instance_count=1,
        volume_kms_key_id="alias/v",
        keep_alive_period_in_seconds=600,
        enable_managed_spot_training=True,
    ),
    networking=Networking(
        subnets=["subnet-0a1b2c3d4e5f60718"],
        security_group_ids=["sg-0123456789abcdef0"],
        enable_network_isolation=True,
        enable_inter_container_traffic_encryption=True,
    ),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=3600, max_wait_time_in_seconds=7200),
    checkpoint_config=CheckpointConfig(s3_uri="s3://acme-ck/"),
    environment={"A": "b"},
    tags=[{"key": "team", "value": "ads"}],
)
tuner = HyperparameterTuner(
    trainer,
    "loss",
    {"lr": ContinuousParameter(1e-5, 1e-2, scaling_type="Logarithmic")},
    [{"Name": "loss", "Regex": "loss=(.*)"}],
    objective_type="Minimize",
    strategy="Random",
    max_jobs=4,
)
tuner.tune([InputData(channel_name="train", data_source="s3://acme-data/x/")], wait=False)
