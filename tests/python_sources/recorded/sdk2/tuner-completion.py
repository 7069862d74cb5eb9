from sagemaker.estimator import Estimator
from sagemaker.tuner import HyperparameterTuner, IntegerParameter, TuningJobCompletionCriteriaConfig

est = Estimator(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    "arn:aws:iam::123456789012:role/Training",
    2,
    "ml.m5.xlarge",
)
tuner = HyperparameterTuner(
    est,
    "validation:rmse",
    {"depth": IntegerParameter(3, 9)},
    metric_definitions=[{"Name": "validation:rmse", "Regex": "rmse=(.*)"}],
    objective_type="Minimize",
    max_jobs=10,
    completion_criteria_config=TuningJobCompletionCriteriaConfig(
        max_number_of_training_jobs_not_improving=5, target_objective_metric_value=0.1
    ),
)
tuner.fit()
