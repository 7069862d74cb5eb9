from sagemaker.estimator import Estimator

est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.large",
    volume_size=0,
    output_path="",
    environment={},
    hyperparameters={},
    tags=[],
    checkpoint_s3_uri="",
    use_spot_instances=False,
    max_wait=0,
    encrypt_inter_container_traffic=False,
    enable_network_isolation=False,
    keep_alive_period_in_seconds=0,
    metric_definitions=[],
    base_job_name="",
    enable_remote_debug=False,
    enable_infra_check=False,
    volume_kms_key="",
    output_kms_key="",
)
est.fit({"train": "s3://acme-data/x"}, experiment_config={})
