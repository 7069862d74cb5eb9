from sagemaker.estimator import Estimator

est = Estimator("123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", "arn:aws:iam::123456789012:role/Training", 1, "local")
print(est.instance_type)
remote = Estimator("123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", "arn:aws:iam::123456789012:role/Training", 1, "ml.m5.large")
remote.fit("s3://acme-data/x/")
