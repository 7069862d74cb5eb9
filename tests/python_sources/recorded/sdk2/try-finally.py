from sagemaker.estimator import Estimator

settings = {"image_uri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", "instance_count": 1}


def prepared():
    try:
        settings["instance_type"] = "ml.m5.large"
        return settings
    finally:
        settings["instance_count"] = 3


estimator = Estimator(role="arn:aws:iam::123456789012:role/Training", **prepared())
try:
    estimator.fit(job_name="tried")
except Exception as error:
    print(error)
    raise
finally:
    estimator.max_run = 1
