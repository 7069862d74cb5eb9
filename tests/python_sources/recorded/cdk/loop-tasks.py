from aws_cdk import App, Duration, Size, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks

KINDS = {"Small": ("large", 1), "Big": ("xlarge4", 3)}


class Training(Stack):
    def __init__(self, scope, id, *, hours=2, **kwargs):
        super().__init__(scope, id, **kwargs)
        bucket = s3.Bucket.from_bucket_name(self, "Bucket", "acme-ml")
        steps = []
        for name, (size, count) in KINDS.items():
            steps.append(self.task(name, ec2.InstanceSize.LARGE if size == "large" else ec2.InstanceSize.XLARGE4, count, bucket, hours))
        sfn.StateMachine(self, "Machine", definition_body=sfn.DefinitionBody.from_chainable(steps[0].next(steps[1])))

    def task(self, name, size, count, bucket, hours):
        return tasks.SageMakerCreateTrainingJob(
            self,
            f"Train{name}",
            training_job_name=f"churn-{name.lower()}",
            algorithm_specification=tasks.AlgorithmSpecification(
                training_image=tasks.DockerImage.from_registry("123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1"),
                training_input_mode=tasks.InputMode.FILE,
            ),
            input_data_config=[
                tasks.Channel(
                    channel_name="train",
                    data_source=tasks.DataSource(
                        s3_data_source=tasks.S3DataSource(
                            s3_data_type=tasks.S3DataType.S3_PREFIX,
                            s3_location=tasks.S3Location.from_bucket(bucket, "train"),
                        )
                    ),
                )
            ],
            output_data_config=tasks.OutputDataConfig(s3_output_location=tasks.S3Location.from_bucket(bucket, "out")),
            resource_config=tasks.ResourceConfig(
                instance_count=count,
                instance_type=ec2.InstanceType.of(ec2.InstanceClass.M5, size),
                volume_size=Size.gibibytes(10 * count),
            ),
            stopping_condition=tasks.StoppingCondition(max_runtime=Duration.hours(hours)),
            hyperparameters={"count": str(count)},
        )


app = App()
Training(app, "Training", hours=3)
app.synth()
