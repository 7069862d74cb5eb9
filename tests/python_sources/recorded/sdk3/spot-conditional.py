from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, StoppingCondition

SPOT = True
hours = 4
stop = {"max_runtime_in_seconds": hours * 3600}
if SPOT:
    stop["max_wait_time_in_seconds"] = 2 * stop["max_runtime_in_seconds"]
compute = Compute(
    instance_type="ml.p3.2xlarge",
    instance_count=1,
    enable_managed_spot_training=SPOT,
    keep_alive_period_in_seconds=0 if SPOT else 600,
)
ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=compute,
    stopping_condition=StoppingCondition(**stop),
    tags=[{"key": "team", "value": "ml"}],
).train(wait=False)
