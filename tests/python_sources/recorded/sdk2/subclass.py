from sagemaker.pytorch import PyTorch


class CompanyPyTorch(PyTorch):
    def __init__(self, entry_point, instance_type="ml.g5.xlarge", **kwargs):
        kwargs.setdefault("max_run", 7200)
        super().__init__(
            entry_point=entry_point,
            role="arn:aws:iam::123456789012:role/Training",
            framework_version="2.3.0",
            py_version="py311",
            instance_count=1,
            instance_type=instance_type,
            **kwargs,
        )


estimator = CompanyPyTorch("train.py", hyperparameters={"epochs": 3}, output_path="s3://acme-models/nlp")
estimator.fit({"train": "s3://acme-data/nlp"})
CompanyPyTorch("train.py", instance_type="ml.m5.large", max_run=60).fit()
