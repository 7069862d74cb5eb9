"""AWS's documentation of SageMaker: the roots of its pages, to which `source` and `fix` of rules add a page."""

API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
PRICES = "https://aws.amazon.com/sagemaker/ai/pricing/"
