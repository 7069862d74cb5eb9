from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import (
    AlgorithmSpecification,
    InstanceGroup,
    OutputDataConfig,
    ResourceConfig,
    StoppingCondition,
)

TrainingJob.create(
    training_job_name="groups-1",
    role_arn="arn:aws:iam::123456789012:role/Training",
    algorithm_specification=AlgorithmSpecification(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", training_input_mode="File"
    ),
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/"),
    resource_config=ResourceConfig(
        volume_size_in_gb=30,
        instance_groups=[InstanceGroup(instance_type="ml.c5.xlarge", instance_count=2, instance_group_name="a")],
    ),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
)
