"""CloudFormation templates."""

from policylint.job import Facts
from tests.sources.kinds import embedded, found, read, shown

CHURN = ("Resources", "Churn", "Properties")


def test_a_training_job_with_intrinsic_functions_and_converted_scalars() -> None:
    kind, [(job, facts), *_] = found(read("cloudformation.yaml"))
    assert (kind, job.origin.address) == ("cloudformation", "Churn")
    assert facts == Facts("production", "us-east-1")
    assert shown(job.request) == {
        "TrainingJobName": "?!Sub churn-${AWS::StackName}",
        "RoleArn": '?{"Fn::GetAtt": ["Role", "Arn"]}',
        "HyperParameters": {"epochs": "3", "fast": "true"},
        "AlgorithmSpecification": {"TrainingImage": "churn", "TrainingInputMode": "File"},
        "EnableManagedSpotTraining": True,
        "InputDataConfig": "?!If",
        "OutputDataConfig": {"S3OutputPath": '?{"Fn::Join": ["/", ["s3:/", "!Ref Bucket", "churn"]]}'},
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 2, "VolumeSizeInGB": "thirty"},
        "VpcConfig": {
            "SecurityGroupIds": '?{"Fn::Split": [",", {"Ref": "Groups"}]}',
            "Subnets": ["subnet-0123456789abcdef0", "?!Ref Subnet"],
        },
        "Tags": [{"Key": "team", "Value": "churn"}],
    }
    assert job.origin.route(("ResourceConfig", "InstanceCount")) == (*CHURN, "ResourceConfig", "InstanceCount")
    assert job.origin.route(("VpcConfig", "Subnets", 1)) == (*CHURN, "VpcConfig", "Subnets", 2)


def test_properties_that_only_the_deployment_knows() -> None:
    included = found(read("cloudformation.yaml"))[1][1][0]
    assert included.origin.address == "Included"
    assert included.request["TrainingJobName"] == "churn"
    assert set(shown(included.request).values()) == {"churn", "?Fn::Transform"}
    assert included.origin.route(("RoleArn",)) == ("Resources", "Included", "Properties", "Fn::Transform")
    whole = found(read("cloudformation.json"))[1][0][0]
    assert set(shown(whole.request).values()) == {'?{"Ref": "Everything"}'}


def test_state_machines_and_pipelines_in_a_template() -> None:
    jobs = {job.origin.address: job for job, _ in found(read("cloudformation.yaml"))[1]}
    assert list(jobs) == ["Churn", "Included", "Machine/Train", "Texts/Train", "Steps/Tune"]
    machine, texts, steps = jobs["Machine/Train"], jobs["Texts/Train"], jobs["Steps/Tune"]
    assert shown(machine.request) == {
        "TrainingJobName": "?$.name",
        "RoleArn": "?!GetAtt Role.Arn",
        "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/"},
    }
    assert machine.origin.route(("RoleArn",)) == (
        "Resources", "Machine", "Properties", "Definition", "States", "Train", "Parameters", "RoleArn",
    )  # fmt: skip
    assert shown(texts.request) == {"TrainingJobName": "?${Name}", "RoleArn": "role"}
    assert texts.origin.route(("RoleArn",)) == ("States", "Train", "Parameters", "RoleArn")
    assert embedded(texts) == ("Resources", "Texts", "Properties", "DefinitionString")
    assert shown(steps.request) == {"Tags": [], "HyperParameterTuningJobName": "?HyperParameterTuningJobName"}


def test_a_definition_that_is_joined_from_pieces() -> None:
    job = found(read("cloudformation.json"))[1][1][0]
    assert job.origin.address == "Machine/Train"
    assert shown(job.request) == {"RoleArn": "?${Fn GetAtt Role Arn}", "TrainingJobName": "churn"}
    assert job.origin.route(("RoleArn",)) == ("States", "Train", "Parameters", "RoleArn")
    assert embedded(job)[:4] == ("Resources", "Machine", "Properties", "DefinitionString")
