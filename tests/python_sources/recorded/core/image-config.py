from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import (
    AlgorithmSpecification,
    MetricDefinition,
    OutputDataConfig,
    ResourceConfig,
    StoppingCondition,
    TrainingImageConfig,
    TrainingRepositoryAuthConfig,
)

spec = AlgorithmSpecification(
    training_image="registry.acme.example/churn:1",
    training_input_mode="Pipe",
    training_image_config=TrainingImageConfig(
        training_repository_access_mode="Vpc",
        training_repository_auth_config=TrainingRepositoryAuthConfig(
            training_repository_credentials_provider_arn="arn:aws:lambda:us-east-1:123456789012:function:creds"
        ),
    ),
    container_entrypoint=["python", "train.py"],
    container_arguments=["--epochs", "3"],
    metric_definitions=[MetricDefinition(name="loss", regex="loss=(.*)")],
    enable_sage_maker_metrics_time_series=True,
)
job = TrainingJob.create(
    training_job_name="image-1",
    role_arn="arn:aws:iam::123456789012:role/Training",
    algorithm_specification=spec,
    output_data_config=OutputDataConfig(
        s3_output_path="s3://acme-models/", kms_key_id="alias/models", compression_type="NONE"
    ),
    resource_config=ResourceConfig(
        instance_type="ml.g5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        volume_kms_key_id="alias/v",
        keep_alive_period_in_seconds=60,
    ),
    stopping_condition=StoppingCondition(
        max_runtime_in_seconds=3600, max_wait_time_in_seconds=7200, max_pending_time_in_seconds=7200
    ),
)
