from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import AlgorithmSpecification, OutputDataConfig, ResourceConfig, StoppingCondition

left = {"a": 1, "b": 3}
while left:
    name, count = left.popitem()
    TrainingJob.create(
        training_job_name=f"job-{name}",
        role_arn="arn:aws:iam::123456789012:role/Training",
        algorithm_specification=AlgorithmSpecification(
            training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", training_input_mode="File"
        ),
        output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/a"),
        resource_config=ResourceConfig(instance_type="ml.m5.large", instance_count=count, volume_size_in_gb=30),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=600),
    )
