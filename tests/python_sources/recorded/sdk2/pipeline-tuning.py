from sagemaker.estimator import Estimator
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TuningStep

session = PipelineSession(default_bucket="acme-pipelines")
est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/abalone:1",
    role="arn:aws:iam::123456789012:role/Pipelines",
    instance_count=1,
    instance_type="ml.m5.2xlarge",
    sagemaker_session=session,
    output_path="s3://acme-models/abalone",
)
tuner = HyperparameterTuner(
    est,
    "rmse",
    {"eta": ContinuousParameter(0.1, 0.5)},
    [{"Name": "rmse", "Regex": "r=(.*)"}],
    max_jobs=8,
    max_parallel_jobs=2,
)
step = TuningStep(name="Tune", step_args=tuner.fit(inputs={"train": "s3://acme-data/abalone/train"}))
pipeline = Pipeline(name="TunePipeline", steps=[step], sagemaker_session=session)
pipeline.create("arn:aws:iam::123456789012:role/Pipelines")
