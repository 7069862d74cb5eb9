from sagemaker.pytorch import PyTorch
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep

ROLE = "arn:aws:iam::123456789012:role/Pipelines"


def get_pipeline(session, instance_type="ml.g5.xlarge"):
    estimator = PyTorch(
        entry_point="train.py",
        source_dir="src",
        role=ROLE,
        framework_version="2.0.1",
        py_version="py310",
        instance_count=1,
        instance_type=instance_type,
        hyperparameters={"epochs": 3},
        sagemaker_session=session,
    )
    step = TrainingStep(name="Train", step_args=estimator.fit({"train": "s3://acme-data/x/"}))
    return Pipeline(name="torch", steps=[step], sagemaker_session=session)


get_pipeline(PipelineSession()).upsert(role_arn=ROLE)
