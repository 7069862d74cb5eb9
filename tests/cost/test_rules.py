"""The cost rules: their own examples, what each message says, and where they keep silent."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from policylint.catalogue import load
from policylint.cost.budget_rules import over_total_budgets
from policylint.cost.configured import configured
from policylint.cost.settings import Budget, Costing, costing
from policylint.finding import Finding, Severity
from policylint.job import Facts, Job, TrainingJob, TuningJob
from policylint.path import REMOVED
from policylint.rule import Check, Example
from tests.requests import minimal_job, minimal_tuning_job

CATALOGUE = load(["policylint.cost.budget_rules", "policylint.cost.advice_rules"])
DAY = "2026-11-24"
GPU = {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 1}
CHECKPOINTS = {"CheckpointConfig": {"S3Uri": "s3://acme-ml/churn/checkpoints/"}}
LIMIT = "StoppingCondition.MaxRuntimeInSeconds"


def run(checks: list[Check], job: Job) -> list[Finding]:
    parts = list(job.definitions()) if isinstance(job, TuningJob) else [job]
    found: list[Finding] = []
    for check in checks:
        for part in [job] if check.scope == "request" else parts:
            if not check.members or check.members & part.request.keys():
                found += check.run(part)
    return found


def findings(job: Job | Mapping[str, Any], terms: Costing | None = None) -> list[tuple[str, str]]:
    judged = job if isinstance(job, Job) else TrainingJob(job, facts=Facts(region="us-east-1"))
    checks = configured(CATALOGUE.checks, terms or costing(as_of=DAY))
    return [(found.rule or "?", found.message) for found in rules_named(checks, judged)]


def rules_named(checks: list[Check], job: Job) -> list[Finding]:
    from dataclasses import replace

    return [replace(found, rule=found.rule or check.rules[0].id) for check in checks for found in run([check], job)]


def ids(job: Job | Mapping[str, Any], terms: Costing | None = None) -> list[str]:
    return [rule for rule, _ in findings(job, terms)]


def from_example(example: Example, folder: Path) -> Costing:
    """The settings that an example file states, as the configuration reads them."""
    text = example.text if isinstance(example.text, str) else example.text.decode()
    if example.name == "prices.csv":
        (folder / example.name).write_text(text)
        return costing(as_of=DAY, books=[folder / example.name], min_saving=0.01)
    import tomllib

    stated = tomllib.loads(text)
    more = {key.replace("-", "_"): value for key, value in stated.get("cost", {}).items()}
    return costing(as_of=DAY, budgets=[Budget(**budget) for budget in stated.get("budgets", [])], **more)


@pytest.mark.parametrize("rule", CATALOGUE.rules.values(), ids=lambda rule: rule.id)
def test_the_bad_example_gives_its_finding_and_no_other_and_the_good_one_none(rule: Any, tmp_path: Path) -> None:
    for example, expected in ((rule.bad, {rule.id}), (rule.good, set())):
        if isinstance(example, Example):
            terms, job = from_example(example, tmp_path), minimal_job()
        else:
            terms, job = costing(as_of=DAY), minimal_job(example)
        judged = TrainingJob(job, facts=Facts(region="us-east-1"))
        found = set(ids(judged, terms))
        found |= {total.rule for total in over_total_budgets([(judged, terms.estimate(judged))], terms)}
        assert found == expected


def test_the_catalogue_has_all_of_them() -> None:
    assert list(CATALOGUE.rules) == [f"COST40{number}" for number in range(1, 10)]


def test_a_broken_budget_says_how_far_and_why() -> None:
    terms = costing(as_of=DAY, budgets=[Budget(job=1, environment="dev", tags={"owner": "churn"}, mode="soft")])
    tagged = minimal_job({"ResourceConfig.InstanceCount": 8, "Tags": [{"Key": "owner", "Value": "churn"}]})
    job = TrainingJob(tagged, facts=Facts(region="us-east-1", environment="dev"))
    ((found),) = run(configured(CATALOGUE.checks, terms), job)
    assert found.message == (
        "the job can cost $1.89, $0.886 over the budget of environment dev, owner=churn of $1.00: "
        "8 x ml.m5.xlarge x 1 h x $0.23/h = $1.84"
    )
    assert found.severity is Severity.WARNING
    elsewhere = TrainingJob(tagged, facts=Facts(region="us-east-1", environment="prod"))
    assert ids(elsewhere, terms) == []
    untagged = TrainingJob(minimal_job({"ResourceConfig.InstanceCount": 8}), facts=job.facts)
    assert ids(untagged, terms) == []


def test_a_budget_that_cannot_be_judged_is_not_kept() -> None:
    terms = costing(as_of=DAY, budgets=[Budget(job=1)])
    job = TrainingJob(minimal_job({"ResourceConfig.InstanceCount": REMOVED}), facts=Facts(region="us-east-1"))
    (found,) = run(configured(CATALOGUE.checks, terms), job)
    assert (found.rule, found.severity) == ("COST403", Severity.ERROR)
    assert found.message == "whether the job keeps its budget cannot be told: ResourceConfig.InstanceCount is missing"
    assert ids(job) == []


def test_a_tuning_job_counts_as_a_whole() -> None:
    terms = costing(as_of=DAY, budgets=[Budget(job=4)])
    job = TuningJob(minimal_tuning_job(), facts=Facts(region="us-east-1"))
    (found,) = run(configured(CATALOGUE.checks, terms), job)
    assert found.message.startswith(
        "the job can cost $4.72, $0.7151 over the budget of $4.00: 1 x ml.m5.xlarge x 20 jobs"
    )


def test_totals_over_many_jobs() -> None:
    terms = costing(as_of=DAY, budgets=[Budget(total=0.5), Budget(total=100), Budget(total=0.1, environment="dev")])
    jobs: list[Job] = [TrainingJob(minimal_job(), facts=Facts(region="us-east-1")) for _ in range(3)]
    jobs.append(TrainingJob(minimal_job({"ResourceConfig.InstanceType": "ml.trn2.48xlarge"}), facts=jobs[0].facts))
    (found,) = over_total_budgets([(job, terms.estimate(job)) for job in jobs], terms)
    assert found.message == (
        "4 jobs can cost $0.7073 together, $0.2073 over the budget of $0.50, and 1 of them have no known price"
    )
    assert (found.rule, found.severity) == ("COST402", Severity.ERROR)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, ["COST405"], id="checkpoints and on demand"),
        pytest.param({"EnableManagedSpotTraining": "${SPOT}"}, [], id="unknown: silent"),
        pytest.param({"EnableManagedSpotTraining": True}, [], id="spot"),
        pytest.param({"CheckpointConfig": None}, [], id="no checkpoints: an interruption starts over"),
        pytest.param({"ResourceConfig.KeepAlivePeriodInSeconds": 60}, [], id="a warm pool rules spot out"),
        pytest.param({LIMIT: 60}, [], id="too little to speak of"),
        pytest.param({"ResourceConfig.TrainingPlanArn": "arn:aws:x"}, [], id="prepaid"),
    ],
)
def test_spot(changes: dict[str, Any], expected: list[str]) -> None:
    job = minimal_job({"ResourceConfig": GPU, LIMIT: 86_400, **CHECKPOINTS, **changes})
    assert ids(TrainingJob(_marked(job), facts=Facts(region="us-east-1"))) == expected


def test_spot_names_the_saving_and_mends_it() -> None:
    job = TrainingJob(
        minimal_job({"ResourceConfig": GPU, LIMIT: 86_400, **CHECKPOINTS}), facts=Facts(region="us-east-1")
    )
    (found,) = run(configured(CATALOGUE.checks, costing(as_of=DAY)), job)
    assert found.message == ("spot would save about $113.92 of $170.16 (the median of 18 training jobs that were seen)")
    assert found.fix is not None
    assert not found.fix.safe
    assert [(edit.path, edit.value) for edit in found.fix.edits] == [
        ("EnableManagedSpotTraining", True),
        ("StoppingCondition.MaxWaitTimeInSeconds", 86_400),
    ]


def test_a_tuning_job_saves_on_all_its_jobs() -> None:
    definition = "TrainingJobDefinition"
    changes = {f"{definition}.ResourceConfig": GPU, f"{definition}.CheckpointConfig": CHECKPOINTS["CheckpointConfig"]}
    job = TuningJob(minimal_tuning_job(changes), facts=Facts(region="us-east-1"))
    ((rule, message),) = findings(job)
    assert (rule, message[:32]) == ("COST405", "spot would save about $94.94 of ")


def test_a_cheaper_type_by_ones_own_prices(tmp_path: Path) -> None:
    book = tmp_path / "prices.csv"
    book.write_text(
        "region,component,instance_type,usd,unit,as_of\n"
        "us-east-1,Training,ml.m6i.xlarge,0.20,Hrs,2026-01-01\n"
        "us-east-1,Training,ml.m7i.xlarge,0.10,Hrs,2026-01-01\n"
        "us-east-1,Training,ml.c7i.xlarge,0.01,Hrs,2026-01-01\n"
    )
    terms = costing(as_of=DAY, books=[book])
    job = minimal_job({"ResourceConfig.InstanceCount": 40, LIMIT: 36_000})
    ((rule, message),) = findings(job, terms)
    assert (rule, message) == (
        "COST406",
        "ml.m7i.xlarge has no less than ml.m5.xlarge and costs $0.10 an hour in us-east-1 instead of $0.23: "
        "$52.00 less for this job",
    )
    newer = minimal_job(
        {"ResourceConfig.InstanceCount": 40, LIMIT: 360_000, "ResourceConfig.InstanceType": "ml.m7i.xlarge"}
    )
    assert ids(newer, terms) == []


def _channel(uri: str, distribution: str = "ShardedByS3Key") -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": uri, "S3DataDistributionType": distribution}
    return {"ChannelName": "train", "DataSource": {"S3DataSource": source}}


@pytest.mark.parametrize(
    ("channels", "count", "expected"),
    [
        pytest.param([_channel("s3://b/train.csv")], 4, ["COST407"], id="one object for four"),
        pytest.param([_channel("s3://b/train.csv")], 1, [], id="one for one"),
        pytest.param([_channel("s3://b/a.csv"), _channel("s3://b/b.csv")], 2, [], id="two for two"),
        pytest.param([_channel("s3://b/train/")], 4, [], id="a prefix may hold many"),
        pytest.param([_channel("s3://b/train.csv", "FullyReplicated")], 4, [], id="replicated: all have data"),
        pytest.param([_channel("s3://b/a.csv"), _channel("s3://b/b/")], 4, [], id="the other channel feeds them"),
        pytest.param([_channel("s3://b/train.csv"), "${CHANNEL}"], 4, [], id="a channel that is not known"),
    ],
)
def test_instances_without_data(channels: list[Any], count: int, expected: list[str]) -> None:
    job = minimal_job({"InputDataConfig": channels, "ResourceConfig.InstanceCount": count})
    assert ids(TrainingJob(_marked(job), facts=Facts(region="us-east-1"))) == expected


def test_a_limit_far_above_what_is_expected() -> None:
    job = minimal_job({"ResourceConfig": GPU, LIMIT: 86_400})
    assert ids(job) == []
    ((rule, message),) = findings(job, costing(as_of=DAY, expected_runtime={"*": "9h", "churn-*": "2h"}))
    assert (rule, message) == (
        "COST404", "a limit of 24 h for an expected 2 h puts $155.98 at risk",
    )  # fmt: skip
    assert ids(job, costing(as_of=DAY, expected_runtime={"churn-*": "5h"})) == []


def test_expectations_from_history(tmp_path: Path) -> None:
    history = tmp_path / "jobs.jsonl"
    seconds = [100, 300, 200]
    history.write_text(
        "".join(
            f'{{"TrainingJobName": "churn-2026-10-{day:02}-10-00-00-{day:03}", "TrainingTimeInSeconds": {took}}}\n'
            for day, took in enumerate(seconds, 1)
        )
        + '{"TrainingJobName": "churn-2026-10-09", "TrainingTimeInSeconds": 9, "TrainingJobStatus": "Failed"}\n'
        + '{"TrainingJobName": "other-1"}\n'
    )
    terms = costing(as_of=DAY, history=history)
    assert terms.expected_seconds(TrainingJob(minimal_job())) == 200
    assert terms.expected_seconds(TrainingJob(minimal_job({"TrainingJobName": "other-2"}))) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("nonsense\n", "jobs.jsonl:1: is not JSON"), ("\n[1]\n", "jobs.jsonl:2: has no TrainingJobName")],
)
def test_a_history_that_cannot_be_read(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "jobs.jsonl").write_text(text)
    with pytest.raises(ValueError, match=words):
        costing(history=tmp_path / "jobs.jsonl")
    with pytest.raises(ValueError, match="cannot be read"):
        costing(history=tmp_path / "none.jsonl")


@pytest.mark.parametrize("limit", [-1, float("nan"), float("inf")])
def test_budgets_are_amounts(limit: float) -> None:
    with pytest.raises(ValueError, match="the budget's job is"):
        costing(budgets=[Budget(job=limit)])


def _marked(request: dict[str, Any]) -> dict[str, Any]:
    from policylint.unknown import mark_templates

    marked: dict[str, Any] = mark_templates(request)
    return marked
