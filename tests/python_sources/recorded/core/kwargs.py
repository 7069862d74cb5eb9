from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import AlgorithmSpecification, OutputDataConfig, ResourceConfig, StoppingCondition

common = dict(
    role_arn="arn:aws:iam::123456789012:role/Training",
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/"),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
)
TrainingJob.create(
    training_job_name="kwargs-1",
    algorithm_specification=AlgorithmSpecification(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", training_input_mode="File"
    ),
    resource_config=ResourceConfig(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
    **common,
)
