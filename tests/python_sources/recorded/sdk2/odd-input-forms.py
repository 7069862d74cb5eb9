from sagemaker.estimator import Estimator
from sagemaker.inputs import FileSystemInput, TrainingInput

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "arn:aws:iam::123456789012:role/Training",
    1,
    "ml.m5.large",
    input_mode="Pipe",
)
est.fit(TrainingInput("s3://acme-data/x", input_mode="FastFile", shuffle_config=None, compression="Gzip"))
est.fit({"a": "s3://acme-data/x", "b": TrainingInput("s3://acme-data/y", "ShardedByS3Key", record_wrapping="RecordIO")})
est.fit({"fs": FileSystemInput("fs-0123456789abcdef0", "EFS", "/data", "rw", content_type="text/csv")})
one = TrainingInput("s3://acme-data/x")
one.config["ContentType"] = "text/csv"
est.fit({"changed": one})
