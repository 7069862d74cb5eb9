from sagemaker.core.remote_function import remote


@remote(
    instance_type="ml.m5.xlarge",
    role="arn:aws:iam::123456789012:role/Training",
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    s3_root_uri="s3://acme-remote",
    max_runtime_in_seconds=900,
    volume_size=40,
)
def train(x):
    return x


try:
    train(1)
except Exception as error:
    print(repr(error))
