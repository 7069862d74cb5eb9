from sagemaker.debugger import (
    CollectionConfig,
    DebuggerHookConfig,
    ProfilerConfig,
    Rule,
    TensorBoardOutputConfig,
    rule_configs,
)
from sagemaker.estimator import Estimator

est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    rules=[Rule.sagemaker(rule_configs.loss_not_decreasing())],
    debugger_hook_config=DebuggerHookConfig(
        s3_output_path="s3://acme-debug/",
        collection_configs=[CollectionConfig(name="losses", parameters={"save_interval": "10"})],
    ),
    profiler_config=ProfilerConfig(system_monitor_interval_millis=500),
    tensorboard_output_config=TensorBoardOutputConfig(
        s3_output_path="s3://acme-tb/", container_local_output_path="/opt/tb"
    ),
)
est.fit({"train": "s3://acme-data/churn/"})
