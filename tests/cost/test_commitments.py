"""Savings Plans and training plans: held to an oracle in decimals, and what is said of tables that cannot be used."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.cost.commitments import Commitments, SavingsRate, TrainingPlan
from policylint.cost.costing import costing
from policylint.cost.estimate import Estimate, estimate
from policylint.cost.prices import Prices
from policylint.cost.rates import PriceBookError
from policylint.job import Facts, Queued, TrainingJob
from policylint.runs import Runs
from tests.cli import policylint
from tests.requests import minimal_job

DAY = "2026-11-24"
PLAN = "arn:aws:sagemaker:eu-west-1:123456789012:training-plan/spring"
ON_DEMAND, VOLUME = Decimal("0.257"), Decimal("0.154")
MONTH = Decimal(730 * 3600)


def estimated(changes: dict[str, Any], bought: Commitments, facts: Facts | None = None) -> Estimate:
    job = TrainingJob(minimal_job(changes), facts=facts or Facts(region="eu-west-1"))
    return estimate(job, Prices(DAY, bought=bought))


@given(
    count=st.integers(1, 40),
    seconds=st.integers(60, 2_419_200),
    gb=st.integers(1, 16_384),
    usd=st.none() | st.decimals("0.01", "0.25", places=4),
    percent=st.integers(0, 100),
    commitment=st.none() | st.decimals("0", "12", places=2),
    attempts=st.integers(1, 5),
    items=st.none() | st.integers(0, 50),
)
def test_plans_and_runs_to_the_cent(
    count: int,
    seconds: int,
    gb: int,
    usd: Decimal | None,
    percent: int,
    commitment: Decimal | None,
    attempts: int,
    items: int | None,
) -> None:
    runs = attempts * (1 if items is None else items)
    rate = ON_DEMAND * (100 - percent) / 100 if usd is None else usd
    hourly = count * rate * runs
    if commitment is not None and hourly > commitment:
        rate = ON_DEMAND
    hours = Decimal(seconds) / 3600
    truth = runs * (count * hours * rate + gb * count * seconds * VOLUME / MONTH)
    row = SavingsRate("eu-west-1", "m5", "one year", None if usd is None else float(usd), float(percent), "2026-01-01")
    facts = Facts(
        region="eu-west-1",
        batch=Queued(attempts=attempts),
        runs=Runs() if items is None else Runs.items(items, "Each"),
    )
    found = estimated(
        {
            "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": count, "VolumeSizeInGB": gb},
            "StoppingCondition.MaxRuntimeInSeconds": seconds,
        },
        Commitments("one year", (row,), None if commitment is None else float(commitment)),
        facts,
    )
    assert found.max_usd is not None
    if commitment is None or abs(hourly - commitment) > Decimal("1e-9"):
        assert abs(Decimal(found.max_usd) - truth) <= Decimal("1e-9") * max(Decimal(1), truth)


@given(st.decimals(0, 100_000, places=2), st.integers(1, 4000), st.integers(1, 64), st.integers(60, 2_419_200))
def test_a_training_plan_spreads_its_fee_by_hours(fee: Decimal, hours: int, instances: int, seconds: int) -> None:
    plan = TrainingPlan("*/spring", float(fee), hours, instances, "2026-02-01")
    changes = {"ResourceConfig.TrainingPlanArn": PLAN, "StoppingCondition.MaxRuntimeInSeconds": seconds}
    found = estimated(changes, Commitments(training_plans=(plan,)))
    [training, volume] = found.lines
    truth = Decimal(seconds) / 3600 * fee / (hours * instances)
    assert abs(Decimal(training.max_usd) - truth) <= Decimal("1e-9") * max(Decimal(1), truth)
    assert found.max_usd == pytest.approx(training.max_usd + volume.max_usd)
    assert training.rate is not None
    assert training.rate.plan == "training plan"


def test_the_row_that_fits_best_counts() -> None:
    rows = (
        SavingsRate("", "m5", "t", 0.1, 0, "2026-01-01"),
        SavingsRate("eu-west-1", "m5", "t", 0.2, 0, "2026-01-01"),
        SavingsRate("eu-west-1", "m5", "t", 0.25, 0, "2026-06-01"),
        SavingsRate("eu-west-1", "m5", "t", 0.3, 0, "2027-01-01"),
        SavingsRate("us-east-1", "ml.m5.xlarge", "t", 0.4, 0, "2026-01-01"),
    )
    bought = Commitments("t", rows)
    assert [bought.savings_rate(*asked, DAY) for asked in (("ml.m5.xlarge", "eu-west-1"),)] == [rows[2]]
    assert bought.savings_rate("ml.m5.xlarge", "us-east-1", DAY) == rows[4]
    assert bought.savings_rate("ml.m5.large", "us-east-1", DAY) == rows[0]
    assert bought.savings_rate("ml.g5.xlarge", "us-east-1", DAY) is None


def test_the_estimate_says_which_plan_was_applied(tmp_path: Path) -> None:
    (tmp_path / "plans.csv").write_text(
        "region,instance,term,usd,percent,as_of\n"
        "eu-west-1,m5,1yr no upfront,,27,2026-01-01\n"
        "eu-west-1,m5,3yr no upfront,,45,2026-01-01\n"
    )
    (tmp_path / "policylint.toml").write_text(
        'region = "eu-west-1"\n[pricing]\nas-of = "2026-11-24"\nsavings-plans = ["plans.csv"]\n'
        'savings-plan = "1yr no upfront"\n'
    )
    import json

    (tmp_path / "job.json").write_text(json.dumps(minimal_job()))
    ran = policylint("cost", "job.json", "--explain", cwd=tmp_path)
    assert (
        "1 x ml.m5.xlarge x 1 h x $0.18761/h = $0.1876  [price of 2023-12-31, Savings Plan 1yr no upfront]" in ran.out
    )
    assert "Savings Plan 1yr no upfront gives $0.18761/h for ml.m5.xlarge, as far as its commitment reaches" in ran.out


@pytest.mark.parametrize(
    ("text", "term", "words"),
    [
        ("region,instance,term,usd,percent\n", "t", ":1: the header lacks as_of"),
        ("region,instance,term,usd,percent,as_of,x\n", "t", ":1: unknown column 'x'"),
        ("region,instance,term,usd,percent,as_of\n,m5,t,1,2,2026-01-01\n", "t", ":2: a rate (usd) or what is off"),
        ("region,instance,term,usd,percent,as_of\n,m5,t,,,2026-01-01\n", "t", ":2: a rate (usd) or what is off"),
        ("region,instance,term,usd,percent,as_of\n,,t,1,,2026-01-01\n", "t", ":2: the row names no instance type"),
        ("region,instance,term,usd,percent,as_of\n,m5,t,x,,2026-01-01\n", "t", ":2: usd is 'x', not a number"),
        ("region,instance,term,usd,percent,as_of\n,m5,t,,101,2026-01-01\n", "t", ":2: percent is '101'"),
        ("region,instance,term,usd,percent,as_of\n,m5,t,1,,soon\n", "t", ":2: as_of is 'soon', not a day"),
        ("region,instance,term,usd,percent,as_of\n,m5,t,1,,2026-01-01,9\n", "t", ":2: the row has more fields"),
        ("region,instance,term,usd,percent,as_of\n,m5,one,1,,2026-01-01\n", "two", "savings-plan is 'two', which no"),
        ("region,instance,term,usd,percent,as_of\n,m5,one,1,,2026-01-01\n", "", "savings-plan names no term"),
    ],
)
def test_tables_that_cannot_be_used(tmp_path: Path, text: str, term: str, words: str) -> None:
    file = tmp_path / "plans.csv"
    file.write_text(text)
    with pytest.raises(PriceBookError) as error:
        costing(savings_plans=[file], savings_plan=term)
    assert words in str(error.value)


def test_training_plans_that_cannot_be_used(tmp_path: Path) -> None:
    file = tmp_path / "plans.csv"
    for row, words in (("a,1,0,1,2026-01-01", "hours and instances above 0"), ("a,-1,2,1,2026-01-01", "upfront_usd")):
        file.write_text(f"arn,upfront_usd,hours,instances,as_of\n{row}\n")
        with pytest.raises(PriceBookError, match=words):
            costing(training_plans=[file])
    with pytest.raises(PriceBookError, match="cannot be read"):
        costing(training_plans=[tmp_path / "absent.csv"])
