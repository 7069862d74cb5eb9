from sagemaker.estimator import Estimator

BASE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn"
for region_name, rounds in [("north", 10), ("south", 20)]:
    est = Estimator(
        f"{BASE}:1.4",
        "arn:aws:iam::123456789012:role/Training",
        instance_count=1,
        instance_type="ml.m5.xlarge",
        hyperparameters={"rounds": rounds},
        output_path=f"s3://acme-models/{region_name}/",
    )
    est.fit({"train": f"s3://acme-data/{region_name}/"}, wait=False)
