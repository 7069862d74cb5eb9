import boto3
import sagemaker
from sagemaker.pytorch import PyTorch

session = sagemaker.Session(boto3.session.Session(region_name="us-gov-east-1"), default_bucket="acme-gov")
est = PyTorch(
    entry_point="train.py",
    role="arn:aws-us-gov:iam::123456789012:role/Training",
    framework_version="2.1",
    py_version="py310",
    instance_count=1,
    instance_type="ml.g4dn.xlarge",
    sagemaker_session=session,
)
est.fit({"training": f"s3://{session.default_bucket()}/data"})
