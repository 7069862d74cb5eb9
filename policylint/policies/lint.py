"""LINT92x: what policylint says about policies that could not judge, and about waivers."""

from policylint.finding import Severity
from policylint.rule import Example, Rule

_JOB = """TrainingJobName: churn-2026-11-24
RoleArn: arn:aws:iam::123456789012:role/SageMakerTraining
AlgorithmSpecification:
  TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4
  TrainingInputMode: File
OutputDataConfig:
  S3OutputPath: s3://acme-ml/churn/
  KmsKeyId: %s
ResourceConfig: {InstanceType: ml.m5.xlarge, InstanceCount: 1, VolumeSizeInGB: 30}
StoppingCondition: {MaxRuntimeInSeconds: 3600}
"""
_WAIVER = """waivers:
  - rule: require-vpc
    files: jobs/legacy/**
    reason: The legacy images reach a licence server outside the VPC.
    approver: security@example.com
    expires: %s
    ticket: OPS-4711
"""
_DOCS = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"

UNDECIDED = Rule(
    "LINT920", "undecided-policy", Severity.NOTE,
    "A policy could not judge a job, because something that it asks about is not known here",
    "The job is neither allowed nor refused by that policy until the value is known.",
    "State the fact (--environment, --region, --account, [[facts]]), or check the request again once templates and "
    "references are resolved. With strict-unknown this is an error.",
    _DOCS, "0.1.0",
    bad=Example("job.yaml", _JOB % "${OUTPUT_KEY}"), good=Example("job.yaml", _JOB % "alias/ml-output"),
)  # fmt: skip
EXPIRED_WAIVER = Rule(
    "LINT921", "expired-waiver", Severity.WARNING,
    "A waiver has expired, and what it waived is reported again",
    "The time that was given for mending is over; whoever approved the waiver should know.",
    "Mend what the waiver was for and remove it, or have it approved again with a new date.",
    _DOCS, "0.1.0",
    bad=Example("waivers.yaml", _WAIVER % "2020-01-31"), good=Example("waivers.yaml", _WAIVER % "2099-12-31"),
)  # fmt: skip
EXPIRING_WAIVER = Rule(
    "LINT922", "expiring-waiver", Severity.NOTE,
    "A waiver expires soon",
    "From the day after its date on, what it waives is reported again and may stop a pipeline.",
    "Mend what it is for before that day, or have it approved again.",
    _DOCS, "0.1.0",
    bad=Example("waivers.yaml", _WAIVER % "(a day within the next two weeks)"),
    good=Example("waivers.yaml", _WAIVER % "2099-12-31"),
)  # fmt: skip
UNUSED_WAIVER = Rule(
    "LINT923", "unused-waiver", Severity.NOTE,
    "A waiver waives nothing",
    "What it was for is mended or gone; left in place it would hide the next fault of its kind.",
    "Remove it.",
    _DOCS, "0.1.0",
    bad=Example("waivers.yaml", _WAIVER % "2099-12-31"), good=Example("waivers.yaml", "waivers: []\n"),
)  # fmt: skip
