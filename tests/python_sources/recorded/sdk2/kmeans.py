from sagemaker import KMeans

kmeans = KMeans(
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=2,
    instance_type="ml.c4.xlarge",
    output_path="s3://acme-models/kmeans",
    k=10,
)
print(kmeans.k)
