"""Amazon's algorithms that run as scripts in the images of frameworks, with the scripts that JumpStart has for them."""

import boto3
import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.image_uris import retrieve

REGION = "us-east-1"
SCRIPTS = f"s3://jumpstart-cache-prod-{REGION}/source-directory-tarballs"
DATA = "s3://acme-ml/tabular"
session = sagemaker.Session(boto3.Session(region_name=REGION), default_bucket="acme-ml")


def train(image, script, model, hyperparameters, instance_type="ml.m5.xlarge"):
    estimator = Estimator(
        image_uri=image,
        source_dir=f"{SCRIPTS}/{script}/sourcedir.tar.gz",
        model_uri=f"s3://jumpstart-cache-prod-{REGION}/{model}",
        entry_point="transfer_learning.py",
        hyperparameters=hyperparameters,
        role="arn:aws:iam::111122223333:role/SageMakerTraining",
        instance_count=1,
        instance_type=instance_type,
        output_path=f"{DATA}/output",
        sagemaker_session=session,
    )
    estimator.fit({"training": f"{DATA}/training/"})


pytorch = retrieve(
    "pytorch", REGION, version="1.9.0", py_version="py38", instance_type="ml.m5.xlarge", image_scope="training"
)
tensorflow = retrieve(
    "tensorflow", REGION, version="2.9.2", py_version="py39", instance_type="ml.g4dn.xlarge", image_scope="training"
)
autogluon = retrieve(
    "autogluon", REGION, version="0.6.2", py_version="py38", instance_type="ml.m5.xlarge", image_scope="training"
)

train(
    pytorch,
    "lightgbm/transfer_learning/classification/v2.1.3",
    "lightgbm-training/v1.1.3/train-lightgbm-classification-model.tar.gz",
    {"num_boost_round": "500", "metric": "auto", "learning_rate": "0.009", "num_leaves": "67", "is_unbalance": "False"},
)
train(
    pytorch,
    "catboost/transfer_learning/regression/v2.1.3",
    "catboost-training/v1.1.3/train-catboost-regression-model.tar.gz",
    {"iterations": "500", "early_stopping_rounds": "5", "learning_rate": "0.09", "depth": "6", "l2_leaf_reg": "3"},
)
train(
    pytorch,
    "pytorch/transfer_learning/tabtransformerclassification/v2.0.3",
    "pytorch-training/v1.1.3/train-pytorch-tabtransformerclassification-model.tar.gz",
    {"n_epochs": "40", "patience": "10", "learning_rate": "0.0001", "batch_size": "256", "input_dim": "32"},
)
train(
    autogluon,
    "autogluon/transfer_learning/classification/v2.0.2",
    "autogluon-training/v1.1.3/train-autogluon-classification-ensemble.tar.gz",
    {"eval_metric": "auto", "presets": "medium_quality", "auto_stack": "False", "num_bag_folds": "0", "verbosity": "2"},
)
train(
    tensorflow,
    "tensorflow/transfer_learning/ic/v2.0.3",
    "tensorflow-training/v2.0.0/train-tensorflow-ic-imagenet-mobilenet-v2-100-224-classification-4.tar.gz",
    {"epochs": "5", "batch_size": "32", "learning_rate": "0.001", "optimizer": "adam", "train_only_on_top_layer": "False"},
    instance_type="ml.g4dn.xlarge",
)
train(
    tensorflow,
    "tensorflow/transfer_learning/tc/v2.0.3",
    "tensorflow-training/v2.0.0/train-tensorflow-tc-bert-en-uncased-L-12-H-768-A-12-2.tar.gz",
    {"epochs": "10", "batch_size": "32", "optimizer": "adamw", "warmup_steps_fraction": "0.1"},
    instance_type="ml.g4dn.xlarge",
)
train(
    tensorflow,
    "tensorflow/transfer_learning/od1/v1.0.0",
    "tensorflow-training/v1.0.0/train-tensorflow-od1-ssd-resnet50-v1-fpn-640x640-coco17-tpu-8.tar.gz",
    {"epochs": "5", "batch_size": "3", "optimizer": "adam", "reinitialize_top_layer": "Auto"},
    instance_type="ml.g4dn.xlarge",
)
