from sagemaker.pytorch import PyTorch

est = PyTorch(
    "train.py",
    role="arn:aws:iam::123456789012:role/Training",
    framework_version="2.3.0",
    py_version="py311",
    instance_count=1,
    instance_type="ml.m5.large",
    subnets=["subnet-1a2b3c4d"],
    security_group_ids=["sg-1a2b3c4d"],
    max_retry_attempts=3,
    disable_output_compression=True,
    container_log_level=10,
    debugger_hook_config=False,
    disable_profiler=True,
    hyperparameters={"t": (1, 2), "n": None, "f": 1.0, "b": b"x".decode(), "nested": {"a": [True]}},
    tags={"x": "y"},
)
est.fit(wait=False)
est.fit(inputs=None, job_name="again")
