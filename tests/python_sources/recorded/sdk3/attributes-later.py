from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, StoppingCondition

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    input_data_config=[InputData(channel_name="train", data_source="s3://acme-data/a")],
)
trainer.stopping_condition = StoppingCondition(max_runtime_in_seconds=120)
trainer.environment = {"MODE": "late"}
trainer.train(wait=False)
setattr(trainer, "training_image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/b:2")
trainer.train([InputData(channel_name="test", data_source="s3://acme-data/b")], wait=False)
