"""How much managed spot training saves, where that was seen: a range with its number of figures and their days.

What was seen of other types or in other Regions says nothing of this one: capacity differs by type, Region and day.
"""

from functools import cache
from typing import NamedTuple

from policylint.aws import instance_family
from policylint.tables import shipped

# CreateTrainingJob, on EnableManagedSpotTraining (botocore 1.44.8), and the guide's page on managed spot training:
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html
# https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html
AWS_SAYS = "AWS says up to 80 % in the API reference and up to 90 % in the guide"
MOST_SAID = 0.8
# Families of which AWS sells capacity ahead, in training plans and Capacity Blocks, since it is scarce.
# https://docs.aws.amazon.com/sagemaker/latest/dg/reserve-capacity-with-training-plans.html
_SCARCE = ("p4d", "p4de", "p5", "p5e", "p5en", "p6-b200", "p6-b300", "p6e-gb200", "trn1", "trn1n", "trn2", "trn2u")


class Saving(NamedTuple):
    """The part (0 to 1) of the billed time that spot saves, from the least to the most seen, and what that rests on.

    Where nothing is known both are 0, and `basis` says so.
    """

    low: float
    high: float
    basis: str

    @property
    def known(self) -> bool:
        """Whether figures for the type and the Region exist."""
        return self.high > 0


@cache
def expected_saving(instance_type: str, region: str) -> Saving:
    """What was seen of a type in a Region, else of its family there."""
    family = instance_family(instance_type)
    if is_scarce(instance_type):
        return Saving(0.0, 0.0, f"capacity of {family} is scarce, so nothing is promised")
    here = [row for row in _rows() if row[1] == region]
    of_type = [row for row in here if row[0] == instance_type]
    found = of_type or [row for row in here if instance_family(row[0]) == family]
    if not found:
        return Saving(0.0, 0.0, f"no figures of {instance_type} in {region} are known; {AWS_SAYS}")
    low, high = min(row[2] for row in found), max(row[3] for row in found)
    days = sorted({row[5] for row in found})
    span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    whose = ", ".join(sorted({_KINDS.get(row[4], row[4]) for row in found}))
    of = instance_type if of_type else f"the family {family}"
    return Saving(low / 100, high / 100, f"{whose} of {of} in {region}, n={len(found)}, {span}")


def is_scarce(instance_type: str) -> bool:
    """Whether capacity of a type is so scarce that nothing can be promised."""
    return instance_family(instance_type) in _SCARCE


_KINDS = {"EC2 spot advisor": "EC2's spot advisor"}


def shown(saving: Saving) -> str:
    """A known saving in percent: `56 %`, or `54 to 60 %`."""
    low, high = f"{saving.low * 100:.0f}", f"{saving.high * 100:.0f}"
    return f"{low} %" if low == high else f"{low} to {high} %"


@cache
def _rows() -> tuple[tuple[str, str, float, float, str, str], ...]:
    """Type, Region, least and most percent, kind and day of the figures that name their type and Region."""
    return tuple(
        (row[0], row[1], float(row[2]), float(row[3] or row[2]), row[6], row[7])
        for row in shipped("spot").rows()
        if row[0] and row[1] and row[2]
    )
