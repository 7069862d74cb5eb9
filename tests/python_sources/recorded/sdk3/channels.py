from sagemaker.core.training.configs import (
    Channel,
    DataSource,
    FileSystemDataSource,
    InputData,
    S3DataSource,
    ShuffleConfig,
)
from sagemaker.train import ModelTrainer

s3 = S3DataSource(s3_data_type="S3Prefix", s3_uri="s3://acme-data/a/", s3_data_distribution_type="ShardedByS3Key")
trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    input_data_config=[InputData(channel_name="train", data_source="s3://acme-data/replaced/")],
)
trainer.train(
    input_data_config=[
        InputData(channel_name="train", data_source=s3, content_type="text/csv"),
        Channel(
            channel_name="labels",
            data_source=DataSource(
                s3_data_source=S3DataSource(
                    s3_data_type="AugmentedManifestFile",
                    s3_uri="s3://acme-data/l.manifest",
                    attribute_names=["source-ref"],
                )
            ),
            compression_type="None",
            input_mode="Pipe",
            shuffle_config=ShuffleConfig(seed=3),
        ),
        InputData(
            channel_name="fs",
            data_source=FileSystemDataSource(
                file_system_id="fs-12345678",
                file_system_type="EFS",
                directory_path="/data",
                file_system_access_mode="ro",
            ),
        ),
    ]
)
