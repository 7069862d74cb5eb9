import time

from sagemaker.huggingface import HuggingFace

job_name = f"huggingface-qlora-{time.strftime('%Y-%m-%d-%H-%M-%S', time.localtime())}"
estimator = HuggingFace(
    entry_point="run_clm.py",
    source_dir="scripts",
    instance_type="ml.g5.12xlarge",
    instance_count=1,
    base_job_name=job_name,
    role="arn:aws:iam::123456789012:role/Training",
    volume_size=300,
    transformers_version="4.28",
    pytorch_version="2.0",
    py_version="py310",
    hyperparameters={
        "model_id": "tiiuae/falcon-40b",
        "dataset_path": "/opt/ml/input/data/training",
        "lr": 2e-4,
        "epochs": 3,
        "bf16": True,
    },
    environment={"HUGGINGFACE_HUB_CACHE": "/tmp/.cache"},
    disable_output_compression=True,
    max_run=2 * 24 * 60 * 60,
)
data = {"training": "s3://acme-nlp/samsum"}
estimator.fit(data, wait=True)
