"""A job of each of Amazon's own algorithms: those that have a class by it, the others by their image."""

import boto3
import sagemaker
from sagemaker import KNN, LDA, NTM, PCA, FactorizationMachines, IPInsights, KMeans, LinearLearner, Object2Vec, RandomCutForest
from sagemaker.amazon.amazon_estimator import RecordSet
from sagemaker.estimator import Estimator
from sagemaker.image_uris import retrieve
from sagemaker.inputs import TrainingInput

REGION = "us-east-1"
DATA = "s3://acme-ml/algorithms"
session = sagemaker.Session(boto3.Session(region_name=REGION), default_bucket="acme-ml")
role = "arn:aws:iam::111122223333:role/SageMakerTraining"
records = RecordSet(s3_data=f"{DATA}/records.manifest", num_records=5000, feature_dim=50, channel="train")
common = {
    "role": role,
    "instance_count": 1,
    "instance_type": "ml.m5.xlarge",
    "output_path": f"{DATA}/output",
    "sagemaker_session": session,
}

KMeans(k=10, init_method="kmeans++", eval_metrics=["msd", "ssd"], **common).fit(records)
PCA(num_components=5, algorithm_mode="randomized", subtract_mean=True, extra_components=10, **common).fit(
    records, mini_batch_size=200
)
LinearLearner(predictor_type="binary_classifier", epochs=10, l1=0.01, positive_example_weight_mult="balanced", **common).fit(
    records, mini_batch_size=200
)
FactorizationMachines(num_factors=10, predictor_type="regressor", epochs=5, bias_lr=0.1, **common).fit(
    records, mini_batch_size=200
)
KNN(
    k=10,
    sample_size=1000,
    predictor_type="classifier",
    dimension_reduction_type="sign",
    dimension_reduction_target=20,
    **common,
).fit(records)
RandomCutForest(num_samples_per_tree=512, num_trees=50, eval_metrics=["accuracy"], **common).fit(records)
LDA(num_topics=10, alpha0=1.5, role=role, instance_type="ml.m5.xlarge", sagemaker_session=session).fit(
    records, mini_batch_size=5000
)
NTM(num_topics=10, encoder_layers=[30, 20], epochs=20, batch_norm=False, **common).fit(records, mini_batch_size=256)
Object2Vec(epochs=5, enc0_max_seq_len=50, enc0_vocab_size=5000, dropout=0.2, **common).fit(
    RecordSet(s3_data=f"{DATA}/pairs.jsonl", num_records=5000, feature_dim=1, s3_data_type="S3Prefix"),
    mini_batch_size=64,
)
IPInsights(num_entity_vectors=20000, vector_dim=128, epochs=5, learning_rate=0.01, **common).fit(
    RecordSet(s3_data=f"{DATA}/logins.csv", num_records=5000, feature_dim=2, s3_data_type="S3Prefix"),
    mini_batch_size=1000,
)


def by_image(name, hyperparameters, channels, instance_type="ml.m5.xlarge", version="1", **more):
    estimator = Estimator(
        image_uri=retrieve(name, REGION, version=version),
        hyperparameters=hyperparameters,
        role=role,
        instance_count=1,
        instance_type=instance_type,
        output_path=f"{DATA}/output",
        sagemaker_session=session,
        **more,
    )
    estimator.fit(channels)


def data(channel, content_type):
    return TrainingInput(f"{DATA}/{channel}/", content_type=content_type)


for version in ["0.90-1", "0.90-2", "1.0-1", "1.2-1", "1.2-2", "1.3-1", "1.5-1", "1.7-1", "3.0-5"]:
    by_image(
        "xgboost",
        {
            "num_round": 100,
            "objective": "binary:logistic",
            "eval_metric": "auc",
            "max_depth": 6,
            "eta": 0.2,
            "subsample": 0.8,
        },
        {"train": data("train", "text/csv"), "validation": data("validation", "text/csv")},
        version=version,
    )
by_image(
    "xgboost",
    {"num_round": 100, "objective": "multi:softmax", "num_class": 3, "silent": 1},
    {"train": data("train", "libsvm")},
)
by_image(
    "blazingtext",
    {"mode": "supervised", "epochs": 10, "early_stopping": True, "patience": 3, "word_ngrams": 2},
    {"train": data("train", "text/plain"), "validation": data("validation", "text/plain")},
)
by_image(
    "forecasting-deepar",
    {"time_freq": "H", "context_length": 72, "prediction_length": 48, "epochs": 20, "cardinality": [3, 4]},
    {"train": data("train", "json"), "test": data("test", "json")},
)
by_image(
    "seq2seq",
    {"max_seq_len_source": 60, "max_seq_len_target": 60, "optimized_metric": "bleu", "batch_size": 64},
    {"train": f"{DATA}/train/", "validation": f"{DATA}/validation/", "vocab": f"{DATA}/vocab/"},
    instance_type="ml.g4dn.xlarge",
)
by_image(
    "image-classification",
    {"num_layers": 18, "image_shape": "3,224,224", "num_classes": 257, "num_training_samples": 15420, "epochs": 2},
    {"train": data("train", "application/x-recordio"), "validation": data("validation", "application/x-recordio")},
    instance_type="ml.p3.2xlarge",
)
by_image(
    "object-detection",
    {"num_classes": 20, "num_training_samples": 16551, "lr_scheduler_step": "3,6", "mini_batch_size": 32},
    {
        "train": data("train", "image/jpeg"),
        "validation": data("validation", "image/jpeg"),
        "train_annotation": data("train_annotation", "image/jpeg"),
        "validation_annotation": data("validation_annotation", "image/jpeg"),
    },
    instance_type="ml.p3.2xlarge",
)
by_image(
    "semantic-segmentation",
    {"num_classes": 21, "num_training_samples": 1464, "algorithm": "fcn", "use_pretrained_model": True, "crop_size": 240},
    {
        "train": data("train", "image/jpeg"),
        "validation": data("validation", "image/jpeg"),
        "train_annotation": data("train_annotation", "image/png"),
        "validation_annotation": data("validation_annotation", "image/png"),
    },
    instance_type="ml.p3.2xlarge",
)
