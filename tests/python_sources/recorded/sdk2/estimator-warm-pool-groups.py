from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.instance_group import InstanceGroup

cpu = InstanceGroup("workers", "ml.c5.4xlarge", 4)
gpu = InstanceGroup("trainers", "ml.p4d.24xlarge", 1)
est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/hetero:7",
    role="arn:aws:iam::123456789012:role/Training",
    instance_groups=[cpu, gpu],
    keep_alive_period_in_seconds=1800,
    volume_size=500,
    output_path="s3://acme-models/hetero/",
)
est.fit(
    {
        "train": TrainingInput(
            "s3://acme-data/h/", instance_groups=["workers"], distribution="ShardedByS3Key", s3_data_type="ManifestFile"
        )
    }
)
