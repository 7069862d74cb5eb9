from sagemaker.core.training.configs import Compute, InputData, InstanceGroup
from sagemaker.train import ModelTrainer

compute = Compute(
    instance_groups=[
        InstanceGroup(instance_type="ml.c5.4xlarge", instance_count=2, instance_group_name="cpu"),
        InstanceGroup(instance_type="ml.g5.xlarge", instance_count=1, instance_group_name="gpu"),
    ],
    volume_size_in_gb=50,
)
trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    compute=compute,
)
trainer.train([InputData(channel_name="train", data_source="s3://acme-data/x/")])
