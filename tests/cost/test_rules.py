"""The cost rules: their own examples, what each message says, and where they keep silent."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylint import Config, Finding, Severity, check
from policylint.aws import instance_family
from policylint.catalogue import load
from policylint.cost.advice import lost_with, with_no_less
from policylint.cost.costing import costing
from policylint.instance_types import gpu, hardware, known_types
from policylint.job import TrainingJob
from policylint.path import REMOVED
from policylint.settings.money import Budget, Expectations, Pricing
from tests.cli import policylint
from tests.effort import examples
from tests.requests import minimal_job, minimal_tuning_job

DAY = "2026-11-24"
SCARCE = {"InstanceType": "ml.p4d.24xlarge", "InstanceCount": 1}
GPU = {"InstanceType": "ml.g5.12xlarge", "InstanceCount": 1}
CHECKPOINTS = {"CheckpointConfig": {"S3Uri": "s3://acme-ml/churn/checkpoints/"}}
LIMIT = "StoppingCondition.MaxRuntimeInSeconds"
AS_OF = Pricing(as_of=DAY)


def findings(
    request: Mapping[str, Any], config: Config | None = None, *, region: str = "us-east-1", **facts: str
) -> list[Finding]:
    config = config or Config(pricing=AS_OF)
    return list(check(dict(request), select=["COST"], region=region, config=config, **facts).findings)


def told(request: Mapping[str, Any], config: Config | None = None) -> list[tuple[str, str]]:
    return [(found.rule, found.message) for found in findings(request, config)]


def ids(request: Mapping[str, Any], config: Config | None = None) -> list[str]:
    return [found.rule for found in findings(request, config)]


def test_the_catalogue_has_all_of_them() -> None:
    assert [rule for rule in load().rules if rule.startswith("COST")] == [
        *("COST1001", "COST1002", "COST1003", "COST1101"),
        *("COST2001", "COST2002", "COST2003", "COST2004", "COST2005", "COST2006"),
    ]


def test_no_rule_is_an_error_until_a_budget_says_so() -> None:
    rules = [rule for rule in load().rules.values() if rule.category == "COST" and not rule.settings]
    assert {rule.severity for rule in rules} == {Severity.WARNING, Severity.NOTE}


def test_a_broken_budget_says_how_far_and_why() -> None:
    budget = Budget(job=1, environment="dev", tags={"owner": "churn"}, mode="soft")
    config = Config(pricing=AS_OF, budgets=(budget,))
    tagged = minimal_job({"ResourceConfig.InstanceCount": 8, "Tags": [{"Key": "owner", "Value": "churn"}]})
    (found,) = findings(tagged, config, environment="dev")
    assert found.message == (
        "the job can cost ~$1.89, ~$0.886 over the budget of environment dev, owner=churn of $1.00: "
        "8 x ml.m5.xlarge x 1 h x $0.23/h = $1.84"
    )
    assert found.severity is Severity.WARNING
    assert findings(tagged, config, environment="prod") == []
    assert findings(minimal_job({"ResourceConfig.InstanceCount": 8}), config, environment="dev") == []


def test_a_budget_that_cannot_be_judged_is_not_kept() -> None:
    request = minimal_job({"ResourceConfig.InstanceCount": REMOVED})
    (found,) = findings(request, Config(pricing=AS_OF, budgets=(Budget(job=1),)))
    assert (found.rule, found.severity) == ("COST1003", Severity.ERROR)
    assert found.message == "whether the job keeps its budget is not known: ResourceConfig.InstanceCount is missing"
    assert ids(request) == []


def test_a_tuning_job_counts_as_a_whole() -> None:
    (found,) = findings(minimal_tuning_job(), Config(pricing=AS_OF, budgets=(Budget(job=4),)))
    assert found.message.startswith(
        "the job can cost ~$4.72, ~$0.7151 over the budget of $4.00: 1 x ml.m5.xlarge x 20 jobs"
    )


def test_totals_over_many_jobs(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    for number in range(3):
        (tmp_path / "jobs" / f"{number}.json").write_text(json.dumps(minimal_job()))
    unpriced = minimal_job({"ResourceConfig.InstanceType": "ml.trn2.48xlarge"})
    (tmp_path / "jobs" / "9.json").write_text(json.dumps(unpriced))
    (tmp_path / "policylint.toml").write_text(
        'region = "us-east-1"\n[pricing]\nas-of = "2026-11-24"\n[[budgets]]\ntotal = 0.5\n[[budgets]]\ntotal = 100\n'
        '[[budgets]]\ntotal = 0.1\nenvironment = "dev"\n'
    )
    ran = policylint("check", "jobs", "--select", "COST1002", "--output-format", "json", cwd=tmp_path)
    (found,) = json.loads(ran.out)["findings"]
    assert found["message"] == (
        "4 jobs can cost at least ~$0.7073 together, at least ~$0.2073 over the budget of $0.50, plus 1 job whose"
        " price is unknown (1 x ml.trn2.48xlarge for 1 h)"
    )
    assert (ran.code, found["rule"], found["severity"], found["file"], found["job"]) == (
        1, "COST1002", "error", "policylint.toml", "the budget",
    )  # fmt: skip


@pytest.mark.parametrize(
    "request_",
    [minimal_job(), minimal_tuning_job(), minimal_job({"ResourceConfig.InstanceType": "ml.p4d.24xlarge"})],
    ids=["small", "tuning", "dear, but nothing better is known"],
)
def test_nothing_is_said_without_need(request_: dict[str, Any]) -> None:
    assert findings(request_, Config()) == []


@pytest.mark.parametrize("type_", ["ml.p5e.48xlarge", "ml.m5.xlrage"])
@pytest.mark.parametrize("pricing", [None, AS_OF])
def test_an_unknown_price_is_a_note(type_: str, pricing: Pricing | None) -> None:
    """Whether the look before pricing decides it, or the prices themselves."""
    expected = [("COST1003", Severity.NOTE)] if "p5e" in type_ else []
    found = findings(minimal_job({"ResourceConfig.InstanceType": type_}), Config(pricing=pricing))
    assert [(one.rule, one.severity) for one in found] == expected


JOBS = st.fixed_dictionaries(
    {
        "ResourceConfig.InstanceType": st.sampled_from(
            ["ml.m5.xlarge", "ml.p4d.24xlarge", "ml.c4.8xlarge", "ml.p5e.48xlarge"]
        ),
        "ResourceConfig.InstanceCount": st.integers(1, 64),
        "ResourceConfig.VolumeSizeInGB": st.integers(1, 16_384),
        "ResourceConfig.KeepAlivePeriodInSeconds": st.integers(0, 3600),
        LIMIT: st.integers(1, 28 * 86_400),
        "CheckpointConfig": st.sampled_from([None, CHECKPOINTS["CheckpointConfig"]]),
        "EnableManagedSpotTraining": st.booleans(),
    }
)


@settings(max_examples=examples(60))
@given(JOBS, st.sampled_from(["us-east-1", "eu-west-1", "ap-south-1"]))
def test_the_look_before_pricing_hides_nothing(changes: dict[str, Any], region: str) -> None:
    """With a configuration every job is priced; without one only those for which a look says so."""
    changes = {path: value for path, value in changes.items() if value is not None}
    request = minimal_job(changes)
    assert told_in(request, region, Config()) == told_in(request, region, Config(cost=Expectations()))


def told_in(request: dict[str, Any], region: str, config: Config) -> list[tuple[str, str]]:
    return [(found.rule, found.message) for found in findings(request, config, region=region)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, ["COST2002"], id="checkpoints and on demand"),
        pytest.param({"EnableManagedSpotTraining": "${SPOT}"}, [], id="unknown: silent"),
        pytest.param({"EnableManagedSpotTraining": True}, [], id="spot"),
        pytest.param({"CheckpointConfig": None}, [], id="no checkpoints: an interruption starts over"),
        pytest.param({"ResourceConfig.KeepAlivePeriodInSeconds": 60}, [], id="a warm pool rules spot out"),
        pytest.param({LIMIT: 60}, [], id="too little to speak of"),
        pytest.param({"ResourceConfig.TrainingPlanArn": "arn:aws:x"}, [], id="prepaid"),
        pytest.param({"ResourceConfig": SCARCE}, [], id="so scarce that nothing can be promised"),
    ],
)
def test_spot(changes: dict[str, Any], expected: list[str]) -> None:
    job = minimal_job({"ResourceConfig": GPU, LIMIT: 86_400, **CHECKPOINTS, **changes})
    assert ids(job) == expected


def test_spot_names_the_saving_and_mends_it() -> None:
    (found,) = findings(minimal_job({"ResourceConfig": GPU, LIMIT: 86_400, **CHECKPOINTS}))
    assert found.message == (
        "spot would save about $95 of $170: 56 % (EC2's spot advisor of the family g5 in us-east-1, n=1, 2026-09-25)"
    )
    assert found.fix is not None
    assert not found.fix.safe
    assert [(edit.path, edit.value) for edit in found.fix.edits] == [
        ("EnableManagedSpotTraining", True),
        ("StoppingCondition.MaxWaitTimeInSeconds", 86_400),
    ]


def test_a_saving_is_stated_only_where_it_was_seen() -> None:
    (found,) = findings(minimal_job({"ResourceConfig": GPU, LIMIT: 86_400, **CHECKPOINTS}), region="eu-west-1")
    assert found.message == (
        "the job costs up to $190 on demand; what spot would save of it is not known: no figures of ml.g5.12xlarge in"
        " eu-west-1 are known; AWS says up to 80 % in the API reference and up to 90 % in the guide"
    )


def test_a_tuning_job_saves_on_all_its_jobs() -> None:
    definition = "TrainingJobDefinition"
    changes = {f"{definition}.ResourceConfig": GPU, f"{definition}.CheckpointConfig": CHECKPOINTS["CheckpointConfig"]}
    ((rule, message),) = told(minimal_tuning_job(changes))
    assert (rule, message[:32]) == ("COST2002", "spot would save about $79 of $14")


def test_a_cheaper_type_by_ones_own_prices(tmp_path: Path) -> None:
    book = tmp_path / "prices.csv"
    book.write_text(
        "region,component,instance_type,usd,unit,as_of\n"
        "us-east-1,Training,ml.m6i.xlarge,0.20,Hrs,2026-01-01\n"
        "us-east-1,Training,ml.m7i.xlarge,0.10,Hrs,2026-01-01\n"
        "us-east-1,Training,ml.c7i.xlarge,0.01,Hrs,2026-01-01\n"
    )
    config = Config(pricing=Pricing(as_of=DAY, books=(str(book),)))
    job = minimal_job({"ResourceConfig.InstanceCount": 40, LIMIT: 36_000})
    ((rule, message),) = told(job, config)
    assert (rule, message) == (
        "COST2003",
        "ml.m7i.xlarge has no less than ml.m5.xlarge and costs $0.10 an hour in us-east-1 instead of $0.23: "
        "$52.00 less for this job",
    )
    newer = minimal_job(
        {"ResourceConfig.InstanceCount": 40, LIMIT: 360_000, "ResourceConfig.InstanceType": "ml.m7i.xlarge"}
    )
    assert ids(newer, config) == []


def _channel(uri: str, distribution: str = "ShardedByS3Key") -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": uri, "S3DataDistributionType": distribution}
    return {"ChannelName": "train", "DataSource": {"S3DataSource": source}}


@pytest.mark.parametrize(
    ("channels", "count", "expected"),
    [
        pytest.param([_channel("s3://b/train.csv")], 4, ["COST2004"], id="one object for four"),
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
    assert ids(job) == expected


def test_a_limit_far_above_what_is_expected() -> None:
    job = minimal_job({"ResourceConfig": GPU, LIMIT: 86_400})
    assert ids(job) == []
    expected = Expectations(expected_runtime={"*": "9h", "churn-*": "2h"})
    ((rule, message),) = told(job, Config(pricing=AS_OF, cost=expected))
    assert (rule, message) == (
        "COST2001", "a limit of 24 h for an expected 2 h puts $155.98 at risk",
    )  # fmt: skip
    assert ids(job, Config(pricing=AS_OF, cost=Expectations(expected_runtime={"churn-*": "5h"}))) == []


@pytest.mark.parametrize(
    ("limit", "count", "message"),
    [
        pytest.param(REMOVED, 4, "the default limit of 24 h puts $680.64 at risk", id="no limit at all"),
        pytest.param(REMOVED, 1, "", id="no limit, but too little to speak of"),
        pytest.param(28 * 86_400, 4, "a limit of 672 h puts $19,057.92 at risk", id="all that the service allows"),
        pytest.param(14 * 86_400, 4, "", id="two weeks may be meant"),
        pytest.param(29 * 86_400, 4, "", id="more than is allowed: left to SM2402"),
        pytest.param("${LIMIT}", 4, "", id="not known here"),
    ],
)
def test_a_limit_where_nothing_is_expected(limit: Any, count: int, message: str) -> None:
    job = minimal_job({"ResourceConfig": {**GPU, "InstanceCount": count}, LIMIT: limit})
    assert told(job) == ([("COST2001", message)] if message else [])


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
    [
        ("nonsense\n", "jobs.jsonl:1: is not JSON, nor the header of a CSV with TrainingJobName, "),
        ("\n[1]\n", "jobs.jsonl: job 1: has no TrainingJobName"),
        ('{"TrainingJobName": "a", "TrainingTimeInSeconds": 5}\n[1]\n', "jobs.jsonl:2: has no TrainingJobName"),
        ('{"TrainingJobName": "a", "TrainingTimeInSeconds": 5}\n{"Trai', "jobs.jsonl:2: is not JSON"),
        ('{"TrainingJobName": "a", "TrainingTimeInSeconds": "long"}', "jobs.jsonl: the time is 'long', not a number"),
        ('{"TrainingJobName": "a", "TrainingStartTime": "soon", "TrainingEndTime": 5}', "'soon' is not a time such as"),
        ('{"TrainingJobName": "a"}', "jobs.jsonl: holds no completed job with a time that it took"),
        ("", "jobs.jsonl: holds no completed job"),
        ("job,price\na,5\n", "jobs.jsonl:1: no column says how long a job took"),
        ("job,seconds\na,5\nb\n", "jobs.jsonl:3: the row has not as many fields as the header"),
        ("job,runtime\na,5 apples\n", "jobs.jsonl:2: .*5 apples"),
    ],
)
def test_a_history_that_cannot_be_read(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "jobs.jsonl").write_text(text)
    with pytest.raises(ValueError, match=words):
        costing(history=tmp_path / "jobs.jsonl")
    with pytest.raises(ValueError, match="cannot be read"):
        costing(history=tmp_path / "none.jsonl")


@pytest.mark.parametrize("limit", ["-1", "nan", "inf"])
def test_budgets_are_amounts(tmp_path: Path, limit: str) -> None:
    (tmp_path / "policylint.toml").write_text(f"[[budgets]]\njob = {limit}\n")
    ran = policylint("check", ".", cwd=tmp_path)
    assert (ran.code, "policylint.toml:2:7: the budget's job is" in ran.err) == (2, True)


def test_another_currency_takes_its_own_book(tmp_path: Path) -> None:
    book = tmp_path / "prices.csv"
    book.write_text(
        "region,component,instance_type,usd,unit,as_of\n"
        "eu-west-1,Training,ml.m5.xlarge,0.20,Hrs,2026-01-01\n"
        "eu-west-1,Training volume,,0.10,GB-Mo,2026-01-01\n"
    )
    config = Config(pricing=Pricing(as_of=DAY, books=(str(book),), currency="EUR"), budgets=(Budget(job=0.1),))
    (found,) = findings(minimal_job(), config, region="eu-west-1")
    assert found.message.startswith("the job can cost EUR 0.2041, EUR 0.1041 over the budget of EUR 0.10")
    (unknown,) = findings(minimal_job({"ResourceConfig.InstanceType": "ml.m5.large"}), config, region="eu-west-1")
    assert unknown.message.endswith("ml.m5.large in eu-west-1 is known in EUR: it takes a price book")


def test_what_is_lost_with_a_cheaper_type_is_said() -> None:
    p3 = {"InstanceType": "ml.p3.2xlarge", "InstanceCount": 4}
    ((rule, message),) = told(minimal_job({"ResourceConfig": p3, LIMIT: 7 * 86_400}))
    assert rule == "COST2003"
    assert message.startswith("ml.g6e.xlarge costs $2.61 an hour in us-east-1 instead of $3.83: ")
    assert message.endswith(
        "less for the same time. What is lost: vCPUs, 4 instead of 8; memory, 32 GiB instead of 61 GiB;"
        " memory bandwidth of a GPU, 864 GB/s instead of 900 GB/s; FP64, 1.4 TFLOPS instead of 7.8 TFLOPS"
    )


def test_nothing_is_lost_with_a_type_that_has_no_less() -> None:
    pairs = [(own, other) for type_ in known_types() if (own := hardware(type_)) for other in with_no_less(own)]
    assert len(pairs) > 1000
    for own, other in pairs:
        has = hardware(other)
        assert has is not None
        assert not list(lost_with(own, other))
        assert (has.gpu_memory_gib or 0) >= (own.gpu_memory_gib or 0)
        mine, its = gpu(instance_family(own.instance_type)), gpu(instance_family(other))
        if has.gpu_model != own.gpu_model:
            assert mine is not None
            assert its is not None
            assert (its.memory_gb_s or 0) >= (mine.memory_gb_s or 0)
            assert (its.fp64_tflops or 0) >= (mine.fp64_tflops or 0)
