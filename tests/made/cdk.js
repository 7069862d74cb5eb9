// An app of aws-cdk-lib with a state machine, a schedule and a pipeline, one fault in each.
const fs = require("node:fs");
const cdk = require("aws-cdk-lib");
const { aws_ec2: ec2, aws_iam: iam, aws_s3: s3, aws_sagemaker: sagemaker, aws_scheduler: scheduler } = cdk;
const { aws_stepfunctions: sfn, aws_stepfunctions_tasks: tasks } = cdk;

const app = new cdk.App({ analyticsReporting: false });
const stack = new cdk.Stack(app, "Training", { synthesizer: new cdk.DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
const bucket = new s3.Bucket(stack, "Data");
const role = new iam.Role(stack, "Role", { assumedBy: new iam.ServicePrincipal("sagemaker.amazonaws.com") });
const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4";

new sfn.StateMachine(stack, "Machine", {
  definitionBody: sfn.DefinitionBody.fromChainable(
    new tasks.SageMakerCreateTrainingJob(stack, "TrainModel", {
      trainingJobName: sfn.JsonPath.stringAt("$.name"),
      role,
      algorithmSpecification: { trainingImage: tasks.DockerImage.fromRegistry(image), trainingInputMode: tasks.InputMode.FILE },
      inputDataConfig: [
        { channelName: "train", dataSource: { s3DataSource: { s3Location: tasks.S3Location.fromBucket(bucket, "train") } } },
      ],
      outputDataConfig: { s3OutputLocation: tasks.S3Location.fromBucket(bucket, "models") },
      resourceConfig: {
        instanceCount: 1,
        instanceType: new ec2.InstanceType("m5.xlrge"),
        volumeSize: cdk.Size.gibibytes(30),
      },
      stoppingCondition: { maxRuntime: cdk.Duration.hours(1) },
      hyperparameters: { rounds: "10" },
      integrationPattern: sfn.IntegrationPattern.RUN_JOB,
    }),
  ),
});

const request = (resources) => ({
  RoleArn: role.roleArn,
  AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: "File" },
  OutputDataConfig: { S3OutputPath: `s3://${bucket.bucketName}/models` },
  ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30, ...resources },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
});
new scheduler.CfnSchedule(stack, "Nightly", {
  flexibleTimeWindow: { mode: "OFF" },
  scheduleExpression: "rate(1 day)",
  target: {
    arn: "arn:aws:scheduler:::aws-sdk:sagemaker:createTrainingJob",
    roleArn: role.roleArn,
    input: stack.toJsonString({ TrainingJobName: "churn-<aws.scheduler.execution-id>", ...request({ InstanceCount: "two" }) }),
  },
});

const steps = [{ Name: "Train", Type: "Training", Arguments: request({ InstanceType: "ml.g5.xlrge" }) }];
new sagemaker.CfnPipeline(stack, "Pipeline", {
  pipelineName: "churn",
  roleArn: role.roleArn,
  pipelineDefinition: { PipelineDefinitionBody: stack.toJsonString({ Version: "2020-12-01", Steps: steps }) },
});

fs.writeFileSync(process.argv[2], JSON.stringify(app.synth().getStackByName("Training").template, null, 1) + "\n");
