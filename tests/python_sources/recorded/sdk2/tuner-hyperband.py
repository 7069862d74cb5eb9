from sagemaker.estimator import Estimator
from sagemaker.tuner import HyperbandStrategyConfig, HyperparameterTuner, IntegerParameter, StrategyConfig

est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.g4dn.xlarge",
    use_spot_instances=True,
    max_run=3600,
    max_wait=7200,
    enable_network_isolation=True,
    encrypt_inter_container_traffic=True,
    checkpoint_s3_uri="s3://acme-ckpt/",
    keep_alive_period_in_seconds=900,
    environment={"A": "1"},
    subnets=["subnet-0a1b2c3d4e5f60718"],
    security_group_ids=["sg-0123456789abcdef0"],
    volume_kms_key="alias/volumes",
)
tuner = HyperparameterTuner(
    estimator=est,
    objective_metric_name="loss",
    hyperparameter_ranges={"layers": IntegerParameter(2, 12, scaling_type="Linear")},
    metric_definitions=[{"Name": "loss", "Regex": "loss=(.*)"}],
    strategy="Hyperband",
    strategy_config=StrategyConfig(hyperband_strategy_config=HyperbandStrategyConfig(max_resource=10, min_resource=1)),
    max_jobs=50,
    max_parallel_jobs=5,
    max_runtime_in_seconds=36000,
    random_seed=7,
    tags=[{"Key": "a", "Value": "b"}],
)
tuner.fit({"train": "s3://acme-data/churn/"}, job_name="hyperband-1")
