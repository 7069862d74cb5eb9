from sagemaker.core.parameter import CategoricalParameter, ContinuousParameter, IntegerParameter
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData
from sagemaker.train.tuner import HyperparameterTuner

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    hyperparameters={"epochs": 5, "eta": 0.1},
)
ranges = {name: ContinuousParameter(low, high) for name, (low, high) in {"eta": (0.01, 0.3), "alpha": (0, 1)}.items()}
ranges |= {"depth": IntegerParameter(2, 8), "booster": CategoricalParameter(["gbtree", "dart"])}
tuner = HyperparameterTuner(
    model_trainer=trainer,
    objective_metric_name="auc",
    hyperparameter_ranges=ranges,
    metric_definitions=[{"Name": "auc", "Regex": "auc=(.*)"}],
    max_jobs=6,
    max_parallel_jobs=2,
    strategy="Random",
    objective_type="Minimize",
)
tuner.tune(inputs=[InputData(channel_name="train", data_source="s3://acme-data/t")], wait=False)
