from sagemaker.estimator import Estimator

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.large",
)
go = est.fit
est.instance_count = 3
go("s3://acme-data/x")
getattr(est, "fit")(job_name="named")
