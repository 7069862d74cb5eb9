from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train import ModelTrainer

session = PipelineSession()
trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
    sagemaker_session=session,
    hyperparameters={"epochs": 3},
)
step = TrainingStep(
    name="Train", step_args=trainer.train([InputData(channel_name="train", data_source="s3://acme-data/x/")])
)
Pipeline(name="p3", steps=[step], sagemaker_session=session).upsert(role_arn="arn:aws:iam::123456789012:role/Training")
