import sagemaker.train.configs as configs
from sagemaker.train.model_trainer import ModelTrainer, Mode

trainer = ModelTrainer(
    training_mode=Mode.SAGEMAKER_TRAINING_JOB,
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    compute=configs.Compute(
        instance_type="ml.m5.xlarge",
        instance_count=1,
        training_plan_arn="arn:aws:sagemaker:us-east-1:123456789012:training-plan/p",
    ),
    training_image_config=configs.TrainingImageConfig(training_repository_access_mode="Vpc"),
    input_data_config=[configs.InputData(channel_name="train", data_source="s3://acme-data/x/")],
    hyperparameters={"deep": {"a": [1, 2]}, "text": "x y"},
)
trainer.train()
