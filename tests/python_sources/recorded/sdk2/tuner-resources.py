from sagemaker.estimator import Estimator
from sagemaker.tuner import HyperparameterTuner, InstanceConfig, IntegerParameter

est = Estimator("123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", "arn:aws:iam::123456789012:role/Training", 1, "ml.m5.large")
tuner = HyperparameterTuner(est, "m", {"x": IntegerParameter(1, 9)}, [{"Name": "m", "Regex": "m=(.*)"}], strategy="Random", max_jobs=2)
tuner.override_resource_config(instance_configs=[InstanceConfig(instance_count=1, instance_type="ml.m4.2xlarge", volume_size=30)])
tuner.fit("s3://acme-data/a", wait=False)
