from sagemaker.tensorflow import TensorFlow

USE_SPOT = True
max_run = 3600
max_wait = 7200 if USE_SPOT else None
checkpoints = "s3://acme-models/ck/" if USE_SPOT else None
extra = dict(use_spot_instances=USE_SPOT, max_run=max_run, max_wait=max_wait, checkpoint_s3_uri=checkpoints)
tf = TensorFlow(
    entry_point="main.py",
    source_dir="code",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=2,
    instance_type="ml.p3.8xlarge",
    framework_version="2.14.1",
    py_version="py310",
    model_dir="/opt/ml/model",
    distribution={"multi_worker_mirrored_strategy": {"enabled": True}},
    metric_definitions=[{"Name": "loss", "Regex": "loss: ([0-9.]+)"}],
    **extra,
)
tf.fit("s3://acme-data/images", experiment_config={"ExperimentName": "images", "TrialName": "t1"})
