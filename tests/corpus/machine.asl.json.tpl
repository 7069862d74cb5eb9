{
  "StartAt": "Train",
  "States": {
    "Train": {
      "Type": "Task",
      "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
      "Parameters": {
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
        "AlgorithmSpecification": {
          "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
          "TrainingInputMode": "File"
        },
        "OutputDataConfig": {
          "S3OutputPath": "s3://acme-ml/churn/models/"
        },
        "ResourceConfig": {
          "InstanceType": "ml.m5.xlrge",
          "InstanceCount": 1,
          "VolumeSizeInGB": ${volume}
        },
        "StoppingCondition": {
          "MaxRuntimeInSeconds": 3600
        },
        "TrainingJobName.$": "$.name"
      },
      "End": true
    }
  }
}
