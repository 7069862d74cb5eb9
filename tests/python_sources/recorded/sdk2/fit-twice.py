from sagemaker.sklearn import SKLearn

sk = SKLearn("train.py", role="arn:aws:iam::123456789012:role/Training", framework_version="1.2-1", instance_type="ml.m5.large", hyperparameters={"a": 1})
sk.fit("s3://acme-data/first/", wait=False)
sk.fit({"train": "s3://acme-data/second/"}, wait=False, job_name="second")
