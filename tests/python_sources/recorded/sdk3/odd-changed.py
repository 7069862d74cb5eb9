from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, StoppingCondition

compute = Compute(instance_type="ml.m5.large", instance_count=1)
trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=compute,
    hyperparameters={"a": 1},
    stopping_condition=StoppingCondition(max_runtime_in_seconds=60),
)
trainer.hyperparameters["b"] = 2
trainer.compute.instance_count = 5
trainer.stopping_condition = StoppingCondition(max_runtime_in_seconds=90)
trainer.train(wait=False)
compute.instance_type = "ml.c5.large"
trainer.train([InputData(channel_name="train", data_source="s3://acme-data/a")], wait=False)
trainer.train([InputData(channel_name="test", data_source="s3://acme-data/b")], wait=False)
