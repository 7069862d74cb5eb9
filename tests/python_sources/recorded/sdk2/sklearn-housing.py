from sagemaker.sklearn import SKLearn

est = SKLearn(
    entry_point="script.py",
    source_dir="model",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.c5.xlarge",
    framework_version="0.23-1",
    base_job_name="rf-scikit",
    metric_definitions=[{"Name": "median-AE", "Regex": "AE-at-50th-percentile: ([0-9.]+).*$"}],
    hyperparameters={
        "n-estimators": 100,
        "min-samples-leaf": 3,
        "features": "MedInc HouseAge AveRooms",
        "target": "target",
    },
    max_run=20 * 60,
    use_spot_instances=True,
    max_wait=30 * 60,
)
est.fit({"train": "s3://acme-data/housing/train.csv", "test": "s3://acme-data/housing/test.csv"}, wait=False)
