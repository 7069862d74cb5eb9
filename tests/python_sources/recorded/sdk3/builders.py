from sagemaker.core.training.configs import (
    CheckpointConfig,
    Compute,
    InfraCheckConfig,
    MetricDefinition,
    RemoteDebugConfig,
    RetryStrategy,
    SessionChainingConfig,
    TensorBoardOutputConfig,
)
from sagemaker.train import ModelTrainer

trainer = (
    ModelTrainer(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        role="arn:aws:iam::123456789012:role/Training",
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
    )
    .with_retry_strategy(RetryStrategy(maximum_retry_attempts=3))
    .with_metric_definitions([MetricDefinition(name="loss", regex="loss=(.*)")])
    .with_tensorboard_output_config(TensorBoardOutputConfig(s3_output_path="s3://acme-tb/"))
    .with_infra_check_config(InfraCheckConfig(enable_infra_check=True))
    .with_remote_debug_config(RemoteDebugConfig(enable_remote_debug=True))
    .with_session_chaining_config(SessionChainingConfig(enable_session_tag_chaining=True))
    .with_checkpoint_config(CheckpointConfig(s3_uri="s3://acme-ck/"))
)
trainer.train()
