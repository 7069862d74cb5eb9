from sagemaker.estimator import Estimator
from sagemaker.parameter import ContinuousParameter
from sagemaker.tuner import HyperparameterTuner, WarmStartConfig, WarmStartTypes

warm = WarmStartConfig(warm_start_type=WarmStartTypes.IDENTICAL_DATA_AND_ALGORITHM, parents={"earlier-tuning"})
est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    "arn:aws:iam::123456789012:role/Training",
    1,
    "ml.m5.xlarge",
    hyperparameters={"rounds": 10},
)
tuner = HyperparameterTuner(
    est,
    "m",
    {"lr": ContinuousParameter(1e-05, 0.1)},
    [{"Name": "m", "Regex": "m=(.*)"}],
    warm_start_config=warm,
    autotune=False,
)
tuner.fit("s3://acme-data/churn/")
