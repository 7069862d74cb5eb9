"""The contract rule for names of jobs, which takes all jobs of a run together: each is unique in its account and
Region."""

from collections.abc import Iterator
from typing import NamedTuple

from policylint.contract.region import arn_account, region_of
from policylint.finding import Finding, Severity
from policylint.job import Job, TrainingJob, TuningJob
from policylint.rule import Example, Rule

_LINE = """{{"TrainingJobName": "{name}", "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining", \
"AlgorithmSpecification": {{"TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", \
"TrainingInputMode": "File"}}, "OutputDataConfig": {{"S3OutputPath": "s3://acme-ml/churn/models/"}}, \
"ResourceConfig": {{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}}, \
"StoppingCondition": {{"MaxRuntimeInSeconds": 3600}}}}
"""
_FIRST, _SECOND = _LINE.format(name="churn-1"), _LINE.format(name="churn-2")

REPEATED_JOB_NAME = Rule(
    "SM283",
    "repeated-job-name",
    Severity.ERROR,
    since="0.1.0",
    title="Two jobs of the files checked have the same name",
    why="The name of a job is unique in its account and Region: of two jobs of one name the service makes the first "
    "and refuses the second with ResourceInUse. (Jobs that are known to be for another account, Region or environment "
    "may share a name. Names of tuning jobs are compared without regard to case, as the service does.)",
    fix="Give each job a name of its own, such as one that ends in a number or a date.",
    source="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html",
    bad=Example("sweep.jsonl", _FIRST + _FIRST),
    good=Example("sweep.jsonl", _FIRST + _SECOND),
)


class _Site(NamedTuple):
    """Where a job is meant to run, as far as that is known."""

    environment: str | None
    region: str | None
    account: str | None

    def may_be(self, other: "_Site") -> bool:
        """Whether nothing that is known of both tells the two apart."""
        return all(mine == its for mine, its in zip(self, other, strict=True) if mine and its)


class _Met(NamedTuple):
    """A job of some name: where it stands, in words, and where it is meant to run."""

    place: str
    site: _Site


class JobNames:
    """The names of the jobs of one run."""

    def __init__(self) -> None:
        self._met: dict[str, dict[str, tuple[_Met, ...]]] = {}
        self._sites: dict[_Site, _Site] = {}

    def repeated(self, job: Job, place: str) -> Iterator[Finding]:
        """A finding if the job's name is that of an earlier one; `place` tells where this one stands, for later ones.

        Names that are not known yet are passed over.
        """
        member = f"{job.kind}Name"
        name = job.string(member)
        if not name:
            return
        site = _site(job)
        met = _Met(place, self._sites.setdefault(site, site))
        known = self._met.setdefault(job.operation, {})
        key = name.casefold() if isinstance(job, TuningJob) else name
        same = known.get(key, ())
        earlier = next((other for other in same if other.site.may_be(site)), None)
        if earlier:
            message = f"{name!r} is the name of the job in {earlier.place} already"
            yield Finding.at(member, message, rule=REPEATED_JOB_NAME.id)
        else:
            known[key] = (*same, met)


def _site(job: Job) -> _Site:
    part = next(job.definitions(), None) if isinstance(job, TuningJob) else job
    if not isinstance(part, TrainingJob):
        return _Site(job.facts.environment, job.facts.region, job.facts.account)
    region = region_of(part)
    account = job.facts.account or arn_account(part.string("RoleArn") or "")
    return _Site(job.facts.environment, region.name if region and region.certain else None, account)
