from sagemaker import KMeans

kmeans = KMeans(
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.c4.xlarge",
    output_path="s3://acme-models/kmeans",
    k=10,
    epochs=2,
    center_factor=3,
    extra_center_factor=4,
    eval_metrics=["msd", "ssd"],
)
from sagemaker.amazon.amazon_estimator import RecordSet

records = RecordSet("s3://acme-data/kmeans/.amazon.manifest", num_records=1000, feature_dim=784, channel="train")
kmeans.fit(records, mini_batch_size=500)
