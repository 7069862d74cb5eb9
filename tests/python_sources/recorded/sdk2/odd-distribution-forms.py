from sagemaker.tensorflow import TensorFlow

for distribution in ({"parameter_server": {"enabled": True}}, {"mpi": {"enabled": True, "processes_per_host": 4, "custom_mpi_options": "-v"}}, {"mpi": {"enabled": False}}, None):
    TensorFlow(
        entry_point="a.py",
        role="arn:aws:iam::123456789012:role/Training",
        instance_count=2,
        instance_type="ml.p3.2xlarge",
        framework_version="2.12.0",
        py_version="py310",
        distribution=distribution,
        model_dir=False,
        hyperparameters={"x": 1},
    ).fit()
