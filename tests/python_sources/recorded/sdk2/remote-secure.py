from sagemaker.remote_function import remote


@remote(
    instance_type="ml.g5.xlarge",
    instance_count=1,
    role="arn:aws:iam::123456789012:role/Training",
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/base:1",
    s3_root_uri="s3://acme-remote",
    s3_kms_key="alias/remote",
    volume_kms_key="alias/volumes",
    subnets=["subnet-0a1b2c3d4e5f60718"],
    security_group_ids=["sg-0123456789abcdef0"],
    encrypt_inter_container_traffic=True,
    keep_alive_period_in_seconds=600,
    max_retry_attempts=2,
    job_name_prefix="nightly",
)
def fit(rows):
    return len(rows)


try:
    fit([1, 2])
except Exception as error:
    print(repr(error))
