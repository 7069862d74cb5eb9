from sagemaker.estimator import Estimator

tags = [{"Key": "a", "Value": "b"}]
est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.large",
    tags=tags,
    environment={"A": "1"},
    metric_definitions=[],
)
est.tags.append({"Key": "c", "Value": "d"})
est.environment["B"] = "2"
est.metric_definitions += [{"Name": "m", "Regex": "m"}]
est.fit()
