from sagemaker.core.parameter import CategoricalParameter, ContinuousParameter, IntegerParameter
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.train import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
    hyperparameters={"objective": "binary:logistic", "num_round": 100},
)
tuner = HyperparameterTuner(
    model_trainer=trainer,
    objective_metric_name="validation:auc",
    hyperparameter_ranges={
        "eta": ContinuousParameter(0.01, 0.3),
        "depth": IntegerParameter(3, 9),
        "booster": CategoricalParameter(["gbtree", "dart"]),
    },
    metric_definitions=[{"Name": "validation:auc", "Regex": "auc=([0-9.]+)"}],
    max_jobs=8,
    max_parallel_jobs=2,
)
tuner.tune(inputs=[InputData(channel_name="train", data_source="s3://acme-data/churn/train")], wait=False)
