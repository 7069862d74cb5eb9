from sagemaker.core.resources import HyperParameterTuningJob
from sagemaker.core.resources import TrainingJob
from sagemaker.core.shapes import (
    HyperParameterAlgorithmSpecification,
    HyperParameterTrainingJobDefinition,
    HyperParameterTuningJobConfig,
    HyperParameterTuningJobObjective,
    OutputDataConfig,
    ParameterRanges,
    ContinuousParameterRange,
    ResourceConfig,
    ResourceLimits,
    StoppingCondition,
)

HyperParameterTuningJob.create(
    hyper_parameter_tuning_job_name="tuning-1",
    hyper_parameter_tuning_job_config=HyperParameterTuningJobConfig(
        strategy="Bayesian",
        hyper_parameter_tuning_job_objective=HyperParameterTuningJobObjective(
            type="Maximize", metric_name="validation:auc"
        ),
        resource_limits=ResourceLimits(max_number_of_training_jobs=10, max_parallel_training_jobs=2),
        parameter_ranges=ParameterRanges(
            continuous_parameter_ranges=[ContinuousParameterRange(name="eta", min_value="0.1", max_value="0.5")]
        ),
    ),
    training_job_definition=HyperParameterTrainingJobDefinition(
        role_arn="arn:aws:iam::123456789012:role/Training",
        algorithm_specification=HyperParameterAlgorithmSpecification(
            training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", training_input_mode="File"
        ),
        output_data_config=OutputDataConfig(s3_output_path="s3://acme-models/"),
        resource_config=ResourceConfig(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        static_hyper_parameters={"num_round": "10"},
    ),
)
