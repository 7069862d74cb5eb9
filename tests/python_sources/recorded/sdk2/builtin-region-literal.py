import boto3
import sagemaker
from sagemaker.image_uris import retrieve

boto_session = boto3.Session(region_name="us-west-2")
sess = sagemaker.Session(boto_session=boto_session, default_bucket="acme-forecast")
region = "us-west-2"
image_uri = retrieve("forecasting-deepar", region)

estimator = sagemaker.estimator.Estimator(
    image_uri=image_uri,
    sagemaker_session=sess,
    role="arn:aws:iam::123456789012:role/ForecastTraining",
    instance_count=1,
    instance_type="ml.c5.2xlarge",
    base_job_name="deepar-electricity",
)
hyperparameters = {
    "time_freq": "2H",
    "epochs": "400",
    "early_stopping_patience": "40",
    "mini_batch_size": "64",
    "learning_rate": "5E-4",
    "context_length": str(84),
    "prediction_length": str(84),
}
estimator.set_hyperparameters(**hyperparameters)
data_channels = {"train": "s3://acme-forecast/data/train/", "test": "s3://acme-forecast/data/test/"}
estimator.fit(inputs=data_channels, wait=True)
