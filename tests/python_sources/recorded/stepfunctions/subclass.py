from functools import partial

from sagemaker.estimator import Estimator
from stepfunctions.steps import Chain, TrainingStep
from stepfunctions.workflow import Workflow

make = partial(
    Estimator,
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    "arn:aws:iam::123456789012:role/Training",
    instance_count=1,
)


def step(name, kind, **hyperparameters):
    estimator = make(instance_type=kind, output_path=f"s3://acme-models/{name.lower()}", max_run=600)
    estimator.set_hyperparameters(**hyperparameters)
    return TrainingStep(name, estimator=estimator, job_name=f"{name}-1", data=f"s3://acme-data/{name}")


steps = [step(name, kind, rounds=5) for name, kind in (("One", "ml.m5.large"), ("Two", "ml.c5.xlarge"))]
Workflow(name="two", definition=Chain(steps), role="arn:aws:iam::123456789012:role/Workflows").create()
