import boto3
import sagemaker
from sagemaker.estimator import Estimator

session = sagemaker.Session()
role = sagemaker.get_execution_role()
account = boto3.client("sts").get_caller_identity()["Account"]
region = boto3.Session().region_name
image = f"{account}.dkr.ecr.{region}.amazonaws.com/decision-trees:latest"

tree = Estimator(
    image,
    role,
    1,
    "ml.c4.2xlarge",
    output_path=f"s3://{session.default_bucket()}/output",
    sagemaker_session=session,
)
tree.fit("s3://acme-data/iris/")
