from functools import partial

from sagemaker.estimator import Estimator
from sagemaker.sklearn.estimator import SKLearn

ROLE = "arn:aws:iam::123456789012:role/Training"
make = partial(SKLearn, role=ROLE, framework_version="1.2-1", py_version="py3", instance_type="ml.m5.large")
for script, rounds in (("a.py", 10), ("b.py", 20)):
    make(entry_point=script, hyperparameters={"rounds": rounds}).fit({"train": "s3://acme-data/x"})

byo = partial(Estimator, "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", ROLE, instance_count=1)
byo(instance_type="ml.m5.xlarge", volume_size=50).fit()
