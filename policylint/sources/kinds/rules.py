"""SM30: what the file around a request makes of it. State machines, templates and manifests have rules of their own."""

import json
from typing import Any

from policylint.finding import Severity
from policylint.rule import Example, Rule

_ASL = "https://states-language.net/spec.html"
_PATHS = "https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html"
_JSONATA = "https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html"
_NAMES = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"
_REQUEST: dict[str, Any] = {
    "TrainingJobName.$": "$.name",
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
    "AlgorithmSpecification": {
        "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
        "TrainingInputMode": "File",
    },
    "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/models/"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}

_FILLED = {"TrainingJobName": "churn-2026-11-24", **{k: v for k, v in _REQUEST.items() if k != "TrainingJobName.$"}}


def _machine(changes: dict[str, Any], without: str = "", payload: str = "Parameters", **state: Any) -> Example:
    request = {name: value for name, value in (_REQUEST | changes).items() if name != without}
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync",
        payload: request,
        **state,
        "End": True,
    }
    return Example("train.asl.json", json.dumps({"StartAt": "Train", "States": {"Train": task}}, indent=2) + "\n")


_GOOD = _machine({})
_EXECUTION = "$$.Execution.Name"
_EACH_ATTEMPT = "States.Format('{}-{}', $$.Execution.Name, $$.State.RetryCount)"
_RETRY = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 3}]
_JSONATA_STATE = {"payload": "Arguments", "QueryLanguage": "JSONata", "without": "TrainingJobName.$"}

PATH_AS_TEXT = Rule(
    "SM3001", "jsonpath-as-text", Severity.ERROR, since="0.1.0",
    title="A JSONPath stands as the value of a member whose key lacks `.$`",
    why="Step Functions evaluates a path only where the key ends in `.$`. Without it the job gets the text of the path"
    " itself, as a name, a URI or a hyperparameter, and fails, or trains on something else than was meant.",
    fix="Add `.$` to the key.",
    source=_PATHS, bad=_machine({"RoleArn": "$.role"}), good=_GOOD,
)  # fmt: skip

TEXT_AS_PATH = Rule(
    "SM3002", "text-as-jsonpath", Severity.ERROR, since="0.1.0",
    title="A member whose key ends in `.$` has a value that is not a path",
    why="Step Functions refuses the state machine: such a value must be a JSONPath or an intrinsic function.",
    fix="Take `.$` off the key where the value is meant as it stands.",
    source=_PATHS,
    bad=_machine({"RoleArn.$": "arn:aws:iam::123456789012:role/SageMakerTraining"}, without="RoleArn"), good=_GOOD,
)  # fmt: skip

MEMBER_GIVEN_TWICE = Rule(
    "SM3003", "member-given-twice", Severity.ERROR, since="0.1.0",
    title="A member is given both as it stands and by a path",
    why="`X` and `X.$` are the same member to the task: one of the two is lost.",
    fix="Keep one of them.",
    source=_ASL, bad=_machine({"RoleArn.$": "$.role"}), good=_GOOD,
)  # fmt: skip

EXPRESSION_IN_TEXT = Rule(
    "SM3004", "jsonata-within-text", Severity.ERROR, since="0.1.0",
    title="A JSONata expression stands within a longer text",
    why="Only a string that is an expression from its first to its last character is evaluated; in a longer one the job"
    " gets the braces and all.",
    fix="Make the whole string one expression: `{% 'churn-' & $states.context.Execution.Name %}`.",
    source=_JSONATA,
    bad=_machine({"TrainingJobName": "churn-{% $states.context.Execution.Name %}"}, **_JSONATA_STATE),
    good=_machine({"TrainingJobName": "{% 'churn-' & $states.context.Execution.Name %}"}, **_JSONATA_STATE),
)  # fmt: skip

NAME_WORKS_ONCE = Rule(
    "SM3005", "name-works-once", Severity.WARNING, since="0.1.0",
    title="A state machine starts every job under one and the same name",
    why="The name of a job is unique in its account and Region, also after the job has ended. The first execution works"
    " and the second fails with ResourceInUse.",
    fix="Make the name of what differs: `States.Format('churn-{}', $$.Execution.Name)`.",
    source=_NAMES, bad=_machine({"TrainingJobName": "churn"}, without="TrainingJobName.$"), good=_GOOD,
)  # fmt: skip

NAME_REPEATED_WITHIN_EXECUTION = Rule(
    "SM3006", "name-repeated-within-execution", Severity.WARNING, since="0.1.0",
    title="A retry, a map or a loop starts a second job under the name of the first",
    why="A retried task calls CreateTrainingJob again, and the name made of the execution is taken by then: the retry"
    " fails with ResourceInUse instead of training. The same holds for each item of a map, and each round of a loop.",
    fix="Add what differs: `$$.State.RetryCount` for retries, `$$.Map.Item.Index` for a map, a counter for a loop, or"
    " `States.UUID()` for each.",
    source=_NAMES,
    bad=_machine({"TrainingJobName.$": _EXECUTION}, Retry=_RETRY),
    good=_machine({"TrainingJobName.$": _EACH_ATTEMPT}, Retry=_RETRY),
)  # fmt: skip

BLANK_TO_FILL_IN = Rule(
    "SM3007", "blank-to-fill-in", Severity.NOTE, since="0.1.0",
    title="A value is, or holds, a blank that something has to fill in",
    why="What a placeholder becomes is not known here, so the value is not judged. Sent as it stands, the service"
    " refuses it, or starts a job that reads from and writes to places that nobody meant.",
    fix="Check the request again once it is filled in. Placeholders of your own are a setting, `placeholders`.",
    source=_NAMES, bad=Example("job.json", json.dumps(_FILLED | {"RoleArn": "{ROLE_ARN}"}, indent=2) + "\n"),
    good=Example("job.json", json.dumps(_FILLED, indent=2) + "\n"),
)  # fmt: skip

_MANIFEST = """\
apiVersion: sagemaker.services.k8s.aws/v1alpha1
kind: TrainingJob
metadata:
  name: churn
spec:
  trainingJobName: churn-2026-11-24
  roleARN: arn:aws:iam::123456789012:role/SageMakerTraining
  algorithmSpecification:
    trainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4
    trainingInputMode: File
  outputDataConfig:
    s3OutputPath: s3://acme-ml/churn/models/
  resourceConfig: {{instanceType: ml.m5.xlarge, instanceCount: 1, volumeSizeInGB: 30}}
  stoppingCondition: {{maxRuntimeInSeconds: {seconds}}}
"""

READERS_DIFFER = Rule(
    "SM3008", "yaml-readers-differ", Severity.WARNING, since="0.1.0",
    title="Readers of YAML take a value, or the name of a member, differently",
    why="A plain scalar has the type that its reader gives it: `yes` is true to PyYAML and kubectl and text to AWS CLI"
    " 2, `010` is eight to PyYAML and ten to AWS CLI 2, `5e-5` is text to PyYAML and a number to nearly all others. The"
    " request is judged as the reader of its kind of file reads it; whoever reads the file with another tool gets"
    " another request. A note where the file may be read by one as well as by another.",
    fix="Put text in quotes, write numbers in plain digits, as 10 and 0.00005, and booleans as true and false.",
    source="https://yaml.org/spec/1.2.2/#103-core-schema",
    bad=Example("job.yaml", _MANIFEST.format(seconds="0o7020")),
    good=Example("job.yaml", _MANIFEST.format(seconds=3600)),
)  # fmt: skip

_ANSWERED = {
    **_FILLED,
    "TrainingJobArn": "arn:aws:sagemaker:us-east-1:123456789012:training-job/churn-2026-11-24",
    "TrainingJobStatus": "Completed",
    "BillableTimeInSeconds": 1800,
}

ANSWER = Rule(
    "SM3009", "answer-judged-as-request", Severity.NOTE, since="0.1.0",
    title="The file holds what a Describe call answers, and not a request",
    why="The answer about a job repeats what was requested and adds what AWS found out: status, times, artifacts. It is"
    " judged as the request that it describes, without these. Sent as it stands the service would refuse them.",
    fix="Nothing, if the answer is there to be checked. To start the job again, take out what is named.",
    source="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html",
    bad=Example("described.json", json.dumps(_ANSWERED, indent=2) + "\n"),
    good=Example("job.json", json.dumps(_FILLED, indent=2) + "\n"),
)  # fmt: skip
