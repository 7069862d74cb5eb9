import sagemaker
from sagemaker.sklearn.estimator import SKLearn

sagemaker_session = sagemaker.Session()
FRAMEWORK_VERSION = "1.2-1"
sklearn = SKLearn(
    entry_point="sklearn_iris.py",
    framework_version=FRAMEWORK_VERSION,
    instance_type="ml.c4.xlarge",
    role=sagemaker.get_execution_role(),
    sagemaker_session=sagemaker_session,
    hyperparameters={"max_leaf_nodes": 30},
)
sklearn.fit({"train": "s3://acme-data/iris/train"})
