"""How often a request runs, as the sources say it, and what the bill, limits, budgets and policies make of that."""

import json
from pathlib import Path
from typing import Any

import pytest

from policylint.runs import ONCE, Runs, Schedule
from policylint.sources import kinds
from tests.cli import policylint
from tests.requests import minimal_job, minimal_tuning_job
from tests.sources.kinds import document

JOB = "arn:aws:states:::sagemaker:createTrainingJob.sync"
ONE = 0.257 + 30 * 0.154 / 730


def train(**more: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": JOB, "Parameters": minimal_job(), **more}


def machine(state: dict[str, Any], **more: Any) -> dict[str, Any]:
    states = {"Train": {"End": True, **state}, **more.pop("States", {})}
    return {"StartAt": more.pop("StartAt", "Train"), "States": states, **more}


def each(**more: Any) -> dict[str, Any]:
    return {
        "StartAt": "Each",
        "States": {"Each": {"Type": "Map", "ItemProcessor": machine(train()), "End": True, **more}},
    }


def given(value: Any, **more: Any) -> dict[str, Any]:
    found = each(**more)
    found["States"]["Given"] = {"Type": "Pass", "Result": value, "Next": "Each"}
    return {**found, "StartAt": "Given"}


def runs(value: Any) -> Runs:
    found = kinds.jobs(document(json.dumps(value)))
    assert found is not None
    [(_, facts)] = list(found[1])
    return facts.runs


def retry(*tries: int | None) -> dict[str, Any]:
    listed = [
        {"ErrorEquals": [f"E{n}"], **({} if most is None else {"MaxAttempts": most})} for n, most in enumerate(tries)
    ]
    return {"Retry": listed}


ELSEWHERE = "goes over a list that the file does not show"
READ = {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON", "MaxItems": 1000}}
LISTED = {"Resource": "arn:aws:states:::s3:listObjectsV2", "ReaderConfig": {"MaxItems": 1000}}


@pytest.mark.parametrize(
    ("value", "most", "why"),
    [
        pytest.param(machine(train()), 1, "", id="once"),
        pytest.param(machine(train(**retry(2))), 3, "3 attempts of Train", id="a retrier"),
        pytest.param(machine(train(**retry(None))), 4, "4 attempts of Train", id="three more by default"),
        pytest.param(machine(train(**retry(0))), 1, "", id="never again"),
        pytest.param(machine(train(**retry(2, 5, None))), 11, "11 attempts of Train", id="retriers count apart"),
        pytest.param(machine(train(Retry=[{"MaxAttempts": "${N}"}])), None, "is not known here", id="filled in later"),
        pytest.param(each(), None, ELSEWHERE, id="the input is the list"),
        pytest.param(each(ItemsPath="$.models"), None, ELSEWHERE, id="a list of the input"),
        pytest.param(given([1, 2, 3]), 3, "3 items of Each", id="a literal list"),
        pytest.param(
            given({"m": list("abcd")}, ItemsPath="$.m", **retry(1)), 8, "2 attempts of Each x 4 items", id="both"
        ),
        pytest.param(given([]), 0, "0 items of Each", id="an empty list"),
        pytest.param(given(list(range(10)), ItemBatcher={"MaxItemsPerBatch": 4}), 3, "3 batches of Each", id="batches"),
        pytest.param(
            given(list(range(10)), ItemBatcher={"MaxItemsPerBatch": 4, "MaxInputBytesPerBatch": 9}),
            10,
            "10 items",
            id="cut",
        ),
        pytest.param(each(ItemReader=READ), 1000, "up to 1,000 items of Each", id="a limit of the reader"),
        pytest.param(each(ItemReader={**READ, "ReaderConfig": {}}), None, "without MaxItems", id="no limit"),
        pytest.param(
            each(ItemReader=READ, ItemBatcher={"MaxItemsPerBatch": 100}),
            1000,
            "up to 1,000 items",
            id="items of any size",
        ),
        pytest.param(
            each(ItemReader=LISTED, ItemBatcher={"MaxItemsPerBatch": 100}),
            10,
            "up to 10 batches of Each",
            id="small items",
        ),
        pytest.param(each(ItemReader=READ, ToleratedFailureCount=5), 1000, "up to 1,000", id="tolerated failures"),
        pytest.param({**each(Items=[1, 2]), "QueryLanguage": "JSONata"}, 2, "2 items of Each", id="JSONata: a list"),
        pytest.param({**each(Items="{% [1..5] %}"), "QueryLanguage": "JSONata"}, 5, "5 items", id="JSONata: a range"),
        pytest.param({**each(Items="{% ['a', 'b'] %}"), "QueryLanguage": "JSONata"}, 2, "2 items", id="JSONata: texts"),
        pytest.param(
            {**each(Items="{% $states.input.m %}"), "QueryLanguage": "JSONata"}, None, ELSEWHERE, id="JSONata"
        ),
        pytest.param(
            machine(
                train(End=False, Next="Again"),
                States={"Again": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "Train"}]}},
            ),
            None,
            "Train stands in a loop",
            id="a loop",
        ),
        pytest.param(
            machine(train(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "Train"}])),
            None,
            "stands in a loop",
            id="a catch",
        ),
        pytest.param(
            {
                "StartAt": "All",
                "States": {
                    "All": {"Type": "Parallel", "Branches": [machine(train(**retry(1)))], "End": True, **retry(2)},
                },
            },
            6,
            "3 attempts of All x 2 attempts of Train",
            id="the retry of what is around it",
        ),
    ],
)
def test_states_of_machines(value: dict[str, Any], most: int | None, why: str) -> None:
    found = runs(value)
    assert found.most == most
    assert why in (found.unbounded if most is None else found.reasons)


@pytest.mark.parametrize(
    ("policies", "most"),
    [
        pytest.param([], 1, id="none"),
        pytest.param([{"ExceptionType": ["SageMaker.CAPACITY_ERROR"]}], 6, id="five more by default"),
        pytest.param([{"MaxAttempts": 2}, {"MaxAttempts": 3}], 6, id="policies count apart"),
        pytest.param([{"ExpireAfterMin": 5, "IntervalSeconds": 10}], 5, id="after 10, 30, 70 and 150 s"),
        pytest.param([{"ExpireAfterMin": 1, "BackoffRate": 1}], 61, id="every second"),
        pytest.param([{"MaxAttempts": {"Get": "Parameters.N"}}], None, id="a parameter"),
        pytest.param([{"ExpireAfterMin": 10**9, "BackoffRate": 1}], None, id="longer than is allowed"),
    ],
)
def test_steps_of_pipelines(policies: list[dict[str, Any]], most: int | None) -> None:
    step = {"Name": "Train", "Type": "Training", "Arguments": minimal_job(), "RetryPolicies": policies}
    assert runs({"Version": "2020-12-01", "Steps": [step]}).most == most
    for items, times in (([1, 2, 3], 3), ({"Get": "Parameters.Items"}, None)):
        loop = {"Name": "All", "Type": "ForEach", "Arguments": {"IterableItems": items, "ForEachBody": [step]}}
        found = runs({"Version": "2020-12-01", "Steps": [loop]})
        assert found.most == (None if None in (most, times) else (most or 0) * (times or 0))


def template(**resources: Any) -> dict[str, Any]:
    return {"Resources": {name: {"Type": kind, "Properties": given} for name, (kind, given) in resources.items()}}


MACHINE, SCHEDULE, RULE = "AWS::StepFunctions::StateMachine", "AWS::Scheduler::Schedule", "AWS::Events::Rule"
SAM = "AWS::Serverless::StateMachine"


def starting(arn: Any, **more: Any) -> dict[str, Any]:
    state = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True, **more}
    return {"StartAt": "Start", "States": {"Start": {**state, "Parameters": {"StateMachineArn": arn}}}}


def test_machines_of_a_template_that_start_each_other() -> None:
    child = (MACHINE, {"Definition": machine(train(**retry(1)))})
    arn = {"Fn::GetAtt": ["Child", "Arn"]}
    parent = (MACHINE, {"Definition": starting(arn, **retry(2))})
    assert runs(template(Child=child, Parent=parent)) == Runs(6, 1, ("3 attempts of Start", "2 attempts of Train"))
    as_text = {
        "DefinitionString": {"Fn::Sub": json.dumps(starting("${Target}"))},
        "DefinitionSubstitutions": {"Target": {"Ref": "Child"}},
    }
    both = template(Child=child, Parent=parent, Other=(MACHINE, as_text))
    assert runs(both).most == 8
    itself = machine(train(Next="Start", End=False))
    itself["States"] |= starting({"Ref": "Child"})["States"]
    assert "Child starts itself" in runs(template(Child=(MACHINE, {"Definition": itself}))).unbounded


def test_schedules_of_a_template() -> None:
    child = (MACHINE, {"StateMachineName": "child", "Definition": machine(train())})
    nightly = {"ScheduleExpression": "rate(1 day)", "Target": {"Arn": {"Fn::GetAtt": "Child.Arn"}}}
    weekly = {
        "ScheduleExpression": "cron(0 3 ? * MON *)",
        "State": "DISABLED",
        "Targets": [{"Arn": {"Fn::Sub": "arn:aws:states:${AWS::Region}:${AWS::AccountId}:stateMachine:child"}}],
    }
    found = runs(template(Child=child, Nightly=(SCHEDULE, nightly), Weekly=(RULE, weekly)))
    assert found.schedules == (
        Schedule("Nightly", "rate(1 day)"),
        Schedule("Weekly", "cron(0 3 ? * MON *)", enabled=False),
    )
    event = {
        "Type": "ScheduleV2",
        "Properties": {
            "ScheduleExpression": {"Ref": "When"},
            "ScheduleExpressionTimezone": "Europe/Berlin",
            "StartDate": "2026-12-01T00:00:00Z",
        },
    }
    sam = (SAM, {"Definition": machine(train()), "Events": {"Every": event}})
    assert runs(template(M=sam)).schedules == (Schedule("Every", "", "Europe/Berlin", "2026-12-01T00:00:00Z"),)
    target = {"Arn": "arn:aws:scheduler:::aws-sdk:sagemaker:createTrainingJob", "Input": json.dumps(minimal_job())}
    direct = {"Name": "direct", "ScheduleExpression": "rate(2 days)", "Target": target}
    assert runs(direct).schedules == (Schedule("direct", "rate(2 days)"),)


def manifest() -> str:
    spec = {name[0].lower() + name[1:]: value for name, value in minimal_job().items()}
    api = "sagemaker.services.k8s.aws/v1alpha1"
    return json.dumps({"apiVersion": api, "kind": "TrainingJob", "metadata": {"name": "churn"}, "spec": spec})


@pytest.mark.parametrize(
    ("strategy", "most", "why"),
    [
        ({}, 1, ""),
        ({"retryStrategy": {"limit": "3"}}, 4, "4 attempts of train"),
        ({"retryStrategy": {"limit": 2}}, 3, "3 attempts of train"),
        ({"retryStrategy": {}}, None, "states no limit"),
        ({"retryStrategy": {"limit": "{{inputs.n}}"}}, None, "is not known here"),
    ],
)
def test_retries_and_schedules_of_workflows(strategy: dict[str, Any], most: int | None, why: str) -> None:
    template = {"name": "train", "resource": {"action": "create", "manifest": manifest()}, **strategy}
    spec = {"entrypoint": "train", "templates": [template]}
    workflow = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "w"}, "spec": spec}
    found = runs(workflow)
    assert (found.most, found.schedules) == (most, ())
    assert why in (found.reasons or found.unbounded)
    cron = {"schedules": ["0 2 * * *"], "timezone": "Europe/Berlin", "suspend": True, "workflowSpec": spec}
    found = runs({**workflow, "kind": "CronWorkflow", "spec": cron})
    assert found.most == most
    assert found.schedules == (Schedule("w", "0 2 * * *", "Europe/Berlin", enabled=False),)


def test_retries_of_airflow_and_kubernetes() -> None:
    task = {"operator": "a.b.SageMakerTrainingOperator", "config": minimal_job(), "task_id": "train"}
    assert runs({**task, "retries": 2}).reasons == "3 attempts of train"
    dag = {"churn": {"default_args": {"retries": 4}, "tasks": {"train": task}}}
    assert runs(dag).reasons == "5 attempts of each task of the DAG"
    dag["churn"]["tasks"] = {"train": {**task, "retries": 0}}
    assert runs(dag).most == 1
    pod = {"containers": [{"args": [json.dumps(minimal_job())]}]}
    job = {"backoffLimit": 2, "template": {"spec": pod}}
    single = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "submit"}, "spec": job}
    assert runs(single).reasons == "3 attempts of submit"
    cron = {"schedule": "@hourly", "jobTemplate": {"spec": job}}
    found = runs({"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "submit"}, "spec": cron})
    assert (found.most, found.schedules) == (3, (Schedule("submit", "@hourly"),))


def test_calls_of_programs(tmp_path: Path) -> None:
    request = json.dumps({**minimal_job(), "TrainingJobName": "NAME"}).replace('"NAME"', "str(time.time())")
    head = "import boto3, sys, time\nclient = boto3.client('sagemaker', region_name='eu-west-1')\n"
    call = f"client.create_training_job(**{request})\n"
    file = tmp_path / "submit.py"
    for loop, most in (("if True", 1), ("for _ in range(4)", 4), ("for _ in sys.argv", None), ("while go()", None)):
        file.write_text(f"{head}{loop}:\n    {call}")
        [job] = cost(tmp_path)[1]["jobs"]
        assert job["runs"] == most, loop
        assert bool(job["unbounded"]) is (most is None)
    operators = "airflow.providers.amazon.aws.operators.sagemaker"
    for retries, most in (("", 1), (", retries=3", 4), (", retries=N", None)):
        file.write_text(
            f"from {operators} import SageMakerTrainingOperator\n"
            f"SageMakerTrainingOperator(task_id='train', config={json.dumps(minimal_job())}{retries})\n"
        )
        [job] = cost(tmp_path, "--region", "eu-west-1")[1]["jobs"]
        assert job["runs"] == most, retries


def test_schedules_of_terraform(tmp_path: Path) -> None:
    definition = json.dumps(machine(train(**retry(2))))
    (tmp_path / "main.tf").write_text(
        f'resource "aws_sfn_state_machine" "train" {{\n  definition = <<EOT\n{definition}\nEOT\n}}\n'
        'resource "aws_scheduler_schedule" "nightly" {\n  schedule_expression = "rate(1 day)"\n'
        "  target {\n    arn = aws_sfn_state_machine.train.arn\n  }\n}\n"
        'resource "aws_cloudwatch_event_rule" "off" {\n  schedule_expression = "rate(1 hour)"\n'
        '  state = "DISABLED"\n}\n'
        'resource "aws_cloudwatch_event_target" "off" {\n  rule = aws_cloudwatch_event_rule.off.name\n'
        "  arn = aws_sfn_state_machine.train.arn\n}\n"
    )
    (tmp_path / "policylint.toml").write_text('region = "eu-west-1"\n')
    [job] = cost(tmp_path, "--per", "month")[1]["jobs"]
    assert (job["runs"], job["runs_a_month"]) == (93, 31)
    (tmp_path / "main.tf").unlink()
    change = {"actions": ["create"], "after": {"definition": definition}, "after_unknown": {}}
    when = {"actions": ["create"], "after": {"schedule_expression": "rate(1 day)"}, "after_unknown": {}}
    address = {"machine": "module.a.aws_sfn_state_machine.train", "when": "module.a.aws_scheduler_schedule.nightly[0]"}
    target = [{"arn": {"references": ["aws_sfn_state_machine.train.arn", "aws_sfn_state_machine.train"]}}]
    written = {"address": "aws_scheduler_schedule.nightly", "expressions": {"target": target}}
    plan = {
        "format_version": "1.2",
        "resource_changes": [
            {"address": address["machine"], "type": "aws_sfn_state_machine", "change": change},
            {"address": address["when"], "type": "aws_scheduler_schedule", "change": when},
        ],
        "configuration": {"root_module": {"module_calls": {"a": {"module": {"resources": [written]}}}}},
    }
    write(tmp_path, plan, "plan.json")
    [job] = cost(tmp_path, "--per", "month")[1]["jobs"]
    assert (job["runs"], job["runs_a_month"]) == (93, 31)


def cost(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    ran = policylint("cost", ".", "--output-format", "json", "--as-of", "2026-11-24", *options, cwd=folder)
    return ran.code, json.loads(ran.out)


def write(folder: Path, value: Any, name: str = "m.asl.json") -> None:
    (folder / "policylint.toml").write_text('region = "eu-west-1"\n')
    (folder / name).write_text(json.dumps(value))


def test_the_multiplied_figure_is_judged(tmp_path: Path) -> None:
    write(tmp_path, given([1, 2, 3, 4, 5, 6, 7]))
    code, found = cost(tmp_path, "--fail-over", f"{7 * ONE + 1e-9}")
    [job] = found["jobs"]
    assert (code, job["runs"], job["runs_why"], job["jobs"]) == (0, 7, "7 items of Each", 7)
    assert job["max_usd"] == pytest.approx(7 * ONE)
    assert job["run_usd"] == pytest.approx(ONE)
    assert cost(tmp_path, "--fail-over", f"{6 * ONE}")[0] == 1
    (tmp_path / "policylint.toml").write_text('region = "eu-west-1"\n[[budgets]]\njob = 1\n')
    ran = policylint("check", ".", "--select", "COST1", cwd=tmp_path)
    assert "COST1001 [error] the job can cost $1.84" in ran.out
    pack = tmp_path / "pack"
    pack.mkdir()
    ran = policylint("eval", "[cost.runs, cost.max_usd > `1.8`]", "m.asl.json", cwd=tmp_path)
    assert "[7, true]" in ran.out


def test_what_nothing_bounds_is_over_any_limit_unless_it_is_allowed(tmp_path: Path) -> None:
    write(tmp_path, each(ItemsPath="$.models"))
    (tmp_path / "plain.json").write_text(json.dumps(minimal_job()))
    code, found = cost(tmp_path, "--fail-over", "1000")
    assert code == 1
    total = found["total"]
    assert (total["max_usd"], total["unbounded"], total["unknown"]) == (None, 1, 0)
    assert total["known_usd"] == pytest.approx(ONE)
    assert total["unbounded_run_usd"] == pytest.approx(ONE)
    assert found["verdict"] == (
        "The 2 jobs can cost at least $0.2633, plus 1 job that nothing bounds ($0.2633 a run; the map Each goes over a"
        " list that the file does not show): over the limit of $1,000.00."
    )
    unbounded = next(job for job in found["jobs"] if job["unbounded"])
    assert (unbounded["max_usd"], unbounded["known_usd"], unbounded["runs"]) == (None, None, None)
    assert cost(tmp_path, "--fail-over", f"{2 * ONE + 1e-9}", "--allow-unbounded")[0] == 0
    assert cost(tmp_path, "--fail-over", f"{1.9 * ONE}", "--allow-unbounded")[0] == 1
    rows = policylint("cost", ".", "--output-format", "csv", cwd=tmp_path).out.splitlines()
    assert sum(",,,,,ml" in row or "Each goes over" in row for row in rows) == 1
    (tmp_path / "policylint.toml").write_text('region = "eu-west-1"\n[[budgets]]\njob = 1000\n')
    ran = policylint("check", ".", "--select", "COST1", cwd=tmp_path)
    assert ran.code == 1
    assert "COST1101 [error] nothing bounds how often the job runs, at $0.2633 a run: the map Each" in ran.out
    (tmp_path / "policylint.toml").write_text(
        'region = "eu-west-1"\n[cost]\nallow-unbounded = true\n[[budgets]]\njob = 1000\n'
    )
    assert policylint("check", ".", "--select", "COST1", cwd=tmp_path).code == 0
    (tmp_path / "policylint.toml").write_text('region = "eu-west-1"\n')
    assert "Infinity" in policylint("eval", "cost.max_usd", "m.asl.json", cwd=tmp_path).out


def test_numbers_beyond_reason_bound_nothing(tmp_path: Path) -> None:
    state = machine(train(**retry(99_999_999)))
    for _ in range(12):
        state = {
            "StartAt": "P",
            "States": {"P": {"Type": "Parallel", "Branches": [state], "End": True, **retry(99_999_999)}},
        }
    write(tmp_path, state)
    code, found = cost(tmp_path, "--fail-over", "1")
    assert code == 1
    assert found["jobs"][0]["unbounded"] == "it can run more than 1,000,000,000,000 times"


def test_a_month_of_what_is_scheduled(tmp_path: Path) -> None:
    target = {"Arn": "arn:aws:scheduler:::aws-sdk:sagemaker:createTrainingJob", "Input": json.dumps(minimal_job())}
    write(tmp_path, template(Nightly=(SCHEDULE, {"ScheduleExpression": "rate(1 day)", "Target": target})), "t.json")
    (tmp_path / "plain.json").write_text(json.dumps(minimal_job()))
    _, found = cost(tmp_path)
    job = next(job for job in found["jobs"] if job["schedule"])
    assert (job["schedule"], job["runs_a_month"], job["runs"]) == ("Nightly (rate(1 day))", 31, 1)
    assert job["max_usd"] == pytest.approx(ONE)
    assert "up to 31 times a month, in 2026-12: $8.16 a month at most" in job["notes"][-1]
    _, found = cost(tmp_path, "--per", "month")
    assert found["total"]["max_usd"] == pytest.approx(32 * ONE)
    assert found["verdict"] == "In a month the 2 jobs can cost $8.43 at most."
    unknown = {"ScheduleExpression": "rate(1 week)", "Target": target}
    write(tmp_path, template(Weekly=(SCHEDULE, unknown)), "t.json")
    code, found = cost(tmp_path, "--per", "month", "--fail-over", "1000")
    assert code == 1
    assert "how often it is started in a month is not known" in found["total"]["unbounded_because"][0]
    off = {"ScheduleExpression": "rate(1 day)", "State": "DISABLED", "Target": target}
    write(tmp_path, template(Off=(SCHEDULE, off)), "t.json")
    assert cost(tmp_path, "--per", "month")[1]["total"]["max_usd"] == pytest.approx(ONE)


def test_attempts_of_batch_and_tuning_jobs(tmp_path: Path) -> None:
    batch = {
        "jobName": "churn",
        "serviceJobType": "SAGEMAKER_TRAINING",
        "retryStrategy": {"attempts": 4},
        "serviceRequestPayload": json.dumps(minimal_job()),
    }
    write(tmp_path, batch, "batch.json")
    _, found = cost(tmp_path, "--expected-runtime", "30m")
    [job] = found["jobs"]
    assert (job["runs"], job["runs_why"]) == (4, "4 attempts of AWS Batch")
    assert job["max_usd"] == pytest.approx(4 * ONE)
    assert job["expected_usd"] == pytest.approx(ONE / 2)
    definition = minimal_tuning_job()["TrainingJobDefinition"]
    several = [{**definition, "DefinitionName": name} for name in ("a", "b")]
    several[1] = {**several[1], "ResourceConfig": {**definition["ResourceConfig"], "InstanceCount": 2}}
    tuning = {
        **{key: value for key, value in minimal_tuning_job().items() if key != "TrainingJobDefinition"},
        "TrainingJobDefinitions": several,
    }
    write(tmp_path, tuning, "batch.json")
    [job] = cost(tmp_path)[1]["jobs"]
    assert (job["jobs"], job["max_usd"]) == (20, pytest.approx(40 * ONE))
    del tuning["HyperParameterTuningJobConfig"]["ResourceLimits"]["MaxNumberOfTrainingJobs"]
    write(tmp_path, {**tuning, "Autotune": {"Mode": "Enabled"}}, "batch.json")
    [job] = cost(tmp_path)[1]["jobs"]
    assert "bounds the tuning job, and Autotune chooses both" in job["unbounded"]


def test_factors_multiply_and_add() -> None:
    loop = Runs.without_bound("a loop")
    assert ONCE.times(ONCE) == ONCE
    assert Runs.items(3, "A").times(Runs.attempts(2, "B")) == Runs(6, 3, ("3 items of A", "2 attempts of B"))
    assert Runs.items(0, "A").times(loop).most == 0
    assert loop.times(Runs.items(3, "A")).unbounded == "a loop"
    assert Runs.items(3, "A").plus(ONCE) == Runs(4, 4, ("(3 items of A + 1 start)",))
    assert Runs.items(3, "A").plus(loop).most is None
