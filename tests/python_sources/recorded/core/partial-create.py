from functools import partial

from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import AlgorithmSpecification, OutputDataConfig, ResourceConfig, StoppingCondition

create = partial(
    TrainingJob.create,
    role_arn="arn:aws:iam::123456789012:role/Training",
    algorithm_specification=AlgorithmSpecification(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", training_input_mode="Pipe"
    ),
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/a"),
)
for number, kind in enumerate(["ml.m5.large", "ml.c5.xlarge"], 1):
    create(
        training_job_name=f"job-{number}",
        resource_config=ResourceConfig(instance_type=kind, instance_count=1, volume_size_in_gb=10 * number),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=60 * number),
    )
