from sagemaker.estimator import Estimator

model_id, model_version = "xgboost-classification-model", "*"
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
tabular_estimator = Estimator(
    role="arn:aws:iam::123456789012:role/Training",
    image_uri=IMAGE,
    source_dir="s3://jumpstart-cache-prod-us-east-1/source-directory-tarballs/xgboost/transfer_learning/v1/sourcedir.tar.gz",
    model_uri="s3://jumpstart-cache-prod-us-east-1/xgboost-training/train-xgboost.tar.gz",
    entry_point="transfer_learning.py",
    instance_count=1,
    instance_type="ml.m5.4xlarge",
    max_run=360000,
    hyperparameters={"num_boost_round": "500"},
    output_path=f"s3://acme-models/{model_id}",
    base_job_name=f"jumpstart-{model_id}",
)
tabular_estimator.fit({"training": "s3://acme-data/tabular/train"}, logs=True)
