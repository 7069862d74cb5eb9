from sagemaker.core.training.configs import Compute, Networking, OutputDataConfig, Tag
from sagemaker.train import ModelTrainer

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    networking=Networking(
        subnets=["subnet-0a1b2c3d4e5f60718"],
        security_group_ids=["sg-0123456789abcdef0"],
        enable_network_isolation=True,
        enable_inter_container_traffic_encryption=True,
    ),
    output_data_config=OutputDataConfig(
        s3_output_path="s3://acme-models/", kms_key_id="alias/models", compression_type="NONE"
    ),
    compute=Compute(
        instance_type="ml.p4d.24xlarge",
        instance_count=2,
        volume_kms_key_id="alias/volumes",
        keep_alive_period_in_seconds=600,
    ),
    tags=[Tag(key="team", value="ads")],
    environment={"LOG_LEVEL": "debug"},
)
trainer.train()
