from sagemaker import PCA, LinearLearner
from sagemaker.amazon.amazon_estimator import RecordSet

ROLE = "arn:aws:iam::123456789012:role/Training"
train = RecordSet(s3_data="s3://acme-data/mnist/.amazon.manifest", num_records=50000, feature_dim=784)
pca = PCA(ROLE, 1, "ml.c4.xlarge", num_components=10, output_path="s3://acme-models/pca")
pca.fit(train)

linear = LinearLearner(
    role=ROLE,
    instance_count=1,
    instance_type="ml.m4.xlarge",
    predictor_type="binary_classifier",
    binary_classifier_model_selection_criteria="cross_entropy_loss",
    learning_rate=0.1,
    early_stopping_patience=5,
    use_bias=True,
    max_run=3600,
    use_spot_instances=True,
    max_wait=7200,
)
test = RecordSet("s3://acme-data/mnist-test/.amazon.manifest", 10000, 784, channel="test")
linear.fit([train, test], mini_batch_size=200, job_name="linear-1")
