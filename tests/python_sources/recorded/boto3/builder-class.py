import boto3


class TrainingJob:
    instance_type = "ml.m5.large"
    default_tags = {"owner": "platform"}

    def __init__(self, name, client=None):
        self.client = client or boto3.client("sagemaker")
        self.request = {"TrainingJobName": name, "HyperParameters": {}}
        self._tags = dict(self.default_tags)

    def image(self, uri, mode="File"):
        self.request["AlgorithmSpecification"] = {"TrainingImage": uri, "TrainingInputMode": mode}
        return self

    def on(self, kind=None, count=1, volume=30):
        self.request["ResourceConfig"] = {
            "InstanceType": kind or self.instance_type,
            "InstanceCount": count,
            "VolumeSizeInGB": volume,
        }
        return self

    def hyper(self, **values):
        self.request["HyperParameters"].update({name: str(value) for name, value in values.items()})
        return self

    def submit(self):
        self.request.setdefault("StoppingCondition", {"MaxRuntimeInSeconds": 7200})
        self.request["Tags"] = [dict(Key=k, Value=v) for k, v in self._tags.items()]
        return self.client.create_training_job(
            RoleArn="arn:aws:iam::123456789012:role/SageMakerTraining",
            OutputDataConfig={"S3OutputPath": "s3://acme-ml/built/"},
            **self.request,
        )


class GpuJob(TrainingJob):
    instance_type = "ml.g4dn.xlarge"
    default_tags = {**TrainingJob.default_tags, "gpu": "yes"}

    def __init__(self, name):
        super().__init__(name)
        self.request["EnableNetworkIsolation"] = True


IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/built:1"
TrainingJob("cpu-job").image(IMAGE).on(volume=50).hyper(epochs=3, lr=0.1).submit()
GpuJob("gpu-job").image(IMAGE, mode="Pipe").on().submit()
