from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute

params = {"rounds": 10}


def trainer(name):
    try:
        made = ModelTrainer(
            training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
            role="arn:aws:iam::123456789012:role/Training",
            base_job_name=name,
            compute=Compute(instance_type="ml.m5.large", instance_count=1),
            hyperparameters={"rounds": params["rounds"], "name": name},
        )
        return made
    finally:
        params["rounds"] += 5


trainer("first").train(wait=False)
trainer("second").train(wait=False)
