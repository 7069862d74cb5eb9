from sagemaker.estimator import Estimator


class Launcher:
    IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"

    def __init__(self, kind="ml.m5.large"):
        self.kind = kind
        self.estimator = Estimator(self.IMAGE, "arn:aws:iam::123456789012:role/Training", instance_count=1, instance_type=self.kind)

    def run(self, data):
        self.estimator.set_hyperparameters(rounds=3)
        self.estimator.fit({"train": data}, wait=False)


launcher = Launcher("ml.m5.4xlarge")
launcher.estimator.max_run = 777
launcher.run("s3://acme-data/x/")
