from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import AlgorithmSpecification, Channel, DataSource, OutputDataConfig, ResourceConfig, S3DataSource, StoppingCondition


class Jobs:
    role = "arn:aws:iam::123456789012:role/Training"

    def channel(self, name, uri, **more):
        source = DataSource(s3_data_source=S3DataSource(s3_data_type="S3Prefix", s3_uri=uri))
        return Channel(channel_name=name, data_source=source, **more)

    def start(self, name, kind="ml.m5.large", count=1):
        return TrainingJob.create(
            training_job_name=name,
            role_arn=self.role,
            algorithm_specification=AlgorithmSpecification(
                training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", training_input_mode="File"
            ),
            input_data_config=[
                self.channel("train", "s3://acme-data/train", content_type="text/csv"),
                self.channel("test", "s3://acme-data/test"),
            ],
            output_data_config=OutputDataConfig(s3_output_path=f"s3://acme-models/{name}"),
            resource_config=ResourceConfig(instance_type=kind, instance_count=count, volume_size_in_gb=30),
            stopping_condition=StoppingCondition(max_runtime_in_seconds=600),
        )


Jobs().start("one")
Jobs().start("two", count=4)
