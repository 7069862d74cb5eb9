"""LINT: what policylint says about its own input, as opposed to the requests in it."""

from typing import Any

from policylint.finding import Severity
from policylint.rule import Example, Rule

_JSON = "https://www.rfc-editor.org/rfc/rfc8259"
_YAML = "https://yaml.org/spec/1.2.2/"
_DOCS = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"
_TEXT = """{
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
"""
_GOOD = Example("job.json", _TEXT)


def _rule(id: str, name: str, severity: Severity, title: str, why: str, fix: str, bad: Example, **more: Any) -> Rule:
    source = more.pop("source", _JSON)
    return Rule(id, name, severity, title, why, fix, source, "0.1.0", bad=bad, good=more.pop("good", _GOOD), **more)


_UNJUDGED = "What cannot be read is not checked: whatever it would submit goes unjudged."
# Each line repeats the one above ten times: a million values in six lines.
_BOMB = "a0: &a0 x\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 7)
)  # fmt: skip

UNREADABLE = _rule(
    "LINT1001", "unreadable-file", Severity.ERROR,
    "A file or folder cannot be read", _UNJUDGED,
    "Correct its name, make it readable for whoever runs policylint, or leave it out with `exclude`.",
    Example("nowhere.json", "(no such file)"), unjudged=True,
    source="https://docs.python.org/3/library/exceptions.html#os-exceptions",
)  # fmt: skip
UNDECODABLE = _rule(
    "LINT1002", "undecodable-text", Severity.ERROR,
    "A file is neither UTF-8 nor UTF-16 text", _UNJUDGED,
    "Save the file as UTF-8.",
    Example("job.json", b'{"TrainingJobName": "caf\xe9"}\n'), unjudged=True, source=f"{_JSON}#section-8.1",
)  # fmt: skip
SYNTAX_ERROR = _rule(
    "LINT1003", "syntax-error", Severity.ERROR,
    "A file breaks the syntax of its format", _UNJUDGED,
    "Fix the syntax at the place named.",
    Example("job.json", '{"TrainingJobName": "churn-2026-11-24", "EnableManagedSpotTraining": True}\n'), unjudged=True,
)  # fmt: skip
EMPTY = _rule(
    "LINT1004", "empty-file", Severity.ERROR,
    "A file is empty",
    "An empty job file is most often one whose writing failed half-way; nothing in it can be checked.",
    "Write the file again, or remove it.",
    Example("job.json", "\n"), unjudged=True,
)  # fmt: skip
TOO_LARGE = _rule(
    "LINT1005", "input-too-large", Severity.ERROR,
    "A file is too large, nests too deeply, or multiplies through YAML aliases",
    "Reading it could take all memory or time, so it was not read and not checked.",
    "Split the file, write many requests as JSON Lines, or raise `max-file-size`.",
    Example("job.yaml", _BOMB), unjudged=True, source=f"{_YAML}#71-alias-nodes",
)  # fmt: skip
DUPLICATE_KEY = _rule(
    "LINT1006", "duplicate-key", Severity.ERROR,
    "An object holds the same key twice",
    "Parsers keep one of the two in silence, and not all the same one: the job that runs may not be the one reviewed.",
    "Remove one of the two.",
    Example("job.json", _TEXT.replace('"RoleArn"', '"TrainingJobName": "churn-2027-01-01",\n  "RoleArn"')),
    source=f"{_JSON}#section-4",
)  # fmt: skip
NOT_FINITE = _rule(
    "LINT1007", "number-not-finite", Severity.ERROR,
    "A number is NaN, infinite, or beyond the range of a double",
    "JSON cannot carry such a number, so the call fails when it is sent.",
    "Give a finite number, or leave the member out.",
    Example("job.json", _TEXT.replace("3600", "NaN")), source=f"{_JSON}#section-6",
)  # fmt: skip
UNRECOGNISED = _rule(
    "LINT1008", "unrecognised-content", Severity.ERROR,
    "A file that was named, or a record among requests, holds no request that policylint recognises",
    "It was meant to be checked and was not.",
    "Name only files that hold requests, or correct the names of the members.",
    Example("package.json", '{"name": "churn", "version": "1.0.0"}\n'), unjudged=True, source=_DOCS,
)  # fmt: skip
NO_REQUESTS = _rule(
    "LINT1009", "nothing-to-check", Severity.ERROR,
    "No training-job request was found at all",
    "A check of nothing passes silently, which is the worst outcome of a misspelled path.",
    "Name the folder that holds the job files; `-v` names the files that were skipped.",
    Example("empty/readme.txt", "no job here\n"), unjudged=True, source=_DOCS,
)  # fmt: skip
LOOSE_JSON = _rule(
    "LINT1011", "json-with-comments", Severity.WARNING,
    "A JSON file with a request has comments or trailing commas",
    "The request is judged all the same, but `json.load`, the AWS CLI and CloudFormation refuse such a file.",
    "Remove them, or write the request as YAML, which has comments.",
    Example("job.json", _TEXT.replace('"RoleArn"', '// for the nightly run\n  "RoleArn"')), source=f"{_JSON}#section-2",
)  # fmt: skip
UNREAD_SOURCE = _rule(
    "LINT1012", "unread-source", Severity.ERROR,
    "With strict-sources: a file speaks of training jobs, and no request was read in it",
    "Green is to mean that all that is here was judged. What speaks of training may start a job that nobody judged.",
    "Do what the message says: name the folder, render the template, run the program under `policylint exec`; or leave"
    " the file out with `exclude`.",
    Example("train.py", 'import boto3\n\nsend = boto3.client("sagemaker").create_training_job\nprint "started"\n'),
    unjudged=True, source=_DOCS,
)  # fmt: skip
UNUSED_SUPPRESSION = _rule(
    "LINT1101", "unused-suppression", Severity.WARNING,
    "A suppression suppresses nothing",
    "What it once accepted is gone; left in place it would hide the next fault of its kind.",
    "Remove it.",
    Example("job.yaml", "# policylint: ignore[SM1006] legacy name\n" + _TEXT), source=_YAML,
)  # fmt: skip
BAD_SUPPRESSION = _rule(
    "LINT1102", "incomplete-suppression", Severity.WARNING,
    "A suppression lacks its rules or its reason",
    "Without a reason nobody knows later whether it still holds; such a comment ignores nothing.",
    "Write `# policylint: ignore[RULE] reason`.",
    Example("job.yaml", "# policylint: ignore[SM1006]\n" + _TEXT), source=_YAML,
)  # fmt: skip
UNUSED_BASELINE_ENTRY = _rule(
    "LINT1103", "unused-baseline-entry", Severity.NOTE,
    "A finding of the baseline is gone",
    "The baseline can shrink; left as it is it would accept the same fault again.",
    "Take it out with `policylint baseline --prune`.",
    Example("policylint-baseline.json", '{"version": 2, "findings": []}\n'), source=_DOCS,
)  # fmt: skip
NON_STRING_KEY = _rule(
    "LINT1010", "non-string-key", Severity.ERROR,
    "A YAML key is read as a number, a boolean, null or a date",
    "The call takes strings as keys only; boto3 refuses anything else before it sends the request.",
    "Put the key in quotes.",
    Example("job.yaml", _TEXT.replace('"StoppingCondition"', '"HyperParameters": {on: "1"},\n  "StoppingCondition"')),
    source="https://yaml.org/type/bool.html",
)  # fmt: skip
INTERNAL_ERROR = _rule(
    "LINT9999", "internal-error", Severity.ERROR,
    "A rule of policylint failed",
    "The request was not wholly judged; policylint does not call it clean.",
    "Please report it, with the rule and the place in the code that the message names.",
    Example("job.json", "(any request that makes a rule fail)"), unjudged=True, source=_DOCS,
)  # fmt: skip


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


UNDECIDED = Rule(
    "LINT1201", "undecided-policy", Severity.NOTE,
    "A policy could not judge a job, because something that it asks about is not known here",
    "The job is neither allowed nor refused by that policy until the value is known.",
    "State the fact (--environment, --region, --account, [[facts]]), or check the request again once templates and "
    "references are resolved. With strict-unknown this is an error.",
    _DOCS, "0.1.0",
    bad=Example("job.yaml", _JOB % "${OUTPUT_KEY}"), good=Example("job.yaml", _JOB % "alias/ml-output"),
)  # fmt: skip


EXPIRED_WAIVER = Rule(
    "LINT1202", "expired-waiver", Severity.WARNING,
    "A waiver has expired, and what it waived is reported again",
    "The time that was given for the fix is over; whoever approved the waiver should know.",
    "Fix what the waiver was for and remove it, or have it approved again with a new date.",
    _DOCS, "0.1.0",
    bad=Example("waivers.yaml", _WAIVER % "2020-01-31"),
    good=Example("waivers.yaml", _WAIVER % "(a day within the next year)"),
)  # fmt: skip


EXPIRING_WAIVER = Rule(
    "LINT1203", "expiring-waiver", Severity.NOTE,
    "A waiver expires soon",
    "From the day after its date on, what it waives is reported again and may stop a pipeline.",
    "Fix what it is for before that day, or have it approved again.",
    _DOCS, "0.1.0",
    bad=Example("waivers.yaml", _WAIVER % "(a day within the next two weeks)"),
    good=Example("waivers.yaml", _WAIVER % "(a day within the next year)"),
)  # fmt: skip


UNUSED_WAIVER = Rule(
    "LINT1204", "unused-waiver", Severity.NOTE,
    "A waiver waives nothing",
    "What it was for is fixed or gone; left in place it would hide the next fault of its kind.",
    "Remove it.",
    _DOCS, "0.1.0",
    bad=Example("waivers.yaml", _WAIVER % "(a day within the next year)"),
    good=Example("waivers.yaml", "waivers: []\n"),
)  # fmt: skip


WAIVER_OUT_OF_BOUNDS = Rule(
    "LINT1301", "waiver-out-of-bounds", Severity.ERROR,
    "A waiver holds too long, is too wide, or lacks an approver or a reason",
    "Waivers are what an organisation lets pass on somebody's word. One that ends in decades, is for all rules or says "
    "`todo` is no such word, so it waives nothing.",
    "Do what the message says: an earlier day, an approver's address, a reason in words, the files or jobs that it is "
    "for. The bounds are settings: waiver-max-days, waiver-approvers, waiver-reason-words, waiver-wide.",
    _DOCS, "0.1.0",
    bad=Example("waivers.yaml", _WAIVER % "2099-12-31"),
    good=Example("waivers.yaml", _WAIVER % "(a day within the next year)"),
)  # fmt: skip
