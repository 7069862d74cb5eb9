from sagemaker.aws_batch.training_queue import TrainingQueue
from sagemaker.estimator import Estimator

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    "arn:aws:iam::123456789012:role/Training",
    1,
    "ml.m5.large",
    enable_network_isolation=True,
    hyperparameters={"rounds": 3},
    max_run=900,
)
queue = TrainingQueue("ml-queue")
queue.submit(training_job=est, inputs={"train": "s3://acme-data/a"}, job_name="queued", share_identifier="default")
