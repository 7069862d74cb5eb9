from sagemaker.core.shapes import CheckpointConfig, OutputDataConfig, StoppingCondition
from sagemaker.train.configs import Compute
from sagemaker.train.model_trainer import ModelTrainer

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=60 * 30),
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/a"),
    checkpoint_config=CheckpointConfig(s3_uri="s3://acme-ck/"),
)
trainer.train()
