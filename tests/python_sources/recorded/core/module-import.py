from sagemaker.core import resources, shapes

resources.TrainingJob.create(
    training_job_name="module-1",
    role_arn="arn:aws:iam::123456789012:role/Training",
    algorithm_specification=shapes.AlgorithmSpecification(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", training_input_mode="File"
    ),
    output_data_config=shapes.OutputDataConfig(s3_output_path="s3://acme-models/"),
    resource_config=shapes.ResourceConfig(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
    stopping_condition=shapes.StoppingCondition(max_runtime_in_seconds=3600),
)
