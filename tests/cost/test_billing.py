"""The formulas against bills and notebooks that print what they cost; each tolerance is the rounding of the source."""

from typing import Any

import pytest

import policylint.cost.billing as billing
from policylint import estimate

EU_BILL = "an AWS bill of December 2023, eu-west-1, aws-samples/sagemaker-ssh-helper Sample_Costs.md"

# hours of all instances together, the rate, what was printed, how far its rounding reaches
BILL_LINES = [
    pytest.param(44.015, 0.257, 11.31, 0.005, id="training: " + EU_BILL),
    pytest.param(14.801, 0.822, 12.17, 0.005, id="training on a GPU: same bill"),
    pytest.param(33.597, 0.822, 27.62, 0.005, id="warm pool, at the training rate: same bill"),
    pytest.param(2.126, 0.257, 0.55, 0.005, id="batch transform, the same formula: same bill"),
    pytest.param(0.169, 0.0, 0.0, 0.0, id="debugger's built-in rule, free: same bill"),
    pytest.param(207, 1.2575, 260, 0.5, id="training: an AWS bill of July 2026, us-east-2, to the dollar"),
    pytest.param(72.6, 1.4084, 102, 0.5, id="the spot meter, billable hours at its own rate: same bill"),
    pytest.param(2, 0.736, 1.47, 0.005, id="an estimate of a public repository, ai-room-dectection-tony"),
    pytest.param(2, 0.94, 1.88, 0.005, id="same"),
    pytest.param(2.5, 1.408, 3.52, 0.005, id="same, half an hour"),
    pytest.param(10, 0.23, 2.30, 0.005, id="same, ten hours"),
]


@pytest.mark.parametrize(("hours", "rate", "printed", "rounding"), BILL_LINES)
def test_bill_lines(hours: float, rate: float, printed: float, rounding: float) -> None:
    assert abs(billing.instance_usd(hours * 3600, 1, rate) - printed) <= rounding


@pytest.mark.parametrize(
    ("gb_months", "rate", "printed", "rounding"),
    [
        pytest.param(1.942, 0.154, 0.30, 0.005, id="training volume: " + EU_BILL),
        pytest.param(5.058, 0.0, 0.0, 0.0, id="built-in rule's volume, free: same bill"),
    ],
)
def test_volume_lines(gb_months: float, rate: float, printed: float, rounding: float) -> None:
    month = billing.HOURS_PER_MONTH * 3600
    assert abs(billing.volume_usd(gb_months, 1, month, rate) - printed) <= rounding
    assert billing.gb_months(gb_months, 1, month) == pytest.approx(gb_months, rel=1e-15)


JOBS = [
    pytest.param(
        "ml.p4d.24xlarge", 2, 9407, "us-east-1", "2023-05-03", 197, 0.5,
        id="huggingface/notebooks 25_pytorch_fsdp, '~197': to the dollar, before the price cut",
    ),
    pytest.param(
        "ml.g5.4xlarge", 1, 999, "us-east-1", "2026-09-01", 0.56, 0.005,
        id="huggingface/notebooks 30_evaluate_llms, '0.56' at 2.03 an hour",
    ),
    pytest.param(
        "ml.g5.2xlarge", 1, 6162, "us-east-1", "2026-09-01", 2.593175, 5e-7,
        id="philschmid/llm-sagemaker-sample prints '~2.8', which its own 6,162 s do not give",
    ),
    pytest.param(
        "ml.m5.large", 1, 125 + 129 + 89 + 90 + 109, "us-east-1", "2026-08-11", 0.01731, 5e-6,
        id="a day of small jobs in a public cost model of 2026-08-11",
    ),
    pytest.param("ml.m5.large", 1, 1800, "us-east-1", "2026-08-11", 0.0575, 5e-9, id="half an hour, same model"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "count", "seconds", "region", "day", "printed", "rounding"), JOBS)
def test_jobs(type_: str, count: int, seconds: int, region: str, day: str, printed: float, rounding: float) -> None:
    request: dict[str, Any] = {
        "ResourceConfig": {"InstanceType": type_, "InstanceCount": count},
        "StoppingCondition": {"MaxRuntimeInSeconds": seconds},
    }
    found = estimate(request, region=region, as_of=day)
    assert found.max_usd is not None
    assert abs(found.max_usd - printed) <= rounding


SAVINGS = [
    (500, 100, 80.0), (874, 262, 70.0), (505, 151, 70.1), (1053, 316, 70.0), (2282, 508, 77.7), (34, 7, 79.4),
    (67, 31, 53.7), (33, 13, 60.6), (472, 183, 61.2), (140, 53, 62.1), (80, 25, 68.8), (338, 107, 68.3),
    (115, 38, 67.0), (41, 15, 63.4), (142, 47, 66.9), (1921, 714, 62.8), (42, 8, 81.0),
]  # fmt: skip


@pytest.mark.parametrize(("trained", "billed", "printed"), SAVINGS)
def test_spot_savings_as_logs_print_them(trained: int, billed: int, printed: float) -> None:
    saving = billing.spot_saving_percent(trained, billed)
    assert abs(saving - printed) <= 0.05 + 1e-9
    assert billing.billable_seconds(trained, saving / 100) == pytest.approx(billed)


@pytest.mark.parametrize(("trained", "billed"), [(0, 0), (-1, 0), (float("nan"), 1), (10, -1)])
def test_no_saving_without_training(trained: float, billed: float) -> None:
    with pytest.raises(ValueError, match="give no saving"):
        billing.spot_saving_percent(trained, billed)


@pytest.mark.parametrize(
    ("jobs", "seconds", "parallel", "limit", "most"),
    [
        pytest.param(20, 3600, 2, None, 72_000, id="the number of jobs"),
        pytest.param(20, 3600, 2, 10_000, 20_000, id="the tuning job's own limit"),
        pytest.param(20, 3600, 2, 1_000_000, 72_000, id="the smaller of both"),
        pytest.param(None, 3600, 4, 1000, 4000, id="no number of jobs"),
        pytest.param(None, 3600, 4, None, None, id="nothing bounds it"),
    ],
)
def test_tuning_seconds(jobs: int | None, seconds: int, parallel: int, limit: int | None, most: int | None) -> None:
    assert billing.tuning_seconds(jobs, seconds, parallel, limit) == most


def test_wall_clock_counts_whole_rounds() -> None:
    assert [billing.wall_clock(jobs, 3, 100) for jobs in (1, 3, 4, 6, 7)] == [100, 100, 200, 200, 300]
