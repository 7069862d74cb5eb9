from sagemaker.core.training.configs import Compute, StoppingCondition, CheckpointConfig
from sagemaker.train import ModelTrainer

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    stopping_condition=StoppingCondition(max_runtime_in_seconds=3600, max_wait_time_in_seconds=7200),
    compute=Compute(instance_type="ml.g4dn.xlarge", instance_count=1, enable_managed_spot_training=True),
    checkpoint_config=CheckpointConfig(s3_uri="s3://acme-ckpt/run", local_path="/opt/ml/ck"),
    training_input_mode="FastFile",
)
trainer.train()
