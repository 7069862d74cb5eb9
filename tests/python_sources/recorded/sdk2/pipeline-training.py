import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep

pipeline_session = PipelineSession()
role = sagemaker.get_execution_role()
count = ParameterInteger(name="Count", default_value=1)
data = ParameterString(name="InputData", default_value="s3://acme-data/abalone/")
xgb_train = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/abalone:1",
    instance_type="ml.m5.xlarge",
    instance_count=count,
    output_path="s3://acme-models/abalone",
    role=role,
    sagemaker_session=pipeline_session,
)
xgb_train.set_hyperparameters(objective="reg:linear", num_round=50, max_depth=5)
step_train = TrainingStep(
    name="AbaloneTrain",
    step_args=xgb_train.fit(inputs={"train": TrainingInput(s3_data=data, content_type="text/csv")}),
)
pipeline = Pipeline(
    name="AbalonePipeline", parameters=[count, data], steps=[step_train], sagemaker_session=pipeline_session
)
pipeline.upsert(role_arn=role)
