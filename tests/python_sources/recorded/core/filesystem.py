from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import (
    AlgorithmSpecification,
    Channel,
    DataSource,
    FileSystemDataSource,
    OutputDataConfig,
    ResourceConfig,
    StoppingCondition,
)

TrainingJob.create(
    training_job_name="churn-1",
    role_arn="arn:aws:iam::123456789012:role/Training",
    algorithm_specification=AlgorithmSpecification(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", training_input_mode="File"
    ),
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/"),
    resource_config=ResourceConfig(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
    input_data_config=[
        Channel(
            channel_name="train",
            data_source=DataSource(
                file_system_data_source=FileSystemDataSource(
                    file_system_id="fs-12345678",
                    file_system_access_mode="ro",
                    file_system_type="FSxLustre",
                    directory_path="/x/y",
                )
            ),
        )
    ],
)
