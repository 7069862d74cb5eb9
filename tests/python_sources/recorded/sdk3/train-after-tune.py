from sagemaker.core.parameter import ContinuousParameter
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, SourceCode
from sagemaker.train.tuner import HyperparameterTuner

trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    source_code=SourceCode(source_dir="src", entry_script="train.py"),
    hyperparameters={"epochs": 5},
)
tuner = HyperparameterTuner(
    trainer,
    "auc",
    {"eta": ContinuousParameter(0.01, 0.3)},
    [{"Name": "auc", "Regex": "auc=(.*)"}],
    max_jobs=2,
)
data = [InputData(channel_name="train", data_source="s3://acme-data/t")]
tuner.tune(inputs=data, wait=False)
trainer.train(data, wait=False)
