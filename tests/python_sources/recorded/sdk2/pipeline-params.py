from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, TrainingStep

session = PipelineSession()
kind = ParameterString(name="TrainingInstanceType", default_value="ml.m5.xlarge")
count = ParameterInteger(name="Count", default_value=2)


def get_pipeline(role, name="churn"):
    estimator = Estimator(
        image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
        instance_type=kind,
        instance_count=count,
        output_path=f"s3://acme-models/{name}",
        role=role,
        sagemaker_session=session,
        hyperparameters={"rounds": 50},
    )
    step = TrainingStep(
        name=f"Train{name.capitalize()}",
        step_args=estimator.fit({"train": TrainingInput(s3_data="s3://acme-data/x", content_type="text/csv")}),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30d"),
    )
    return Pipeline(name=name, parameters=[kind, count], steps=[step], sagemaker_session=session)


get_pipeline("arn:aws:iam::123456789012:role/Training").upsert(role_arn="arn:aws:iam::123456789012:role/Training")
