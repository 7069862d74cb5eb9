from sagemaker.estimator import Estimator

SUBNETS = ["subnet-0a1b2c3d4e5f60718", "subnet-0f1e2d3c4b5a69788"]
est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
    role="arn:aws:iam::123456789012:role/FraudTraining",
    instance_count=4,
    instance_type="ml.c5.9xlarge",
    volume_kms_key="arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    output_kms_key="alias/fraud-models",
    output_path="s3://acme-fraud/models/",
    subnets=SUBNETS,
    security_group_ids=["sg-0123456789abcdef0"],
    encrypt_inter_container_traffic=True,
    enable_network_isolation=True,
    tags=[{"Key": "team", "Value": "fraud"}, {"Key": "cost-center", "Value": "4711"}],
    environment={"LOG_LEVEL": "info", "OMP_NUM_THREADS": "4"},
    metric_definitions=[{"Name": "validation:auc", "Regex": "auc=([0-9\\.]+)"}],
    max_retry_attempts=3,
    debugger_hook_config=False,
    disable_profiler=True,
)
est.fit("s3://acme-fraud/train/2026-11/", wait=False, logs=False)
