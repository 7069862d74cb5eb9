from sagemaker.estimator import Estimator
from stepfunctions.steps import Chain, TrainingStep
from stepfunctions.workflow import Workflow


class Machine:
    kind = "ml.m5.2xlarge"

    def __init__(self, name):
        self.name = name
        self.inputs = {}

    def add(self, channel):
        self.inputs[channel] = f"s3://acme-data/{self.name}/{channel}"
        return self

    def build(self):
        estimator = Estimator(
            image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
            role="arn:aws:iam::123456789012:role/Training",
            instance_count=1,
            instance_type=self.kind,
            output_path="s3://acme-models/",
            use_spot_instances=True,
            max_run=600,
            max_wait=1200,
        )
        step = TrainingStep("Train", estimator=estimator, job_name=self.name, data=self.inputs, tags={"team": "ml"})
        return Workflow(
            name=self.name, definition=Chain([step]), role="arn:aws:iam::123456789012:role/Workflows"
        )


Machine("churn").add("train").add("test").build().create()
