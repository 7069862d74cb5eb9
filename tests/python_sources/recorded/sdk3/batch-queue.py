from sagemaker.train import ModelTrainer
from sagemaker.train.aws_batch.training_queue import TrainingQueue
from sagemaker.train.configs import Compute, InputData, Networking

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    networking=Networking(enable_network_isolation=True),
)
queue = TrainingQueue("ml-queue")
queue.submit(training_job=trainer, inputs=[InputData(channel_name="train", data_source="s3://acme-data/a")], job_name="queued")
