from sagemaker.core import image_uris
from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import AlgorithmSpecification, OutputDataConfig, ResourceConfig, StoppingCondition

region = "us-west-2"
TrainingJob.create(
    training_job_name="xgb-1",
    role_arn="arn:aws:iam::123456789012:role/Training",
    algorithm_specification=AlgorithmSpecification(
        training_image=image_uris.retrieve(framework="xgboost", region=region, version="1.7-1"),
        training_input_mode="File",
    ),
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/"),
    resource_config=ResourceConfig(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
    region=region,
)
