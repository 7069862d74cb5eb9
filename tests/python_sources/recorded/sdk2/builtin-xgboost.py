import sagemaker
from sagemaker import image_uris
from sagemaker.inputs import TrainingInput
from sagemaker.session import Session

bucket = "acme-churn"
prefix = "sagemaker/xgboost-churn"
sess = sagemaker.Session()
container = image_uris.retrieve(framework="xgboost", region=sess.boto_region_name, version="1.7-1")

s3_input_train = TrainingInput(s3_data="s3://{}/{}/train".format(bucket, prefix), content_type="csv")
s3_input_validation = TrainingInput(s3_data="s3://{}/{}/validation/".format(bucket, prefix), content_type="csv")

xgb = sagemaker.estimator.Estimator(
    container,
    sagemaker.get_execution_role(),
    instance_count=1,
    instance_type="ml.m4.xlarge",
    output_path="s3://{}/{}/output".format(bucket, prefix),
    sagemaker_session=sess,
)
xgb.set_hyperparameters(
    max_depth=5,
    eta=0.2,
    gamma=4,
    min_child_weight=6,
    subsample=0.8,
    verbosity=0,
    objective="binary:logistic",
    num_round=100,
)
xgb.fit({"train": s3_input_train, "validation": s3_input_validation})
