from sagemaker.estimator import Estimator

est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.trn1.2xlarge",
    container_entry_point=["python3", "/opt/program/train.py"],
    container_arguments=["--epochs", "3"],
    training_repository_access_mode="Vpc",
    training_repository_credentials_provider_arn="arn:aws:lambda:us-east-1:123456789012:function:creds",
    enable_infra_check=True,
    enable_remote_debug=True,
    enable_session_tag_chaining=True,
    training_plan="arn:aws:sagemaker:us-east-1:123456789012:training-plan/plan-1",
    subnets=["subnet-0a1b2c3d4e5f60718"],
    security_group_ids=["sg-0123456789abcdef0"],
    debugger_hook_config=False,
)
est.fit({"train": "s3://acme-data/churn/"})
