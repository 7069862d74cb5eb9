from aws_cdk import App, Duration, Size, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct


class Training(Stack):
    def __init__(self, scope: Construct, id: str, **kwargs) -> None:
        super().__init__(scope, id, **kwargs)
        task = tasks.SageMakerCreateTrainingJob(
            self,
            "Train",
            training_job_name="churn-1",
            algorithm_specification=tasks.AlgorithmSpecification(
                training_image=tasks.DockerImage.from_registry(
                    "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"
                ),
                training_input_mode=tasks.InputMode.FILE,
            ),
            input_data_config=[
                tasks.Channel(
                    channel_name="train",
                    data_source=tasks.DataSource(
                        s3_data_source=tasks.S3DataSource(
                            s3_data_type=tasks.S3DataType.S3_PREFIX,
                            s3_location=tasks.S3Location.from_json_expression("$.data"),
                        )
                    ),
                )
            ],
            output_data_config=tasks.OutputDataConfig(
                s3_output_location=tasks.S3Location.from_bucket(
                    s3.Bucket.from_bucket_name(self, "Out", "acme-models"), "churn"
                )
            ),
            resource_config=tasks.ResourceConfig(
                instance_count=1, instance_type=ec2.InstanceType("m5.xlarge"), volume_size=Size.gibibytes(30)
            ),
            stopping_condition=tasks.StoppingCondition(max_runtime=Duration.hours(2)),
            role=iam.Role.from_role_arn(self, "Role", "arn:aws:iam::123456789012:role/Training"),
        )
        sfn.StateMachine(self, "Machine", definition_body=sfn.DefinitionBody.from_chainable(task))


app = App()
Training(app, "Training")
app.synth()
