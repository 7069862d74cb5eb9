from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import AlgorithmSpecification, OutputDataConfig, ResourceConfig, StoppingCondition, VpcConfig

TrainingJob.create(
    training_job_name="churn-1",
    role_arn="arn:aws:iam::123456789012:role/Training",
    algorithm_specification=AlgorithmSpecification(
        training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", training_input_mode="File"
    ),
    output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/"),
    resource_config=ResourceConfig(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
    stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
    vpc_config=VpcConfig(subnets=["subnet-0a1b2c3d4e5f60718"], security_group_ids=["sg-0123456789abcdef0"]),
    enable_network_isolation=True,
    enable_inter_container_traffic_encryption=True,
)
