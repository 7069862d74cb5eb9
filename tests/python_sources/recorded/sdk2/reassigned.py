import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput

role = "arn:aws:iam::123456789012:role/Training"
hyperparameters = {"max_depth": 5, "eta": 0.2}
estimator = Estimator(
    sagemaker.image_uris.retrieve("xgboost", "us-east-1", version="1.7-1"),
    role,
    instance_count=1,
    instance_type="ml.m5.large",
    hyperparameters=hyperparameters,
)
hyperparameters["eta"] = 0.3
estimator.set_hyperparameters(num_round=100, objective="binary:logistic")
estimator.instance_type = "ml.m5.2xlarge"
estimator.max_run = 600
inputs = {"train": TrainingInput("s3://acme-data/train", content_type="csv")}
inputs["validation"] = TrainingInput("s3://acme-data/val", content_type="text/csv", s3_data_type="S3Prefix")
estimator.fit(inputs)
inputs.pop("validation")
estimator.fit(inputs, job_name="second")
estimator = Estimator("123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1", role, 1, "ml.c5.large", volume_size=5)
estimator.fit()
