"""The Region that a request is meant for, where it says so itself.

A request names no Region: it is sent to one. What `Facts.region` states is the truth. Without it, the request's own
ARNs may say, but only those of resources that a training job can use from its own Region alone: its training plans,
the KMS key of its volumes (an EBS volume is encrypted by a key of its Region) and the algorithm that it names. Where
they disagree nothing is reported. Then comes what the file claims beside the request. The registry of the training
image comes last and counts as a hint: teams do pull images from another Region. Never asked: role ARNs (they have no
Region), bucket names, the output's key, Lambda functions, file systems, networks (ids, not ARNs).
"""

from collections.abc import Iterator
from typing import NamedTuple

from policylint.aws import arn_region, ecr_image
from policylint.contract.instances import MEMBERS, PREFERENCES
from policylint.job import TrainingJob, derived

IMAGE = "AlgorithmSpecification.TrainingImage"
ALGORITHM = "AlgorithmSpecification.AlgorithmName"


class Region(NamedTuple):
    """A Region, the member that states it ("" for a stated fact), and whether it is more than a hint."""

    name: str
    path: str
    certain: bool

    def __str__(self) -> str:
        return f"{self.name} (the Region of {self.path})" if self.path else self.name


@derived
def region_of(job: TrainingJob) -> Region | None:
    """Where the job is meant to run; None where neither the facts nor the request say, or the request disagrees."""
    if job.facts.region:
        return Region(job.facts.region, "", certain=True)
    told = [Region(name, path, certain=True) for path, arn in _arns(job) if (name := arn_region(arn))]
    if told:
        return told[0] if len({region.name for region in told}) == 1 else None
    if job.facts.claimed is not None and job.facts.claimed.region:
        return Region(job.facts.claimed.region, "", certain=True)
    image = job.string(IMAGE)
    known = ecr_image(image) if image else None
    return Region(known.region, IMAGE, certain=False) if known else None


def _arns(job: TrainingJob) -> Iterator[tuple[str, str]]:
    """The members whose ARNs are trusted, as far as they are given, with their paths."""
    places = [ALGORITHM]
    for member in MEMBERS:
        resources = job.request.get(member)
        if isinstance(resources, dict):
            places += [f"{member}.{name}" for name in ("TrainingPlanArn", "VolumeKmsKeyId") if name in resources]
            if PREFERENCES in resources:
                plans = [f"{path}.TrainingPlanArns" for path, _ in job.each(f"{member}.{PREFERENCES}")]
                places += [f"{path}[{index}]" for path in plans for index in range(len(job.sequence(path)))]
    for path in places:
        arn = job.string(path)
        if arn:
            yield path, arn
