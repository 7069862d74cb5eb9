import json

from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, StoppingCondition

CONFIG = json.loads('{"compute": {"instance_type": "ml.c5.2xlarge", "instance_count": 2}, "hyper": {"lr": 0.1, "n": null}}')
CONFIG["hyper"].update(extra=[1, "a"])
ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(**CONFIG["compute"]),
    hyperparameters=CONFIG["hyper"],
    stopping_condition=StoppingCondition(max_runtime_in_seconds=CONFIG.get("limit", 1800)),
).train(wait=False)
