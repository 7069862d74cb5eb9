from enum import Enum, IntEnum

from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, StoppingCondition


class Loss(str, Enum):
    CE = "cross_entropy"


class Runtime(IntEnum):
    SHORT = 600


ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=Runtime.SHORT),
    hyperparameters={"loss": Loss.CE.value, "limit": int(Runtime.SHORT)},
    environment={"LOSS": Loss.CE.value, "NAME": str(Loss.CE)},
).train(wait=False)
