TrainingJobName: churn-7
RoleArn: arn:aws:iam::123456789012:role/SageMakerTraining
AlgorithmSpecification:
  TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4
  TrainingInputMode: File
OutputDataConfig:
  S3OutputPath: s3://acme-ml/churn/models/
ResourceConfig:
  InstanceType: ml.m5.xlrge
  InstanceCount: ${count}
  VolumeSizeInGB: 30
StoppingCondition:
  MaxRuntimeInSeconds: 3600
