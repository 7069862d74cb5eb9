from sagemaker.remote_function import remote


@remote(
    instance_type="ml.m5.xlarge",
    role="arn:aws:iam::123456789012:role/Training",
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/base:1",
    s3_root_uri="s3://acme-remote",
    volume_size=50,
    max_runtime_in_seconds=1800,
    environment_variables={"A": "1"},
    tags=[{"Key": "team", "Value": "ads"}],
)
def train(x, y):
    return x + y


try:
    train(1, 2)
except Exception as error:
    print(repr(error))
