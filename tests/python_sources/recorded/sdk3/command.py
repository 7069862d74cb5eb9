from sagemaker.core.training.configs import Compute, SourceCode
from sagemaker.train import ModelTrainer

source_code = SourceCode(command="echo 'hello' && python train.py --epochs 3")
trainer = ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    role="arn:aws:iam::123456789012:role/Training",
    source_code=source_code,
    compute=Compute(instance_type="ml.c5.xlarge"),
)
trainer.train(wait=False, logs=False)
