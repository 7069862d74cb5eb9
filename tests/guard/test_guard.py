"""The guard on real boto3 clients that talk HTTP to a server: what it stops never arrives."""

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.exceptions import BotoCoreError

import policylint
from policylint import Blocked, Config
from policylint.settings.option import ConfigError
from tests.guard.server import REGION, Server
from tests.guard.submitted_jobs import faulty, sound, sound_tuning


def pipeline(*requests: dict[str, Any]) -> dict[str, Any]:
    steps = [{"Name": f"Train{n}", "Type": "Training", "Arguments": request} for n, request in enumerate(requests)]
    return {
        "PipelineName": "churn",
        "PipelineDefinition": json.dumps({"Version": "2020-12-01", "Steps": steps}),
        "RoleArn": "arn:aws:iam::123456789012:role/SageMakerPipelines",
        "ClientRequestToken": "0123456789abcdef0123456789abcdef",
    }


def test_a_sound_job_passes_and_exists_on_the_server(server: Server) -> None:
    client = server.client()
    policylint.guard(client)
    job = sound()
    assert client.create_training_job(**job)["TrainingJobArn"].endswith(job["TrainingJobName"])
    assert client.describe_training_job(TrainingJobName=job["TrainingJobName"])["TrainingJobStatus"]
    assert server.reached() == 1


def test_a_faulty_job_never_reaches_the_server(server: Server) -> None:
    client = server.client()
    policylint.guard(client)
    with pytest.raises(Blocked) as caught:
        client.create_training_job(**faulty())
    blocked = caught.value
    assert isinstance(blocked, BotoCoreError)
    assert (blocked.code, blocked.operation) == ("findings", "CreateTrainingJob")
    assert [finding.rule for finding in blocked.report.findings] == ["SM1006"]
    assert "SM1006 [error]" in str(blocked)
    assert server.requests == []


def test_what_botocore_itself_refuses_is_explained_first(server: Server) -> None:
    client = server.client()
    policylint.guard(client)
    with pytest.raises(Blocked) as caught:
        client.create_training_job(**sound(HyperParameter={}))
    assert [finding.rule for finding in caught.value.report.findings] == ["SM1001"]


def test_tuning_jobs_are_guarded(server: Server) -> None:
    client = server.client()
    policylint.guard(client)
    client.create_hyper_parameter_tuning_job(**sound_tuning())
    request = sound_tuning()
    request["HyperParameterTuningJobName"] = "x" * 40
    with pytest.raises(Blocked, match="SM1005"):
        client.create_hyper_parameter_tuning_job(**request)
    assert server.reached("CreateHyperParameterTuningJob") == 1


def test_the_steps_of_a_pipeline_are_guarded(server: Server) -> None:
    client = server.client()
    policylint.guard(client)
    good = sound()
    del good["TrainingJobName"]
    client.create_pipeline(**pipeline(good))
    bad = {**good, "StoppingCondition": {"MaxRuntimeInSeconds": 0}}
    with pytest.raises(Blocked) as caught:
        client.create_pipeline(**pipeline(good, bad))
    assert [(finding.job, finding.rule) for finding in caught.value.report.findings] == [("Train1", "SM1007")]
    update = {"PipelineName": "churn", "PipelineDefinition": pipeline(bad)["PipelineDefinition"]}
    with pytest.raises(Blocked):
        client.update_pipeline(**update)
    client.update_pipeline(PipelineName="churn", PipelineDisplayName="Churn")
    assert (server.reached("CreatePipeline"), server.reached("UpdatePipeline")) == (1, 1)


@pytest.mark.parametrize(
    "definition",
    [
        {"PipelineDefinition": '{"Steps": [}'},
        {"PipelineDefinitionS3Location": {"Bucket": "acme", "ObjectKey": "pipeline.json"}},
    ],
)
def test_a_pipeline_that_cannot_be_looked_into_is_undecidable(server: Server, definition: dict[str, Any]) -> None:
    client = server.client()
    policylint.guard(client)
    request = pipeline()
    del request["PipelineDefinition"]
    with pytest.raises(Blocked) as caught:
        client.create_pipeline(**request, **definition)
    assert caught.value.code == "undecidable"
    assert server.requests == []


def test_other_operations_and_services_are_left_alone(server: Server) -> None:
    policylint.guard()
    client = server.client()
    client.list_training_jobs()
    client.create_model(ModelName="m_1", ExecutionRoleArn="arn:aws:iam::123456789012:role/R", PrimaryContainer={})
    server.session().client("s3", endpoint_url=server.url).list_buckets()
    assert server.reached("CreateModel") == 1


def test_warn_lets_through_logs_and_shows(
    server: Server, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    client = server.client()
    policylint.guard(client, mode="warn")
    with caplog.at_level(logging.INFO, logger="policylint.guard"):
        client.create_training_job(**faulty())
    assert server.reached() == 1
    assert "despite 1 error" in caplog.text
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "SM1006 [error]" in shown.err


def test_warn_lets_through_where_nobody_looks(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    client = server.client()
    policylint.guard(client, mode="warn")
    with open(os.devnull, "w") as closed:  # noqa: PTH123
        pass
    for stream in (closed, None):
        monkeypatch.setattr(sys, "stderr", stream)
        client.create_training_job(**faulty())
    assert server.reached() == 2


def test_audit_lets_through_in_silence(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    client = server.client()
    policylint.guard(client, mode="audit", audit=tmp_path / "audit.jsonl")
    client.create_training_job(**faulty())
    assert server.reached() == 1
    assert (caplog.text, *capsys.readouterr()) == ("", "", "")
    [record] = map(json.loads, (tmp_path / "audit.jsonl").read_text().splitlines())
    assert record["attributes"]["policylint.findings"][0]["rule"] == "SM1006"


def test_region_account_and_environment_are_told_to_the_rules(server: Server, tmp_path: Path) -> None:
    client = server.client()
    policylint.guard(client, audit=tmp_path / "audit.jsonl")
    client.create_training_job(**sound())
    [record] = map(json.loads, (tmp_path / "audit.jsonl").read_text().splitlines())
    assert record["attributes"]["cloud.region"] == REGION
    assert record["attributes"]["cloud.account.id"] == "123456789012"


def test_the_account_is_that_of_the_credentials_where_they_know_it(server: Server, tmp_path: Path) -> None:
    client = server.client(server.session(aws_account_id="210987654321"))
    policylint.guard(client, audit=tmp_path / "audit.jsonl")
    client.create_training_job(**sound())
    [record] = map(json.loads, (tmp_path / "audit.jsonl").read_text().splitlines())
    assert record["attributes"]["cloud.account.id"] == "210987654321"


class Subclassed(boto3.Session):  # type: ignore[misc]
    pass


@pytest.mark.parametrize("make", [boto3.Session, Subclassed])
def test_a_session_guards_the_clients_made_from_it(server: Server, make: type[boto3.Session]) -> None:
    session = make(aws_access_key_id="testing", aws_secret_access_key="testing", region_name=REGION)
    policylint.guard(session)
    guarded, free = server.client(session), server.client()
    with pytest.raises(Blocked):
        guarded.create_training_job(**faulty())
    free.create_training_job(**faulty())
    policylint.unguard(session)
    guarded.create_training_job(**faulty())
    assert server.reached() == 2


def test_the_process_guard_reaches_sessions_and_clients_made_before_and_after(server: Server) -> None:
    old_session = server.session()
    old_client = server.client(old_session)
    policylint.guard()
    plain = botocore.session.get_session()
    plain.set_credentials("testing", "testing")
    clients = [
        old_client,
        server.client(old_session),
        server.client(),
        server.client(Subclassed(aws_access_key_id="a", aws_secret_access_key="b", region_name=REGION)),
        plain.create_client("sagemaker", region_name=REGION, endpoint_url=server.url),
    ]
    for client in clients:
        with pytest.raises(Blocked):
            client.create_training_job(**faulty())
    assert server.requests == []
    policylint.unguard()
    for client in clients:
        client.create_training_job(**faulty())
    assert server.reached() == len(clients)


def test_a_guarded_block_ends_and_gives_back_what_was_before(server: Server) -> None:
    client = server.client()
    with policylint.guard():
        inside = server.client()
        with pytest.raises(Blocked):
            inside.create_training_job(**faulty())
        with policylint.guard(mode="audit"):
            inside.create_training_job(**faulty())
        with pytest.raises(Blocked):
            client.create_training_job(**faulty())
    inside.create_training_job(**faulty())
    assert server.reached() == 2


def test_blocks_that_overlap_end_in_any_order_and_leave_nothing_behind(server: Server) -> None:
    client = server.client()
    first, second = policylint.guard(client), policylint.guard(client)
    with second:
        with first:
            pass
        with pytest.raises(Blocked):
            client.create_training_job(**faulty())
    client.create_training_job(**faulty())
    with first, pytest.raises(Blocked):
        client.create_training_job(**faulty())
    assert server.reached() == 1


def test_guarding_twice_judges_once_and_the_later_options_hold(server: Server, tmp_path: Path) -> None:
    client = server.client()
    policylint.guard(client, audit=tmp_path / "first.jsonl")
    policylint.guard(client, mode="audit", audit=tmp_path / "second.jsonl")
    client.create_training_job(**faulty())
    assert not (tmp_path / "first.jsonl").exists()
    assert len((tmp_path / "second.jsonl").read_text().splitlines()) == 1
    policylint.unguard(client)
    policylint.unguard(client)
    client.create_training_job(**faulty())
    assert server.reached() == 2


def test_an_inner_guard_cannot_loosen_an_outer_one(server: Server) -> None:
    policylint.guard()
    client = server.client()
    policylint.guard(client, mode="audit")
    with pytest.raises(Blocked):
        client.create_training_job(**faulty())
    assert server.requests == []


@pytest.mark.parametrize("event", ["before-parameter-build", "before-call"])
def test_what_a_later_handler_changes_is_judged_as_it_is_sent(server: Server, event: str) -> None:
    client = server.client()
    policylint.guard(client)

    def spoil_parameters(params: Any, **_: Any) -> None:
        if "body" in params:
            params["body"] = params["body"].replace(b'"TrainingJobName": "churn-', b'"TrainingJobName": "churn_')
        else:
            params["TrainingJobName"] = params["TrainingJobName"].replace("-", "_")

    client.meta.events.register_last(
        event if event == "before-parameter-build" else "before-call.sagemaker", spoil_parameters
    )
    with pytest.raises(Blocked, match="SM1006"):
        client.create_training_job(**sound())
    assert server.requests == []


def test_a_presigned_url_is_a_submission(server: Server) -> None:
    client = server.client()
    policylint.guard(client)
    assert client.generate_presigned_url("create_training_job", sound())
    with pytest.raises(Blocked):
        client.generate_presigned_url("create_training_job", faulty())


def test_what_the_configuration_says_holds(server: Server, tmp_path: Path) -> None:
    client = server.client()
    policylint.guard(client, config=Config(ignore=("SM1006",)))
    client.create_training_job(**faulty())
    (tmp_path / "policylint.toml").write_text(
        '[[suppressions]]\nrules = ["SM1006"]\nreason = "legacy names"\n'
        '[[suppressions]]\nrules = ["SM1007"]\nfiles = "jobs/**"\nreason = "only there"\n'
    )
    policylint.guard(client)
    client.create_training_job(**faulty())
    bad = faulty(StoppingCondition={"MaxRuntimeInSeconds": 0})
    with pytest.raises(Blocked) as caught:
        client.create_training_job(**bad)
    assert [finding.rule for finding in caught.value.report.findings] == ["SM1007"]
    assert [accepted.reason for accepted in caught.value.report.suppressed] == ["legacy names"]
    assert server.reached() == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [("select = 1", "policylint.toml:1"), ('select = ["SM999"]', "no rule is called 'SM999'"), (None, "no such")],
)
def test_a_broken_or_missing_configuration_blocks(server: Server, tmp_path: Path, text: str | None, says: str) -> None:
    file = tmp_path / "policylint.toml"
    if text is not None:
        file.write_text(text)
    client = server.client()
    policylint.guard(client, config=file)
    with pytest.raises(Blocked, match=says) as caught:
        client.create_training_job(**sound())
    assert caught.value.code == "undecidable"
    assert server.requests == []
    policylint.guard(client, config=file, on_error="warn")
    client.create_training_job(**sound())
    assert server.reached() == 1


def test_a_configuration_that_is_mended_is_used(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "policylint.toml"
    file.write_text("nonsense")
    client = server.client()
    policylint.guard(client, config=file)
    with pytest.raises(Blocked):
        client.create_training_job(**sound())
    file.write_text("")
    client.create_training_job(**sound())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"mode": "enforced"}, "did you mean 'enforce'"),
        ({"on_error": "ignore"}, "block or warn"),
        ({"budget": -1}, "at least 0"),
        ({"confirm_over": float("nan")}, "at least 0"),
    ],
)
def test_options_that_make_no_sense_are_refused_at_once(options: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        policylint.guard(**options)


def test_options_come_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYLINT_GUARD", "audit")
    monkeypatch.setenv("POLICYLINT_GUARD_BUDGET", "12.5")
    monkeypatch.setenv("POLICYLINT_GUARD_PROJECT", "churn")
    options = policylint.guard().options
    assert (options.mode, options.budget, options.project) == ("audit", 12.5, "churn")
    assert policylint.guard(mode="warn", budget=3).options.mode == "warn"
    monkeypatch.setenv("POLICYLINT_GUARD_BUDGET", "plenty")
    with pytest.raises(ConfigError, match="plenty"):
        policylint.guard()


def test_only_clients_and_sessions_can_be_guarded() -> None:
    with pytest.raises(TypeError, match="not int"):
        policylint.guard(3)
