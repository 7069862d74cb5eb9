from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute

match "large":
    case "small":
        kind = "ml.m5.large"
    case "large":
        kind = "ml.m5.12xlarge"
if (count := len(["a", "b"])) > 1:
    compute = Compute(instance_type=kind, instance_count=count, volume_kms_key_id="alias/ml")
ModelTrainer(
    training_image="123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1",
    role="arn:aws:iam::123456789012:role/Training",
    compute=compute,
    training_input_mode="FastFile",
    hyperparameters={"a": [1, 2], "b": {"c": None}, "d": "text", "e": 1e-5, "f": 10**6},
).train(wait=False)
