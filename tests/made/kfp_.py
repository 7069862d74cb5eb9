"""A pipeline of kfp with the parameters of the component for SageMaker, one fault in it."""

import sys

from kfp import compiler, dsl


@dsl.container_component
def sagemaker_training(
    region: str,
    training_job_name: str,
    role_arn: str,
    algorithm_specification: dict,
    output_data_config: dict,
    resource_config: dict,
    stopping_condition: dict,
    hyper_parameters: dict,
):
    return dsl.ContainerSpec(
        image="public.ecr.aws/kubeflow-on-aws/kubeflow-pipelines/aws-sagemaker-kfp-components:1.1.0",
        command=["python3"],
        args=["--training_job_name", training_job_name, "--resource_config", resource_config],
    )


@dsl.pipeline(name="churn")
def pipeline():
    sagemaker_training(
        region="us-east-1",
        training_job_name="churn-2026-11-24",
        role_arn="arn:aws:iam::123456789012:role/SageMakerTraining",
        algorithm_specification={
            "trainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
            "trainingInputMode": "File",
        },
        output_data_config={"s3OutputPath": "s3://acme-ml/churn/models/"},
        resource_config={"instanceType": "ml.m5.xlrge", "instanceCount": 1, "volumeSizeInGB": 30},
        stopping_condition={"maxRuntimeInSeconds": 3600},
        hyper_parameters={"rounds": "10"},
    )


compiler.Compiler().compile(pipeline, sys.argv[1])
