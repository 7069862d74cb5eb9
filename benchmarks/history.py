"""A past as organisations have it: jobs of families that are near-equal within, in every kind of record."""

import gzip
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FAMILIES = 300
_WORDS = ("churn", "fraud", "rank", "ocr", "bert", "forecast")
_TYPES = (
    "ml.m5.xlarge",
    "ml.m5.4xlarge",
    "ml.c5.4xlarge",
    "ml.g5.xlarge",
    "ml.g5.12xlarge",
    "ml.p3.2xlarge",
    "ml.p4d.24xlarge",
)
_REGIONS = ("us-east-1", "eu-west-1", "us-west-2")
_ACCOUNTS = ("123456789012", "210987654321", "345678901234", "456789012345")
_START = datetime(2025, 1, 1, tzinfo=UTC)
_HIDDEN = {"disableEFA": False, "withWarmPoolValidationError": False}


def family(number: int) -> dict[str, Any]:
    """What the jobs of a family have in common: its request, and who sends it from where."""
    choose = random.Random(number)
    region, account = choose.choice(_REGIONS), choose.choice(_ACCOUNTS)
    letters = f"{chr(97 + number // 26 % 26)}{chr(97 + number % 26)}"
    name, team = f"{choose.choice(_WORDS)}-{letters}", f"team-{number % 40}"
    tag = f"{choose.randint(1, 9)}.{choose.randint(0, 20)}"
    bucket = f"s3://acme-{team}-{account[:4]}"
    spot, secure = choose.random() < 0.3, choose.random() < 0.6
    request: dict[str, Any] = {
        "RoleArn": f"arn:aws:iam::{account}:role/service-role/SageMaker-{team}",
        "AlgorithmSpecification": {
            "TrainingImage": f"{account}.dkr.ecr.{region}.amazonaws.com/{name}:{tag}",
            "TrainingInputMode": choose.choice(("File", "File", "FastFile")),
            "MetricDefinitions": [{"Name": "validation:loss", "Regex": "val_loss=([0-9.]+)"}],
        },
        "HyperParameters": {
            "epochs": str(choose.randint(3, 90)),
            "batch_size": str(2 ** choose.randint(4, 9)),
            "sagemaker_program": json.dumps("train.py"),
            "sagemaker_region": json.dumps(region),
        },
        "InputDataConfig": [
            {
                "ChannelName": channel,
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": f"{bucket}/data/{name}/{channel}/",
                        "S3DataDistributionType": "FullyReplicated",
                    }
                },
                "CompressionType": "None",
            }
            for channel in ("train", "validation")[: choose.randint(1, 2)]
        ],
        "OutputDataConfig": {"S3OutputPath": f"{bucket}/models/{name}/"},
        "ResourceConfig": {
            "InstanceType": choose.choice(_TYPES),
            "InstanceCount": choose.choice((1, 1, 1, 2, 4)),
            "VolumeSizeInGB": choose.choice((30, 100, 500)),
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": choose.choice((3600, 14_400, 86_400, 432_000))},
        "Environment": {"LOG_LEVEL": "info", "STAGE": choose.choice(("dev", "prod"))},
        "Tags": [{"Key": "owner", "Value": f"person-{number % 90}"}, {"Key": "team", "Value": team}],
    }
    if spot:
        request["EnableManagedSpotTraining"] = True
        request["StoppingCondition"]["MaxWaitTimeInSeconds"] = 2 * request["StoppingCondition"]["MaxRuntimeInSeconds"]
        request["CheckpointConfig"] = {"S3Uri": f"{bucket}/checkpoints/{name}/"}
    if secure:
        key = f"arn:aws:kms:{region}:{account}:key/1234abcd-12ab-34cd-56ef-{number:012}"
        request["OutputDataConfig"]["KmsKeyId"] = key
        request["VpcConfig"] = {"SecurityGroupIds": [f"sg-{number:017}"], "Subnets": [f"subnet-{number:017}"]}
        request["EnableInterContainerTrafficEncryption"] = True
        request["EnableNetworkIsolation"] = True
    return {"name": name, "request": request, "region": region, "account": account, "team": team}


def jobs(count: int, seed: int = 0) -> Iterator[tuple[dict[str, Any], dict[str, Any], datetime]]:
    """Requests, each with its family and its time: they differ from their family in a name, a seed and a rate."""
    families = [family(number) for number in range(FAMILIES)]
    choose = random.Random(seed)
    for number in range(count):
        one = families[choose.randrange(FAMILIES)]
        at = _START + timedelta(seconds=number * (600 * 86_400 // max(count, 1)))
        request = {"TrainingJobName": f"{one['name']}-{at:%Y-%m-%d-%H-%M-%S}-{number % 1000:03}", **one["request"]}
        rate, start = choose.choice(("0.1", "0.03", "0.01", "0.003", "0.001")), str(choose.randint(0, 9))
        request["HyperParameters"] = {**request["HyperParameters"], "learning_rate": rate, "seed": start}
        yield request, one, at


def lower_camel(value: Any, *, keys: bool = True) -> Any:
    """A request as CloudTrail writes it: members in lowerCamel, the keys of maps as they are."""
    if isinstance(value, dict):
        maps = ("HyperParameters", "Environment")
        return {
            (key[:1].lower() + key[1:] if keys else key): lower_camel(item, keys=key not in maps)
            for key, item in value.items()
        }
    return [lower_camel(item) for item in value] if isinstance(value, list) else value


def event(request: dict[str, Any], one: dict[str, Any], at: datetime, number: int) -> dict[str, Any]:
    """The call in CloudTrail; one in fifty failed."""
    account, name = one["account"], request["TrainingJobName"]
    arn = f"arn:aws:sagemaker:{one['region']}:{account}:training-job/{name}"
    session = f"arn:aws:sts::{account}:assumed-role/{one['team']}/person-{number % 90}"
    failed = number % 50 == 7
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": f"AROAEXAMPLE:{number % 90}",
            "arn": session,
            "accountId": account,
        },
        "eventTime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": "sagemaker.amazonaws.com",
        "eventName": "CreateTrainingJob",
        "awsRegion": one["region"],
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "Boto3/1.44.5",
        **({"errorCode": "ResourceLimitExceeded", "errorMessage": "The limit is 0"} if failed else {}),
        "requestParameters": {**lower_camel(request), **_HIDDEN, "trainingJobArn": arn},
        "responseElements": None if failed else {"trainingJobArn": arn},
        "requestID": f"{number:08x}-1111-4222-8333-444455556666",
        "eventID": f"{number:08x}-aaaa-4bbb-8ccc-ddddeeeeffff",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
    }


def answer(request: dict[str, Any], one: dict[str, Any], at: datetime, number: int) -> dict[str, Any]:
    """The answer of DescribeTrainingJob after the job has ended."""
    limit = request["StoppingCondition"]["MaxRuntimeInSeconds"]
    took = 120 + (number * 7919) % (limit // 2)
    billed = took * (30 + number % 40) // 100 if request.get("EnableManagedSpotTraining") else took
    arn = f"arn:aws:sagemaker:{one['region']}:{one['account']}:training-job/{request['TrainingJobName']}"
    without_tags = {name: value for name, value in request.items() if name != "Tags"}
    return {
        **without_tags,
        "TrainingJobArn": arn,
        "TrainingJobStatus": "Completed" if number % 20 else "Failed",
        "SecondaryStatus": "Completed" if number % 20 else "Failed",
        "CreationTime": at.isoformat(),
        "TrainingStartTime": (at + timedelta(seconds=90)).isoformat(),
        "TrainingEndTime": (at + timedelta(seconds=90 + took)).isoformat(),
        "TrainingTimeInSeconds": took,
        "BillableTimeInSeconds": billed,
    }


def guarded(request: dict[str, Any], one: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The record of a guard that judged the call."""
    finding = {"rule": "COST2003", "severity": "note", "path": "StoppingCondition.MaxRuntimeInSeconds", "message": "x"}
    return {
        "timestamp": at.isoformat(),
        "severity_text": "INFO",
        "severity_number": 9,
        "event_name": "policylint.guard.passed",
        "resource": {"service.name": "policylint", "process.owner": "trainer"},
        "attributes": {
            "cloud.region": one["region"],
            "cloud.account.id": one["account"],
            "rpc.method": "CreateTrainingJob",
            "policylint.outcome": "passed",
            "policylint.job.names": [request["TrainingJobName"]],
            "policylint.findings": [{**finding, "fingerprint": "0" * 24}],
            "policylint.cost.max_usd": 12.5,
        },
    }


def write(folder: Path, count: int) -> None:
    """A folder of `count` jobs: half as S3 delivers CloudTrail, a quarter as Describe answers, an eighth as bare
    requests, and an eighth as the guard's audit file."""
    folder.mkdir(parents=True)
    records: list[Any] = []
    with (
        (folder / "answers.jsonl").open("w") as answers,
        (folder / "requests.jsonl").open("w") as requests,
        (folder / "guard-audit.jsonl").open("w") as audit,
    ):
        for number, (request, one, at) in enumerate(jobs(count)):
            turn = number % 8
            if turn < 4:
                records.append(event(request, one, at, number))
            elif turn < 6:
                answers.write(json.dumps(answer(request, one, at, number)) + "\n")
            elif turn == 6:
                requests.write(json.dumps(request) + "\n")
            else:
                audit.write(json.dumps(guarded(request, one, at)) + "\n")
            if len(records) == 500:
                _delivered(folder, number, records)
                records = []
    if records:
        _delivered(folder, count, records)


def write_lines(file: Path, count: int) -> None:
    """The same jobs as JSON Lines of requests, which `check` reads."""
    with file.open("w") as lines:
        lines.writelines(json.dumps(request) + "\n" for request, _, _ in jobs(count))


def _delivered(folder: Path, number: int, records: list[Any]) -> None:
    file = folder / "AWSLogs" / f"{number:09}.json.gz"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(gzip.compress(json.dumps({"Records": records}, separators=(",", ":")).encode(), 6, mtime=0))
