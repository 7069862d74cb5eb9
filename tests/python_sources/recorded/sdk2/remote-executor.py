from sagemaker.remote_function import RemoteExecutor


def divide(x, y):
    return x / y


with RemoteExecutor(
    max_parallel_jobs=1,
    instance_type="ml.m5.large",
    role="arn:aws:iam::123456789012:role/Training",
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/base:1",
    s3_root_uri="s3://acme-remote",
    use_spot_instances=True,
    max_wait_time_in_seconds=7200,
    max_runtime_in_seconds=3600,
) as executor:
    future = executor.submit(divide, 1, 2)
