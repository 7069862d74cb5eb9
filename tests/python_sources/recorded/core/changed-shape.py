from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import AlgorithmSpecification, OutputDataConfig, ResourceConfig, StoppingCondition

resources = ResourceConfig(instance_type="ml.m5.large", instance_count=1, volume_size_in_gb=30)
resources.instance_count = 2
stopping = StoppingCondition(max_runtime_in_seconds=60)
stopping.max_wait_time_in_seconds = 120
hyper = {}
hyper["a"] = "1"
hyper |= {"b": "2"}
TrainingJob.create(
    training_job_name="changed",
    role_arn="arn:aws:iam::123456789012:role/Training",
    algorithm_specification=AlgorithmSpecification(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", training_input_mode="File"
    ),
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/a"),
    resource_config=resources,
    stopping_condition=stopping,
    hyper_parameters=hyper,
    enable_managed_spot_training=True,
    tags=[{"key": k, "value": v} for k, v in sorted({"b": "2", "a": "1"}.items())] if False else None,
)
