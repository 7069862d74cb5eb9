import boto3
from sagemaker.session import Session
from sagemaker.xgboost.estimator import XGBoost

for region, bucket in {"us-east-1": "acme-east", "eu-west-1": "acme-eu"}.items():
    session = Session(boto_session=boto3.Session(region_name=region), default_bucket=bucket)
    xgb = XGBoost(
        "train.py",
        "1.7-1",
        role="arn:aws:iam::123456789012:role/Training",
        instance_count=1,
        instance_type="ml.m5.xlarge",
        sagemaker_session=session,
        hyperparameters={"num_round": 10, "objective": "reg:squarederror", "eval_metric": ["rmse", "mae"]},
        code_location=f"s3://{bucket}/code",
        base_job_name=f"xgb-{region}",
    )
    xgb.fit({"train": f"s3://{bucket}/train"}, wait=False)
