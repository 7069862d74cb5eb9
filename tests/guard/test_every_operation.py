"""Every operation that can start training: what is bad is blocked before anything leaves, what is good is sent."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

import policylint
from policylint import Blocked
from policylint.cli import main
from policylint.guards.operations import OPERATIONS
from policylint.job import JOBS
from tests.guard.server import REGION
from tests.guard.submitted_jobs import SECRET, faulty, sound, sound_tuning, ten_dollars

ROLE = "arn:aws:iam::123456789012:role/SageMakerTraining"
MACHINES = "arn:aws:states:us-east-1:123456789012:stateMachine:"
PIPELINES = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/"
LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:train"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:q"
TWICE = json.dumps(sound())[:-1] + ', "EnableNetworkIsolation": true, "EnableNetworkIsolation": false}'
CLIENTS = {
    "SageMaker": "sagemaker",
    "Batch": "batch",
    "SFN": "stepfunctions",
    "Scheduler": "scheduler",
    "EventBridge": "events",
    "Pipes": "pipes",
    "CloudControl": "cloudcontrol",
    "CloudFormation": "cloudformation",
}
XML = '<R xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><{}Result/></R>'


def job(bad: bool) -> dict[str, Any]:
    return faulty() if bad else sound()


def nameless(bad: bool) -> dict[str, Any]:
    request = sound()
    del request["TrainingJobName"]
    if bad:
        request["StoppingCondition"] = {"MaxRuntimeInSeconds": 0}
    return request


def machine(request: dict[str, Any]) -> str:
    state = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": request}
    return json.dumps({"StartAt": "Train", "States": {"Train": {**state, "End": True}}})


def steps(request: dict[str, Any], **more: Any) -> str:
    return json.dumps(
        {"Version": "2020-12-01", "Steps": [{"Name": "Train", "Type": "Training", "Arguments": request}], **more}
    )


def schedule(bad: bool, api: str = "sagemaker:createTrainingJob", given: Any = None) -> dict[str, Any]:
    target = {"Arn": f"arn:aws:scheduler:::aws-sdk:{api}", "RoleArn": ROLE, "Input": json.dumps(given or job(bad))}
    return {
        "Name": "nightly",
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": target,
    }


def template(bad: bool) -> dict[str, Any]:
    return {"Resources": {"Job": {"Type": "AWS::SageMaker::TrainingJob", "Properties": job(bad)}}}


def elsewhere(kind: str) -> dict[str, Any]:
    return {"Resources": {"Inner": {"Type": kind, "Properties": {"TemplateURL": "https://acme.s3.amazonaws.com/t"}}}}


def environment(bad: bool) -> dict[str, str]:
    return {"API_KEY": SECRET} if bad else {"LOG_LEVEL": "info"}


def processing(bad: bool) -> dict[str, Any]:
    return {
        "ProcessingJobName": "prepare-1",
        "RoleArn": ROLE,
        "AppSpecification": {"ImageUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"},
        "ProcessingResources": {
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
        },
        "Environment": environment(bad),
    }


def transform(bad: bool) -> dict[str, Any]:
    return {
        "TransformJobName": "score-1",
        "ModelName": "churn",
        "TransformInput": {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/in/"}}},
        "TransformOutput": {"S3OutputPath": "s3://acme-ml/out/"},
        "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
        "Environment": environment(bad),
    }


def automl(bad: bool) -> dict[str, Any]:
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/in/"}}
    return {
        "AutoMLJobName": "auto_1" if bad else "auto-1",
        "AutoMLJobInputDataConfig": [{"ChannelType": "training", "DataSource": source}],
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/out/"},
        "AutoMLProblemTypeConfig": {"TabularJobConfig": {"TargetAttributeName": "churned"}},
        "RoleArn": ROLE,
    }


def automl_of_old(bad: bool) -> dict[str, Any]:
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/in/"}}
    return {
        "AutoMLJobName": "auto_1" if bad else "auto-1",
        "InputDataConfig": [{"DataSource": source, "TargetAttributeName": "churned"}],
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/out/"},
        "RoleArn": ROLE,
    }


def algorithm(bad: bool) -> dict[str, Any]:
    definition = nameless(bad)
    kept = ("HyperParameters", "InputDataConfig", "OutputDataConfig", "ResourceConfig", "StoppingCondition")
    channel = {
        "ChannelName": "train",
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://acme-ml/in/"}},
    }
    profile = {
        "TrainingInputMode": "File",
        "InputDataConfig": [channel],
        **{name: value for name, value in definition.items() if name in kept},
    }
    return {
        "AlgorithmName": "churn",
        "TrainingSpecification": {
            "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
            "SupportedTrainingInstanceTypes": ["ml.m5.xlarge"],
            "TrainingChannels": [
                {"Name": "train", "SupportedContentTypes": ["text/csv"], "SupportedInputModes": ["File"]}
            ],
        },
        "ValidationSpecification": {
            "ValidationRole": ROLE,
            "ValidationProfiles": [{"ProfileName": "small", "TrainingJobDefinition": profile}],
        },
    }


def training_session(bad: bool) -> dict[str, Any]:
    return {
        "TrainingSessionName": "session_1" if bad else "session-1",
        "LoraConfig": {"Rank": 8, "Alpha": 16},
        "RoleArn": ROLE,
        "ModelConfig": {
            "BaseModelArn": "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/qwen/1.0.0"
        },
        "OutputConfig": {"S3Location": {"Path": "s3://acme-ml/out/"}},
    }


def agent_job(bad: bool) -> dict[str, Any]:
    return {
        "JobName": "agent-1",
        "RoleArn": ROLE,
        "JobCategory": "AgentRFT",
        "JobConfigSchemaVersion": "1.0.0",
        "JobConfigDocument": json.dumps({"reward": {"token": SECRET if bad else "none"}}),
    }


def pipeline(bad: bool) -> dict[str, Any]:
    return {"PipelineName": "churn", "RoleArn": ROLE, "PipelineDefinition": steps(nameless(bad))}


def stack(bad: bool) -> dict[str, Any]:
    return {"StackName": "train", "TemplateBody": json.dumps(template(bad))}


def stack_in_yaml(bad: bool) -> dict[str, Any]:
    import yaml

    return {"StackName": "train", "TemplateBody": yaml.safe_dump(template(bad))}


def patch(bad: bool) -> dict[str, Any]:
    return changed("/DefinitionString", machine(job(bad)))


def changed(path: str, value: Any) -> dict[str, Any]:
    change = {"op": "replace", "path": path, "value": value}
    return {
        "TypeName": "AWS::StepFunctions::StateMachine",
        "Identifier": "arn",
        "PatchDocument": json.dumps([change]),
    }


CHANGED = ("Name", "RoleArn", "TargetParameters")


def pipe(bad: bool) -> dict[str, Any]:
    return {
        "Name": "train",
        "RoleArn": ROLE,
        "Source": QUEUE,
        "Target": LAMBDA,
        "TargetParameters": {"InputTemplate": json.dumps({"job": job(bad)})},
    }


def calling(api: str, parameters: dict[str, Any]) -> str:
    state = {"Type": "Task", "Resource": f"arn:aws:states:::aws-sdk:{api}", "Parameters": parameters, "End": True}
    return json.dumps({"StartAt": "Call", "States": {"Call": state}})


CALLED: dict[str, Any] = {
    "batch:submitServiceJob": lambda bad: {"JobName": "a", "ServiceRequestPayload": json.dumps(job(bad))},
    "sagemaker:createPipeline": pipeline,
    "sfn:createStateMachine": lambda bad: {"Name": "a", "Definition": machine(job(bad))},
    "scheduler:createSchedule": schedule,
    "cloudformation:createStack": stack,
    "sfn:startExecution": lambda bad: {"StateMachineArn": f"{MACHINES}inner", "Input": {"job": job(bad)}},
}
CASES: dict[str, tuple[str, Any]] = {
    "CreateTrainingJob": ("CreateTrainingJob", job),
    "CreateHyperParameterTuningJob": (
        "CreateHyperParameterTuningJob",
        lambda bad: {**sound_tuning(), **({"HyperParameterTuningJobName": "x" * 40} if bad else {})},
    ),
    "UpdateTrainingJob": (
        "UpdateTrainingJob",
        lambda bad: {
            "TrainingJobName": "churn-1",
            "ResourceConfig": {"KeepAlivePeriodInSeconds": 99_999 if bad else 600},
        },
    ),
    "CreateTrainingSession": ("CreateTrainingSession", training_session),
    "CreateJob": ("CreateJob", agent_job),
    "CreateAutoMLJob": ("CreateAutoMLJob", automl_of_old),
    "CreateAutoMLJobV2": ("CreateAutoMLJobV2", automl),
    "CreateProcessingJob": ("CreateProcessingJob", processing),
    "CreateTransformJob": ("CreateTransformJob", transform),
    "CreateAlgorithm": ("CreateAlgorithm", algorithm),
    "CreatePipeline": ("CreatePipeline", pipeline),
    "UpdatePipeline": ("UpdatePipeline", pipeline),
    "SubmitServiceJob": (
        "SubmitServiceJob",
        lambda bad: {
            "jobName": "train",
            "jobQueue": "queue",
            "serviceJobType": "SAGEMAKER_TRAINING",
            "serviceRequestPayload": json.dumps(job(bad)),
        },
    ),
    "CreateStateMachine": (
        "CreateStateMachine",
        lambda bad: {"name": "train", "roleArn": ROLE, "definition": machine(job(bad))},
    ),
    **{
        f"CreateStateMachine that calls {api}": (
            "CreateStateMachine",
            lambda bad, api=api, make=make: {"name": "calls", "roleArn": ROLE, "definition": calling(api, make(bad))},
        )
        for api, make in CALLED.items()
    },
    "UpdateStateMachine": (
        "UpdateStateMachine",
        lambda bad: {
            "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:train",
            "definition": machine(job(bad)),
        },
    ),
    "TestState": (
        "TestState",
        lambda bad: {
            "definition": json.dumps(json.loads(machine(job(bad)))["States"]["Train"]),
            "roleArn": ROLE,
        },
    ),
    "TestState, a whole machine": (
        "TestState",
        lambda bad: {"definition": machine(job(bad)), "stateName": "Train", "roleArn": ROLE},
    ),
    "CreateSchedule": ("CreateSchedule", schedule),
    "UpdateSchedule": ("UpdateSchedule", schedule),
    "CreateSchedule of a Batch job": (
        "CreateSchedule",
        lambda bad: schedule(
            bad,
            "batch:submitServiceJob",
            {"JobName": "a", "JobQueue": "q", "ServiceRequestPayload": json.dumps(job(bad))},
        ),
    ),
    "CreateSchedule of a pipeline": (
        "CreateSchedule",
        lambda bad: schedule(bad, "sagemaker:createPipeline", pipeline(bad)),
    ),
    "PutTargets": (
        "PutTargets",
        lambda bad: {
            "Rule": "nightly",
            "Targets": [
                {
                    "Id": "1",
                    "Arn": LAMBDA,
                    "RoleArn": ROLE,
                    "Input": json.dumps({"job": job(bad)}),
                }
            ],
        },
    ),
    "CreateResource": (
        "CreateResource",
        lambda bad: {"TypeName": "AWS::SageMaker::TrainingJob", "DesiredState": json.dumps(job(bad))},
    ),
    "CreateResource of a pipeline": (
        "CreateResource",
        lambda bad: {
            "TypeName": "AWS::SageMaker::Pipeline",
            "DesiredState": json.dumps(
                {"PipelineName": "a", "PipelineDefinition": {"PipelineDefinitionBody": steps(nameless(bad))}}
            ),
        },
    ),
    "UpdateResource": ("UpdateResource", patch),
    "UpdateResource as a whole": (
        "UpdateResource",
        lambda bad: changed("", {"DefinitionString": machine(job(bad))}),
    ),
    "CreateStack": ("CreateStack", stack),
    "UpdateStack in YAML": ("UpdateStack", stack_in_yaml),
    "CreatePipe": ("CreatePipe", pipe),
    "UpdatePipe": ("UpdatePipe", lambda bad: {name: value for name, value in pipe(bad).items() if name in CHANGED}),
    "CreateStackSet": (
        "CreateStackSet",
        lambda bad: {"StackSetName": "train", "TemplateBody": stack(bad)["TemplateBody"]},
    ),
    "UpdateStackSet": (
        "UpdateStackSet",
        lambda bad: {"StackSetName": "train", "TemplateBody": stack(bad)["TemplateBody"]},
    ),
    "CreateChangeSet": ("CreateChangeSet", lambda bad: {**stack(bad), "ChangeSetName": "next"}),
}


@pytest.fixture(scope="module")
def session() -> boto3.Session:
    return boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name=REGION)


class Recorded:
    """Clients of every service, and what would have left them."""

    def __init__(self, session: boto3.Session) -> None:
        self.left: list[str] = []
        self.answer: dict[str, Any] = {}
        self.status = 200
        self.clients = {service: session.client(name) for service, name in CLIENTS.items()}
        for client in self.clients.values():
            client.meta.events.register("before-send", self._note)

    def _note(self, request: Any, event_name: str, **_: Any) -> AWSResponse:
        operation = event_name.rpartition(".")[2]
        self.left.append(operation)
        response = AWSResponse(request.url, self.status, {}, None)
        xml = XML.format(operation).encode()
        response._content = xml if ".cloudformation." in event_name else json.dumps(self.answer).encode()
        return response

    def call(self, operation: str, **parameters: Any) -> Any:
        client = self.clients[OPERATIONS[operation].service]
        return client._make_api_call(operation, parameters)


@pytest.fixture(scope="module")
def made(session: boto3.Session) -> Recorded:
    return Recorded(session)


@pytest.fixture
def recorded(made: Recorded) -> Recorded:
    made.left.clear()
    made.answer, made.status = {}, 200
    policylint.guard()
    return made


def test_every_guarded_operation_is_tried_here() -> None:
    tried = {operation for operation, _ in CASES.values()}
    assert set(OPERATIONS) - tried == {"StartPipelineExecution", "StartExecution", "StartSyncExecution"}


@pytest.mark.parametrize("case", CASES)
def test_what_is_bad_is_blocked_and_what_is_good_is_sent(recorded: Recorded, case: str) -> None:
    operation, parameters = CASES[case]
    recorded.call(operation, **parameters(False))
    assert recorded.left == [operation]
    with pytest.raises(Blocked) as caught:
        recorded.call(operation, **parameters(True))
    assert (caught.value.code, caught.value.operation) == ("findings", operation)
    assert SECRET not in str(caught.value)
    assert recorded.left == [operation]


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("SubmitServiceJob", {**CASES["SubmitServiceJob"][1](False), "serviceRequestPayload": "not json"}),
        ("CreateStateMachine", {"name": "train", "roleArn": ROLE, "definition": "not json"}),
        ("TestState", {"definition": "[]", "roleArn": ROLE}),
        ("CreateSchedule", {**schedule(False), "Target": {**schedule(False)["Target"], "Input": "not json"}}),
        ("CreateResource", {"TypeName": "AWS::SageMaker::TrainingJob", "DesiredState": "not json"}),
        ("UpdateResource", {"TypeName": "AWS::SageMaker::Pipeline", "Identifier": "a", "PatchDocument": "{}"}),
        ("CreateStack", {"StackName": "train", "TemplateURL": "https://acme.s3.amazonaws.com/t.yaml"}),
        ("CreateStack", {"StackName": "train", "TemplateBody": "no template"}),
        ("CreateStack", {"StackName": "train", "TemplateBody": json.dumps(elsewhere("AWS::CloudFormation::Stack"))}),
        ("UpdateStack", {"StackName": "sagemaker", "UsePreviousTemplate": True}),
        ("StartPipelineExecution", {"PipelineName": "unseen"}),
        ("StartPipelineExecution", {"PipelineName": "churn", "PipelineVersionId": 3}),
        ("StartExecution", {"stateMachineArn": f"{MACHINES}ChurnTraining"}),
        ("StartExecution", {"stateMachineArn": f"{MACHINES}train:unseen-alias"}),
        ("StartExecution", {"stateMachineArn": f"{MACHINES}unseen", "input": '{"type": "ml.p4d.24xlarge"}'}),
        ("StartExecution", {"stateMachineArn": f"{MACHINES}unseen", "input": json.dumps({"job": sound()})}),
        ("StartSyncExecution", {"stateMachineArn": f"{MACHINES}unseen", "name": "retrain-7"}),
        ("CreateSchedule", {**schedule(False), "Target": {"Arn": f"{MACHINES}sagemaker-nightly", "RoleArn": ROLE}}),
        (
            "CreateSchedule",
            schedule(
                False, "sfn:startExecution", {"StateMachineArn": f"{MACHINES}unseen", "Input": json.dumps(sound())}
            ),
        ),
        ("PutTargets", {"Rule": "a", "Targets": [{"Id": "1", "Arn": f"{PIPELINES}unseen", "RoleArn": ROLE}]}),
        ("PutTargets", {"Rule": "training", "Targets": [{"Id": "1", "Arn": f"{MACHINES}unseen", "RoleArn": ROLE}]}),
        ("CreatePipe", {"Name": "train", "RoleArn": ROLE, "Source": QUEUE, "Target": f"{MACHINES}unseen"}),
        (
            "CreatePipe",
            {"Name": "a", "RoleArn": ROLE, "Source": QUEUE, "Target": LAMBDA, "Enrichment": f"{MACHINES}train-alone"},
        ),
        (
            "UpdateStack",
            {
                "StackName": "unseen",
                "UsePreviousTemplate": True,
                "Parameters": [{"ParameterKey": "TrainingInstanceType", "ParameterValue": "large"}],
            },
        ),
        ("UpdateResource", changed("/Definition/States/Train/Parameters/TrainingJobName", "a_b")),
        ("PutTargets", {"Rule": "a", "Targets": [{"Id": "1", "Arn": LAMBDA, "Input": TWICE}]}),
        (
            "PutTargets",
            {
                "Rule": "a",
                "Targets": [{"Id": "1", "Arn": LAMBDA, "Input": json.dumps({"body": [json.dumps({"a": TWICE})]})}],
            },
        ),
        (
            "CreateResource",
            {
                "TypeName": "AWS::Events::Rule",
                "DesiredState": json.dumps({"Targets": [{"Arn": LAMBDA, "Input": TWICE}]}),
            },
        ),
    ],
)
def test_what_cannot_be_looked_into_is_undecidable(
    recorded: Recorded, operation: str, parameters: dict[str, Any]
) -> None:
    with pytest.raises(Blocked) as caught:
        recorded.call(operation, **parameters)
    assert (caught.value.code, recorded.left) == ("undecidable", [])


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("CreateStateMachine", {"name": "a", "roleArn": ROLE, "definition": '{"StartAt": "A", "States": {}}'}),
        ("UpdateStateMachine", {"stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:a"}),
        (
            "CreateSchedule",
            {**schedule(False), "Target": {"Arn": "arn:aws:sqs:us-east-1:123456789012:q", "RoleArn": ROLE}},
        ),
        ("PutTargets", {"Rule": "a", "Targets": [{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:123456789012:q"}]}),
        (
            "UpdateResource",
            {
                "TypeName": "AWS::S3::Bucket",
                "Identifier": "b",
                "PatchDocument": json.dumps(
                    [
                        {"op": "replace", "path": "/Tags", "value": [{"Key": "a", "Value": "b"}]},
                        {"op": "add", "path": "/Tags/-", "value": {"Key": "c", "Value": "d"}},
                    ]
                ),
            },
        ),
        ("CreateResource", {"TypeName": "AWS::S3::Bucket", "DesiredState": "{}"}),
        ("CreateStack", {"StackName": "a", "TemplateBody": "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"}),
    ],
)
def test_what_has_nothing_to_do_with_training_is_left_alone(
    recorded: Recorded, operation: str, parameters: dict[str, Any]
) -> None:
    recorded.call(operation, **parameters)
    assert recorded.left == [operation]


ETL: list[tuple[str, dict[str, Any]]] = [
    ("StartExecution", {"stateMachineArn": f"{MACHINES}etl", "input": '{"day": "2026-11-28"}'}),
    ("StartExecution", {"stateMachineArn": f"{MACHINES}etl:PROD"}),
    ("StartSyncExecution", {"stateMachineArn": f"{MACHINES}constraints-of-trainees", "input": "[1, 2]"}),
    ("CreateSchedule", {**schedule(False), "Target": {"Arn": f"{MACHINES}etl", "RoleArn": ROLE, "Input": "hello"}}),
    ("CreateSchedule", schedule(False, "sfn:startExecution", {"StateMachineArn": f"{MACHINES}etl"})),
    ("PutTargets", {"Rule": "nightly", "Targets": [{"Id": "1", "Arn": f"{MACHINES}etl", "RoleArn": ROLE}]}),
    ("CreatePipe", {"Name": "a", "RoleArn": ROLE, "Source": QUEUE, "Target": f"{MACHINES}etl"}),
    ("UpdateStack", {"StackName": "network", "UsePreviousTemplate": True}),
    ("CreateChangeSet", {"StackName": "network", "ChangeSetName": "next", "UsePreviousTemplate": True}),
]


def test_other_work_is_started_unseen_and_that_is_said_once(
    session: boto3.Session, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recorded = Recorded(session)
    policylint.guard(audit=tmp_path / "audit.jsonl")
    for operation, parameters in [*ETL, *ETL]:
        recorded.call(operation, **parameters)
    assert recorded.left == [operation for operation, _ in ETL] * 2
    said = [record.getMessage() for record in caplog.records if "without a look" in record.getMessage()]
    assert len(said) == len(set(said)) == 4  # three machines and a stack's template
    written = [json.loads(line)["attributes"] for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [one["policylint.outcome"] for one in written] == ["passed"] * len(recorded.left)
    assert all("not known to this process" in one["policylint.unseen"][0] for one in written)


def test_an_alias_of_a_machine_that_trains_is_undecidable(recorded: Recorded) -> None:
    arn = f"{MACHINES}weekly"
    recorded.answer = {"stateMachineArn": arn}
    recorded.call("CreateStateMachine", name="weekly", roleArn=ROLE, definition=machine(job(False)))
    with pytest.raises(Blocked, match="weekly:PROD is not known to this process"):
        recorded.call("StartExecution", stateMachineArn=f"{arn}:PROD")
    assert recorded.left == ["CreateStateMachine"]


def test_a_pipeline_is_started_with_its_values_filled_in(recorded: Recorded) -> None:
    request = nameless(False)
    request["ResourceConfig"]["InstanceCount"] = {"Get": "Parameters.Machines"}
    parameters = [{"Name": "Machines", "Type": "Integer", "DefaultValue": 1}]
    recorded.answer = {"PipelineArn": f"{PIPELINES}churn"}
    recorded.call(
        "CreatePipeline", PipelineName="churn", RoleArn=ROLE, PipelineDefinition=steps(request, Parameters=parameters)
    )
    recorded.call("StartPipelineExecution", PipelineName="churn")
    two = [{"Name": "Machines", "Value": "2"}]
    recorded.call("StartPipelineExecution", PipelineName=f"{PIPELINES}churn", PipelineParameters=two)
    with pytest.raises(Blocked) as caught:
        recorded.call(
            "StartPipelineExecution", PipelineName="churn", PipelineParameters=[{"Name": "Machines", "Value": "-3"}]
        )
    assert [finding.path for finding in caught.value.report.findings] == ["ResourceConfig.InstanceCount"]
    assert recorded.left == ["CreatePipeline", "StartPipelineExecution", "StartPipelineExecution"]


@pytest.mark.parametrize("path", ["$.name", "$$.Execution.Input.name", "{% $states.input.name %}"])
def test_an_execution_is_started_with_the_names_of_its_input(recorded: Recorded, path: str) -> None:
    if path.startswith("{%"):
        state = {**json.loads(machine({}))["States"]["Train"], "Arguments": nameless(False) | {"TrainingJobName": path}}
        del state["Parameters"]
        definition = json.dumps({"StartAt": "Train", "QueryLanguage": "JSONata", "States": {"Train": state}})
    else:
        definition = machine(nameless(False) | {"TrainingJobName.$": path})
    recorded.call("CreateStateMachine", name="train", roleArn=ROLE, definition=definition)
    arn = f"{MACHINES}train"
    recorded.answer = {"name": "train", "stateMachineArn": arn, "definition": definition}
    recorded.clients["SFN"].describe_state_machine(stateMachineArn=arn)
    recorded.call("StartExecution", stateMachineArn=arn, input='{"name": "churn-7"}')
    targets = [{"Id": "1", "Arn": arn, "RoleArn": ROLE, "Input": '{"name": "churn-7"}'}]
    recorded.call("PutTargets", Rule="nightly", Targets=targets)
    with pytest.raises(Blocked, match="SM1006"):
        recorded.call("StartExecution", stateMachineArn=arn, input='{"name": "churn_7"}')
    with pytest.raises(Blocked, match="SM1006"):
        recorded.call("PutTargets", Rule="a", Targets=[{**targets[0], "Input": '{"name": "churn_7"}'}])
    assert recorded.left == ["CreateStateMachine", "DescribeStateMachine", "StartExecution", "PutTargets"]


def test_what_aws_refused_is_not_known(recorded: Recorded) -> None:
    recorded.status = 400
    with pytest.raises(ClientError):
        recorded.call("CreateStateMachine", name="refused-training", roleArn=ROLE, definition=machine(job(False)))
    with pytest.raises(Blocked, match="stateMachine:refused-training is not known to this process"):
        recorded.call("StartExecution", stateMachineArn=f"{MACHINES}refused-training")


def test_a_pipeline_that_is_described_can_be_started(recorded: Recorded) -> None:
    recorded.answer = {"PipelineArn": f"{PIPELINES}told", "PipelineName": "told"}
    for bad in (False, True):
        recorded.answer["PipelineDefinition"] = steps(nameless(bad))
        recorded.clients["SageMaker"].describe_pipeline(PipelineName="told")
        if bad:
            with pytest.raises(Blocked, match="SM1007"):
                recorded.call("StartPipelineExecution", PipelineName="told")
        else:
            recorded.call("StartPipelineExecution", PipelineName="told")


@pytest.mark.parametrize("kind", ["Processing", "Transform", "AutoML", "QualityCheck"])
def test_steps_of_other_kinds_are_judged_at_any_depth(recorded: Recorded, kind: str) -> None:
    make = {"Transform": transform, "AutoML": automl}.get(kind, processing)
    for bad in (False, True):
        given = make(False)
        if bad:
            given["Tags"] = [{"Key": "owner"}]
        step = {"Name": "Inner", "Type": kind, "Arguments": given}
        loop = {"Name": "Each", "Type": "ForEach", "Arguments": {"ForEachBody": [step]}}
        parameters = {"PipelineName": "p", "RoleArn": ROLE, "PipelineDefinition": json.dumps({"Steps": [loop]})}
        if bad:
            with pytest.raises(Blocked, match="SM1002"):
                recorded.call("CreatePipeline", **parameters)
        else:
            recorded.call("CreatePipeline", **parameters)


@pytest.mark.parametrize("operation", ["processing", "transform", "autoMLV2"])
def test_tasks_of_other_kinds_are_judged(recorded: Recorded, operation: str) -> None:
    api, make = {
        "processing": ("sagemaker:createProcessingJob.sync", processing),
        "transform": ("sagemaker:createTransformJob", transform),
        "autoMLV2": ("aws-sdk:sagemaker:createAutoMLJobV2", automl),
    }[operation]
    for bad in (False, True):
        state = {"Type": "Task", "Resource": f"arn:aws:states:::{api}", "Parameters": make(bad), "End": True}
        definition = json.dumps({"StartAt": "A", "States": {"A": state}})
        if bad:
            with pytest.raises(Blocked) as caught:
                recorded.call("CreateStateMachine", name="a", roleArn=ROLE, definition=definition)
            assert SECRET not in str(caught.value)
        else:
            recorded.call("CreateStateMachine", name="a", roleArn=ROLE, definition=definition)


def test_a_job_is_updated_as_it_would_then_be(recorded: Recorded) -> None:
    """A warm pool of spot instances is refused: what the update brings and what the job has come together."""
    request = sound(EnableManagedSpotTraining=True)
    request["StoppingCondition"]["MaxWaitTimeInSeconds"] = 7200
    request["CheckpointConfig"] = {"S3Uri": "s3://acme-ml/churn/checkpoints/"}
    change = {"ResourceConfig": {"KeepAlivePeriodInSeconds": 600}}
    recorded.call("UpdateTrainingJob", TrainingJobName="not-known", **change)
    recorded.call("CreateTrainingJob", **request)
    with pytest.raises(Blocked, match="SM2505"):
        recorded.call("UpdateTrainingJob", TrainingJobName=request["TrainingJobName"], **change)


def test_a_stack_is_updated_by_the_template_that_it_has(recorded: Recorded) -> None:
    whole = template(False)
    whole["Parameters"] = {"Hours": {"Type": "Number", "Default": 1}}
    whole["Resources"]["Job"]["Properties"]["StoppingCondition"]["MaxRuntimeInSeconds"] = {"Ref": "Hours"}
    recorded.call("CreateStack", StackName="kept", TemplateBody=json.dumps(whole))
    given = [{"ParameterKey": "Hours", "ParameterValue": "2"}]
    recorded.call("UpdateStack", StackName="kept", UsePreviousTemplate=True, Parameters=given)
    with pytest.raises(Blocked, match="SM1007"):
        recorded.call(
            "UpdateStack",
            StackName="kept",
            UsePreviousTemplate=True,
            Parameters=[{"ParameterKey": "Hours", "ParameterValue": "0"}],
        )


def test_the_values_of_a_templates_parameters_are_judged(recorded: Recorded) -> None:
    whole = template(False)
    whole["Parameters"] = {"Type": {"Type": "String"}}
    whole["Resources"]["Job"]["Properties"]["TrainingInputMode"] = None
    whole["Resources"]["Job"]["Properties"]["AlgorithmSpecification"]["TrainingInputMode"] = {"Ref": "Type"}
    del whole["Resources"]["Job"]["Properties"]["TrainingInputMode"]
    body = json.dumps(whole)
    for mode, passes in (("File", True), ("Fyle", False)):
        parameters = [{"ParameterKey": "Type", "ParameterValue": mode}]
        try:
            recorded.call("CreateStack", StackName="a", TemplateBody=body, Parameters=parameters)
        except Blocked:
            assert not passes
        else:
            assert passes


def test_a_batch_job_costs_as_often_as_it_may_run(session: boto3.Session, tmp_path: Any) -> None:
    recorded = Recorded(session)
    policylint.guard(budget=35, ledger=tmp_path / "ledger.sqlite3", price=ten_dollars)
    request = CASES["SubmitServiceJob"][1]
    recorded.call("SubmitServiceJob", **request(False), retryStrategy={"attempts": 3})
    with pytest.raises(Blocked, match="of today"):
        recorded.call("SubmitServiceJob", **request(False))
    assert recorded.left == ["SubmitServiceJob"]


def test_paths_and_forms_are_looked_at_as_they_leave(recorded: Recorded) -> None:
    """Batch and Scheduler tell operations by their paths, CloudFormation by a form."""

    def into_a_submission(params: Any, **_: Any) -> None:
        params["url"] = params["url"].replace("describejobs", "submitservicejob")
        params["body"] = json.dumps(CASES["SubmitServiceJob"][1](True)).encode()

    def into_a_stack(params: Any, **_: Any) -> None:
        params["body"].update({"Action": "CreateStack", "TemplateBody": json.dumps(template(True))})

    def other_template(params: Any, **_: Any) -> None:
        params["body"]["TemplateBody"] = json.dumps(template(True))

    batch, stacks = recorded.clients["Batch"].meta.events, recorded.clients["CloudFormation"].meta.events
    batch.register_last("before-call.batch.DescribeJobs", into_a_submission)
    stacks.register_last("before-call.cloudformation.DescribeStacks", into_a_stack)
    stacks.register_last("before-call.cloudformation.CreateStack", other_template)
    try:
        with pytest.raises(Blocked, match="a call to DescribeJobs asks for SubmitServiceJob"):
            recorded.clients["Batch"].describe_jobs(jobs=["a"])
        with pytest.raises(Blocked, match="a call to DescribeStacks asks for CreateStack"):
            recorded.clients["CloudFormation"].describe_stacks(StackName="a")
        with pytest.raises(Blocked, match="SM1006"):
            recorded.call("CreateStack", **stack(False))
    finally:
        batch.unregister("before-call.batch.DescribeJobs", into_a_submission)
        stacks.unregister("before-call.cloudformation.DescribeStacks", into_a_stack)
        stacks.unregister("before-call.cloudformation.CreateStack", other_template)
    assert recorded.left == []


def test_a_member_that_no_model_has_is_named(recorded: Recorded) -> None:
    with pytest.raises(Blocked, match="SM1001"):
        recorded.call("CreateProcessingJob", **processing(False), Enviroment={})


@pytest.mark.parametrize("case", [operation for operation in JOBS if operation in CASES])
def test_a_file_of_the_request_gives_the_same_findings(
    recorded: Recorded, case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = CASES[case][1](True)
    with pytest.raises(Blocked) as caught:
        recorded.call(case, **request)
    (tmp_path / "request.json").write_text(json.dumps(request))
    assert main(["check", "--isolated", "--region", REGION, "--output-format", "json", str(tmp_path)]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {(one["rule"], one["path"]) for one in findings} == {
        (one.rule, one.path) for one in caught.value.report.findings
    }


@pytest.mark.parametrize(
    ("api", "make"),
    [
        ("sagemaker:createProcessingJob", processing),
        ("sagemaker:createTransformJob", transform),
        ("sagemaker:createAutoMLJobV2", automl),
        ("sagemaker:createTrainingSession", training_session),
    ],
)
def test_a_schedule_of_another_job_is_judged(recorded: Recorded, api: str, make: Any) -> None:
    recorded.call("CreateSchedule", **schedule(False, api, make(False)))
    with pytest.raises(Blocked) as caught:
        recorded.call("CreateSchedule", **schedule(True, api, make(True)))
    assert SECRET not in str(caught.value)
    assert recorded.left == ["CreateSchedule"]


PACK = """
applies-to: [TrainingJob, ProcessingJob, TransformJob, AutoMLJobV2]
policies:
  - name: run-in-vpc
    assert: VpcConfig.Subnets
    at: VpcConfig
    message: No VPC
    fix: Set it.
    reason: Logs.
  - name: queue-in-prod
    applies-to: [TrainingJob]
    when: batch
    assert: batch.queue == 'prod' && batch.attempts <= `2` && batch.tags.team
    message: "Queue {{ batch.queue }}, {{ batch.attempts }} attempts"
    fix: Take the queue.
    reason: Capacity.
"""


def test_policies_are_for_the_kinds_that_they_name(session: boto3.Session, tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(PACK)
    recorded = Recorded(session)
    policylint.guard(config=policylint.Config(policies=(str(tmp_path / "acme.yaml"),)))
    vpc = {"Subnets": ["subnet-0a1b2c3d"], "SecurityGroupIds": ["sg-0a1b2c3d"]}
    with pytest.raises(Blocked) as caught:
        recorded.call("CreateProcessingJob", **processing(False))
    assert [(one.rule, one.path) for one in caught.value.report.findings] == [("run-in-vpc", "NetworkConfig.VpcConfig")]
    recorded.call("CreateProcessingJob", **processing(False), NetworkConfig={"VpcConfig": vpc})
    recorded.call("CreateTransformJob", **transform(False))
    with pytest.raises(Blocked, match="run-in-vpc"):
        recorded.call("CreateAutoMLJobV2", **automl(False))
    recorded.call("CreateAutoMLJobV2", **automl(False), SecurityConfig={"VpcConfig": vpc})
    queued = {**CASES["SubmitServiceJob"][1](False), "serviceRequestPayload": json.dumps(sound(VpcConfig=vpc))}
    with pytest.raises(Blocked, match="Queue queue, 1 attempts"):
        recorded.call("SubmitServiceJob", **queued)
    recorded.call("SubmitServiceJob", **{**queued, "jobQueue": "prod", "tags": {"team": "churn"}})
    with pytest.raises(Blocked, match="Queue prod, 3 attempts"):
        recorded.call(
            "SubmitServiceJob",
            **{**queued, "jobQueue": "prod", "tags": {"team": "churn"}, "retryStrategy": {"attempts": 3}},
        )
    assert recorded.left == [
        "CreateProcessingJob",
        "CreateTransformJob",
        "CreateAutoMLJobV2",
        "SubmitServiceJob",
    ]


def test_what_is_priced_counts_and_what_is_not_is_undecidable(session: boto3.Session, tmp_path: Path) -> None:
    """A processing job of a day costs some $5.8 here; of a transform job nobody knows."""
    recorded = Recorded(session)
    policylint.guard(budget=10, ledger=tmp_path / "ledger.sqlite3")
    recorded.call("CreateProcessingJob", **processing(False))
    with pytest.raises(Blocked, match=r"the job can cost .* of today") as caught:
        recorded.call("CreateProcessingJob", **processing(False))
    assert caught.value.code == "over-budget"
    for operation, make in ("CreateTransformJob", transform), ("CreateAutoMLJobV2", automl), ("CreateJob", agent_job):
        with pytest.raises(Blocked, match="what the job can cost is not known") as caught:
            recorded.call(operation, **make(False))
        assert caught.value.code == "undecidable"
    assert recorded.left == ["CreateProcessingJob"]


def test_batch_ends_an_attempt_before_the_jobs_own_limit(session: boto3.Session, tmp_path: Path) -> None:
    recorded = Recorded(session)
    policylint.guard(budget=1, ledger=tmp_path / "ledger.sqlite3")
    request = sound()
    request["StoppingCondition"]["MaxRuntimeInSeconds"] = 86_400
    given = {**CASES["SubmitServiceJob"][1](False), "serviceRequestPayload": json.dumps(request)}
    with pytest.raises(Blocked, match="of today"):
        recorded.call("SubmitServiceJob", **given)
    recorded.call("SubmitServiceJob", **given, timeoutConfig={"attemptDurationSeconds": 600})
    with pytest.raises(Blocked, match="of today"):
        recorded.call(
            "SubmitServiceJob",
            **given,
            timeoutConfig={"attemptDurationSeconds": 7200},
            retryStrategy={"attempts": 3},
        )
    assert recorded.left == ["SubmitServiceJob"]
