from sagemaker import LDA, NTM, FactorizationMachines, IPInsights, KNN, Object2Vec, RandomCutForest
from sagemaker.amazon.amazon_estimator import RecordSet

ROLE = "arn:aws:iam::123456789012:role/Training"
data = RecordSet("s3://acme-data/x/.amazon.manifest", num_records=1000, feature_dim=20)
common = {"role": ROLE, "instance_count": 1, "instance_type": "ml.c5.xlarge", "output_path": "s3://acme-models/all"}
FactorizationMachines(num_factors=10, predictor_type="regressor", epochs=3, **common).fit(data, mini_batch_size=100)
RandomCutForest(num_trees=50, num_samples_per_tree=256, eval_metrics=["accuracy"], **common).fit(data)
KNN(k=5, sample_size=500, predictor_type="classifier", index_type="faiss.Flat", **common).fit(data)
NTM(num_topics=5, encoder_layers=[10, 20], **common).fit(data, mini_batch_size=64)
