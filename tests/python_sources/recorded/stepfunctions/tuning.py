from sagemaker.estimator import Estimator
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner, IntegerParameter
from stepfunctions.steps import Chain, TuningStep
from stepfunctions.workflow import Workflow

estimator = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    output_path="s3://acme-models/",
)

tuner = HyperparameterTuner(
    estimator,
    "validation:auc",
    {"eta": ContinuousParameter(0.1, 0.5), "depth": IntegerParameter(1, 9)},
    [{"Name": "validation:auc", "Regex": "auc=(.*)"}],
    max_jobs=10,
    max_parallel_jobs=2,
)
step = TuningStep("Tune", tuner=tuner, job_name="tune-1", data={"train": "s3://acme-data/churn/"})
workflow = Workflow(name="training", definition=Chain([step]), role="arn:aws:iam::123456789012:role/Workflows")
workflow.create()
