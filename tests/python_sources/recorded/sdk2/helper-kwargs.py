from sagemaker.pytorch import PyTorch

DEFAULTS = {
    "role": "arn:aws:iam::123456789012:role/Training",
    "framework_version": "2.2.0",
    "py_version": "py310",
    "instance_count": 1,
}


def build(entry, *args, gpu=False, **overrides):
    options = {**DEFAULTS, "instance_type": "ml.g5.xlarge" if gpu else "ml.m5.xlarge"}
    options.update(overrides)
    tags = options.pop("tags", [])
    tags.append({"Key": "entry", "Value": entry})
    return PyTorch(entry_point=entry, tags=tags, **options)


build("a.py").fit()
build("b.py", gpu=True, hyperparameters={"lr": 0.1, "layers": [1, 2], "name": None}).fit("s3://acme-data/b")
build("c.py", instance_count=4, subnets=["subnet-1a2b3c4d"], security_group_ids=["sg-1a2b3c4d"]).fit()
