"""The contract rule for names of jobs, which takes all jobs of a run together: each is unique in its account and
Region."""

from array import array
from collections.abc import Iterator
from typing import NamedTuple

from policylint.contract.region import region_of
from policylint.facts import account_of
from policylint.finding import Finding, Severity
from policylint.job import TRAINING, Job, OtherJob, TrainingJob, TuningJob, as_training, name_member
from policylint.rule import Example, Rule
from policylint.schema.wording import quoted

_LINE = """{{"TrainingJobName": "{name}", "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining", \
"AlgorithmSpecification": {{"TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", \
"TrainingInputMode": "File"}}, "OutputDataConfig": {{"S3OutputPath": "s3://acme-ml/churn/models/"}}, \
"ResourceConfig": {{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}}, \
"StoppingCondition": {{"MaxRuntimeInSeconds": 3600}}}}
"""
_LINE_BITS = 36
_FIRST, _SECOND = _LINE.format(name="churn-1"), _LINE.format(name="churn-2")

REPEATED_JOB_NAME = Rule(
    "SM2907",
    "repeated-job-name",
    Severity.ERROR,
    since="0.1.0",
    title="Two jobs of the files checked have the same name",
    why="The name of a job is unique in its account and Region: of two jobs of one name the service makes the first "
    "and refuses the second with ResourceInUse. A warning for jobs of different files whose account and Region are not "
    "known for sure; jobs that seem to be for another account, Region or environment may share a name. (Names of "
    "tuning jobs are compared without regard to case, as the service does.) Whether a job of the name exists already, "
    "only the account knows.",
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
        """Whether nothing that is known of both distinguishes the two."""
        return all(mine == its for mine, its in zip(self[:3], other[:3], strict=True) if mine and its)


class _Source(NamedTuple):
    """What jobs of one file have in common: where they are meant to run, and a label where the file holds several."""

    file: str
    label: str
    site: _Site


class JobNames:
    """The names of the jobs of one run."""

    def __init__(self) -> None:
        self._places = PlacesByName()
        self._numbers: dict[_Source, int] = {}
        self._sources: list[_Source] = []

    def repeated(self, job: Job, line: int, label: str) -> Iterator[Finding]:
        """A finding if the job's name is that of an earlier one.

        `line` and `label` say where in its file this job stands, for the later ones; 0 and "" where that is clear.
        Names that are not known yet are skipped.
        """
        member = name_member(job.operation)
        name = job.string(member)
        if not name:
            return
        site = _site(job)
        key = name.casefold() if isinstance(job, TuningJob) else name
        if job.operation != TRAINING:
            key = f"{member}\0{key}"
        place = self._places.get(key)
        while place and not self._source(place).site.may_be(site):  # of another account or Region: the next so named
            key += "\0"
            place = self._places.get(key)
        if place is None:
            self._places.put(key, self._number(_Source(job.file, label, site)) << _LINE_BITS | line)
        else:
            earlier = self._source(place)
            if job.origin.alternative and (earlier.file, earlier.label) == (job.file, label):
                return  # a condition lets only one of the two be
            certain = earlier.file == job.file or (earlier.site.certain and site.certain)
            severity = Severity.ERROR if certain else Severity.WARNING
            message = f"{quoted(name)} is the name of the job in {self._words(place)} already"
            yield Finding.at(member, message, rule=REPEATED_JOB_NAME.id, severity=severity)

    def _number(self, source: _Source) -> int:
        number = self._numbers.setdefault(source, len(self._sources) + 1)
        if number > len(self._sources):
            self._sources.append(source)
        return number

    def _source(self, place: int) -> _Source:
        return self._sources[(place >> _LINE_BITS) - 1]

    def _words(self, place: int) -> str:
        source, line = self._source(place), place & ((1 << _LINE_BITS) - 1)
        return source.file + (f":{line}" if line else "") + (f" ({source.label})" if source.label else "")


def _site(job: Job) -> _Site:
    facts = job.facts
    part = next(job.definitions(), None) if isinstance(job, TuningJob) else job
    part = as_training(part) if isinstance(part, OtherJob) else part
    if not isinstance(part, TrainingJob):
        return _Site(facts.environment, facts.region, facts.account, certain=False)
    region = region_of(part)
    account = account_of(part)
    certain = bool(account and region and region.certain)
    return _Site(facts.environment, region.name if region else None, account, certain)


_FIRST_SIZE = 1024  # slots; a power of two, as all sizes after it


class PlacesByName:
    """A table from names to places, which are positive integers of 63 bits.

    It keeps no names but their hashes of 64 bits, 16 bytes in all for a slot: among a million names, the odds that any
    two are taken for one another are below one in ten million.
    """

    def __init__(self) -> None:
        self._hashes = array("q", bytes(8 * _FIRST_SIZE))
        self._places = array("q", bytes(8 * _FIRST_SIZE))
        self._count = 0

    def get(self, name: str) -> int | None:
        """The place of a name; None if it has none."""
        return self._places[self._slot(hash(name))] or None

    def put(self, name: str, place: int) -> None:
        """Give a name that has none a place."""
        if self._count * 4 >= len(self._places) * 3:
            self._grow()
        self._fill(hash(name), place)
        self._count += 1

    def _slot(self, key: int) -> int:
        """The slot of a hash, or the free one where it belongs."""
        hashes, places = self._hashes, self._places
        mask = len(places) - 1
        slot = key & mask
        while places[slot] and hashes[slot] != key:
            slot = (slot + 1) & mask
        return slot

    def _fill(self, key: int, place: int) -> None:
        slot = self._slot(key)
        self._hashes[slot], self._places[slot] = key, place

    def _grow(self) -> None:
        hashes, places = self._hashes, self._places
        self._hashes = array("q", bytes(16 * len(places)))
        self._places = array("q", bytes(16 * len(places)))
        for key, place in zip(hashes, places, strict=True):
            if place:
                self._fill(key, place)
