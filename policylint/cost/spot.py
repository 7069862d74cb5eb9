"""How much managed spot training saves: an expectation from what was seen, never a promise."""

from functools import cache
from typing import NamedTuple

from policylint.tables import shipped


class Saving(NamedTuple):
    """The part (0 to 1) of the billed time that spot is expected to save, and what the figure rests on."""

    part: float
    basis: str


@cache
def expected_saving(instance_type: str, region: str) -> Saving:
    """The saving of SageMaker jobs on that type where some were seen, else EC2's advice, else the median of all jobs.

    A range counts by its lower end.
    """
    jobs = [low for type_, _, low, kind in _rows() if type_ == instance_type and kind in ("job log", "observed range")]
    if jobs:
        return Saving(_median(jobs), f"training jobs on {instance_type} that were seen")
    advice = [low for type_, place, low, _ in _rows() if (type_, place) == (instance_type, region)]
    if advice:
        return Saving(advice[0] / 100, f"EC2's spot advisor for {instance_type} in {region}")
    logs = [low for _, _, low, kind in _rows() if kind == "job log"]
    return Saving(_median(logs), f"median saving of {len(logs)} observed training jobs")


def _median(percents: list[float]) -> float:
    """As a part of 1; `statistics` would cost a start some milliseconds."""
    ordered, middle = sorted(percents), len(percents) // 2
    percent = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return round(percent, 2) / 100


@cache
def _rows() -> tuple[tuple[str, str, float, str], ...]:
    return tuple((row[0], row[1], float(row[2]), row[6]) for row in shipped("spot").rows() if row[2])
