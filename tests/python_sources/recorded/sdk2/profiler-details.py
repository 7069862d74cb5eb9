from sagemaker.debugger import FrameworkProfile, ProfilerConfig, ProfilerRule, rule_configs
from sagemaker.estimator import Estimator

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    "arn:aws:iam::123456789012:role/Training",
    1,
    "ml.p3.2xlarge",
    profiler_config=ProfilerConfig(s3_output_path="s3://acme-prof/", framework_profile_params=FrameworkProfile()),
    rules=[ProfilerRule.sagemaker(rule_configs.ProfilerReport())],
)
est.fit("s3://acme-data/x/")
