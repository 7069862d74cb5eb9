from datetime import datetime

from airflow.providers.amazon.aws.operators.sagemaker import SageMakerTuningOperator
from airflow.sdk import DAG

tuning_config = {
    "HyperParameterTuningJobName": "tune-1",
    "HyperParameterTuningJobConfig": {
        "Strategy": "Bayesian",
        "HyperParameterTuningJobObjective": {"MetricName": "validation:auc", "Type": "Maximize"},
        "ResourceLimits": {"MaxNumberOfTrainingJobs": "10", "MaxParallelTrainingJobs": 2},
        "ParameterRanges": {
            "CategoricalParameterRanges": [],
            "IntegerParameterRanges": [],
            "ContinuousParameterRanges": [{"Name": "eta", "MinValue": "0.1", "MaxValue": "0.5"}],
        },
    },
    "TrainingJobDefinition": {
        "RoleArn": "arn:aws:iam::123456789012:role/Training",
        "AlgorithmSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
            "TrainingInputMode": "File",
        },
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-data/churn/"}},
            }
        ],
        "OutputDataConfig": {"S3OutputPath": "s3://acme-models/"},
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": "1", "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": "3600"},
        "StaticHyperParameters": {"num_round": "100"},
    },
}
tuning_config["TrainingJobDefinition"]["EnableNetworkIsolation"] = True
tuning_config["TrainingJobDefinition"]["RoleArn"] = "Short"

with DAG("train", start_date=datetime(2026, 1, 1), schedule="@daily", catchup=False) as dag:
    train = SageMakerTuningOperator(task_id="train", config=tuning_config, wait_for_completion=False)
