from sagemaker.estimator import Estimator
from sagemaker.inputs import FileSystemInput

efs_train = FileSystemInput("fs-12345678", "EFS", "/training", "rw", content_type="text/csv")
est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/vision:1",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.p3.2xlarge",
    subnets=["subnet-0a1b2c3d4e5f60718"],
    security_group_ids=["sg-0123456789abcdef0"],
    model_uri="s3://acme-models/base/model.tar.gz",
    model_channel_name="pretrained",
)
est.fit(efs_train)
