"""The contract rule for names of jobs, which takes all jobs of a run together: each is unique in its account and
Region."""

from collections.abc import Iterator
from typing import NamedTuple

from policylint.contract.region import arn_account, region_of
from policylint.finding import Finding, Severity
from policylint.job import Job, TrainingJob, TuningJob
from policylint.rule import Example, Rule
from policylint.schema.wording import quoted

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
    "and refuses the second with ResourceInUse. A warning for jobs of different files whose account and Region are not "
    "known for sure; jobs that seem to be for another account, Region or environment may share a name. (Names of "
    "tuning jobs are compared without regard to case, as the service does.)",
    fix="Give each job a name of its own, such as one that ends in a number or a date.",
    source="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html",
    bad=Example("sweep.jsonl", _FIRST + _FIRST),
    good=Example("sweep.jsonl", _FIRST + _SECOND),
)


class _Site(NamedTuple):
    """Where a job is meant to run, as far as that is known; `certain`: its account and Region for sure."""

    environment: str | None
    region: str | None
    account: str | None
    certain: bool

    def may_be(self, other: "_Site") -> bool:
        """Whether nothing that is known of both tells the two apart."""
        return all(mine == its for mine, its in zip(self[:3], other[:3], strict=True) if mine and its)


class _Met(NamedTuple):
    """A job of some name: its file, where it stands in words, and where it is meant to run."""

    file: str
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
        site = self._sites.setdefault(site, site)
        known = self._met.setdefault(job.operation, {})
        key = name.casefold() if isinstance(job, TuningJob) else name
        same = known.get(key, ())
        earlier = next((other for other in same if other.site.may_be(site)), None)
        if earlier is None:
            known[key] = (*same, _Met(job.file, place, site))
        else:
            certain = earlier.file == job.file or (earlier.site.certain and site.certain)
            severity = Severity.ERROR if certain else Severity.WARNING
            message = f"{quoted(name)} is the name of the job in {earlier.place} already"
            yield Finding.at(member, message, rule=REPEATED_JOB_NAME.id, severity=severity)


def _site(job: Job) -> _Site:
    facts = job.facts
    part = next(job.definitions(), None) if isinstance(job, TuningJob) else job
    if not isinstance(part, TrainingJob):
        return _Site(facts.environment, facts.region, facts.account, certain=False)
    region = region_of(part)
    account = facts.account or arn_account(part.string("RoleArn") or "")
    certain = bool(account and region and region.certain)
    return _Site(facts.environment, region.name if region else None, account, certain)
