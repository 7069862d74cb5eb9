from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Channel, CheckpointConfig, Compute, DataSource, InputData, OutputDataConfig, S3DataSource, SourceCode
from sagemaker.core.shapes import MetricDefinition

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a_b:1",
    role="TrainingRole",
    compute=Compute(instance_type="ml.m5.large", instance_count=1, keep_alive_period_in_seconds=0),
    source_code=SourceCode(source_dir="s3://acme-code/sourcedir.tar.gz", entry_script="train.py"),
    checkpoint_config=CheckpointConfig(local_path="/opt/ml/c"),
    output_data_config=OutputDataConfig(kms_key_id="alias/k"),
    environment={},
    tags=[],
    training_input_mode="FastFile",
)
trainer.with_metric_definitions([MetricDefinition(name="m", regex="m=(.*)")])
trainer.train(
    input_data_config=[
        Channel(channel_name="train", data_source=DataSource(s3_data_source=S3DataSource(s3_data_type="S3Prefix", s3_uri="s3://acme-data/a"))),
        InputData(channel_name="more", data_source="s3://acme-data/b"),
    ],
    wait=False,
)
