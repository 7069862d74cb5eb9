from sagemaker.tensorflow import TensorFlow

mnist_estimator = TensorFlow(
    entry_point="mnist.py",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=2,
    instance_type="ml.p3.2xlarge",
    framework_version="2.12",
    py_version="py310",
    model_dir="s3://acme-models/mnist/model",
    distribution={"parameter_server": {"enabled": True}},
)
mnist_estimator.fit("s3://acme-data/tensorflow/mnist")
