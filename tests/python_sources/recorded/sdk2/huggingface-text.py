import sagemaker
from sagemaker.huggingface import HuggingFace

sess = sagemaker.Session()
hyperparameters = {
    "epochs": 1,
    "train_batch_size": 32,
    "model_name": "distilbert-base-uncased",
    "output_dir": "/opt/ml/checkpoints",
}
huggingface_estimator = HuggingFace(
    entry_point="train.py",
    source_dir="./scripts",
    instance_type="ml.p3.2xlarge",
    instance_count=1,
    role=sagemaker.get_execution_role(),
    transformers_version="4.26",
    pytorch_version="1.13",
    py_version="py39",
    hyperparameters=hyperparameters,
)
huggingface_estimator.fit({"train": "s3://acme-nlp/train", "test": "s3://acme-nlp/test"})
