import argparse

from sagemaker.estimator import Estimator


def main(args):
    estimator = Estimator(
        image_uri="123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        role="arn:aws:iam::123456789012:role/Training",
        instance_count=1,
        instance_type=args.instance_type,
        hyperparameters={"epochs": 7},
        output_path="s3://acme-models/churn",
        code_location="s3://acme-models/code",
        enable_sagemaker_metrics=True,
    )
    estimator.fit({"train": "s3://acme-data/churn/"})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--instance-type", default="ml.m5.large")
    main(parser.parse_args([]))
