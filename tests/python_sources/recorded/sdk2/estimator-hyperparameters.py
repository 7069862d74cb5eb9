from sagemaker.estimator import Estimator

est = Estimator(
    image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/text:3",
    role="arn:aws:iam::123456789012:role/Training",
    instance_count=1,
    instance_type="ml.p3.2xlarge",
    hyperparameters={
        "layers": [64, 32],
        "dropout": 0.1,
        "early_stop": True,
        "seed": None,
        "name": "bert",
        "opts": {"b": 1},
    },
)
est.set_hyperparameters(epochs=3, warmup=(1, 2))
est.fit()
