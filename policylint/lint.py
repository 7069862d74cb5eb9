"""LINT9xx: what policylint says about its own input, as opposed to the requests in it."""

from policylint.finding import Severity
from policylint.rule import Example, Rule

_JSON = "https://www.rfc-editor.org/rfc/rfc8259"
_YAML = "https://yaml.org/spec/1.2.2/"
_DOCS = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"
_GOOD = Example(
    "job.json",
    """{
  "TrainingJobName": "churn-2026-11-24",
  "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
  "AlgorithmSpecification": {
    "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    "TrainingInputMode": "File"
  },
  "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/"},
  "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
  "StoppingCondition": {"MaxRuntimeInSeconds": 3600}
}
""",
)

UNREADABLE = Rule(
    "LINT901", "unreadable-file", Severity.ERROR,
    title="The file cannot be read",
    why="A file that is not read is not checked: whatever it would submit goes unjudged.",
    fix="Make the file readable for whoever runs policylint, or exclude it.",
    source="https://docs.python.org/3/library/exceptions.html#os-exceptions",
    since="0.1.0",
    bad=Example("missing.json", ""), good=_GOOD, unjudged=True,
)  # fmt: skip
