from sagemaker.estimator import Estimator
from sagemaker.inputs import FileSystemInput, ShuffleConfig, TrainingInput

train = TrainingInput(
    "s3://acme-data/tfrecords/train",
    distribution="FullyReplicated",
    compression="Gzip",
    content_type="application/x-recordio",
    record_wrapping="RecordIO",
    s3_data_type="S3Prefix",
    input_mode="Pipe",
    shuffle_config=ShuffleConfig(42),
)
labels = TrainingInput(
    "s3://acme-data/labels.manifest", s3_data_type="AugmentedManifestFile", attribute_names=["source-ref", "label"]
)
fsx = FileSystemInput(
    file_system_id="fs-0123456789abcdef0",
    file_system_type="FSxLustre",
    directory_path="/abcdef/data",
    file_system_access_mode="ro",
)
est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/vision:1",
    "arn:aws:iam::123456789012:role/Training",
    1,
    "ml.p3.16xlarge",
    None,
    100,
    input_mode="Pipe",
    subnets=["subnet-0a1b2c3d4e5f60718"],
    security_group_ids=["sg-0123456789abcdef0"],
)
est.fit({"train": train, "labels": labels, "fsx": fsx})
