import json
import pathlib

from sagemaker.estimator import Estimator

pathlib.Path("settings.json").write_text(json.dumps({"instance_count": 3, "instance_type": "ml.c5.large", "max_run": 55}))


with open("settings.json") as file:
    loaded = Estimator("123456789012.dkr.ecr.us-east-1.amazonaws.com/c:1", "arn:aws:iam::123456789012:role/Training", **json.load(file))
loaded.fit("s3://acme-data/c", wait=False)
