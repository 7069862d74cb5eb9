"""The contract rule for checkpoint locations, which takes all jobs of a file together: what one job saves another one
loads when it starts."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterator

from policylint.contract.stopping import CHECKPOINT_URI
from policylint.documentation import GUIDE
from policylint.finding import Finding, Severity
from policylint.job import Job, TrainingJob, TuningJob
from policylint.path import join
from policylint.rule import Example, Rule

_LINE = """{{"TrainingJobName": "NAME", "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining", \
"AlgorithmSpecification": {{"TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4", \
"TrainingInputMode": "File"}}, "OutputDataConfig": {{"S3OutputPath": "s3://acme-ml/churn/models/"}}, \
"ResourceConfig": {{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30}}, \
"CheckpointConfig": {{"S3Uri": "s3://acme-ml/checkpoints/NAME{end}"}}, \
"StoppingCondition": {{"MaxRuntimeInSeconds": 3600}}}}
"""
_LINES = _LINE.replace("NAME", "churn-1") + _LINE.replace("NAME", "churn-10")
_MOST = 10_000
"""How many locations of one file are compared: their list is kept sorted, and in memory."""

SHARED_CHECKPOINTS = Rule(
    "SM2209",
    "shared-checkpoint-location",
    Severity.WARNING,
    since="0.1.0",
    title="Two jobs of a file have the same checkpoint location, or one that begins with the other's",
    why="When a job starts, SageMaker copies all objects whose keys begin with CheckpointConfig.S3Uri into the"
    " container, and later what the job saves back there. Jobs with one location between them resume from each other's"
    " state and overwrite it; `run-1` is also how the keys of `run-10` begin. Jobs that run one after the other and are"
    " meant to resume may share a location.",
    fix="Give each job a folder of its own, whose name ends in a slash: s3://BUCKET/checkpoints/JOB/.",
    source=f"{GUIDE}model-checkpoints.html",
    bad=Example("sweep.jsonl", _LINES.format(end="")),
    good=Example("sweep.jsonl", _LINES.format(end="/")),
)


class CheckpointLocations:
    """The checkpoint locations of the jobs of one file at a time."""

    def __init__(self) -> None:
        self._file = ""
        self._known: list[str] = []
        self._owners: dict[str, str] = {}

    def shared(self, job: Job, label: str) -> Iterator[Finding]:
        """A finding for each location of a job that an earlier job of its file has, or shares the beginning of.

        `label` says where in its file the job is. Locations that are not known yet are left out.
        """
        if job.file != self._file:
            self._file, self._known, self._owners = job.file, [], {}
        for part in job.definitions() if isinstance(job, TuningJob) else (job,):
            uri = part.string(CHECKPOINT_URI) if isinstance(part, TrainingJob) else None
            if uri is None:
                continue
            if job.origin.side_by_side:
                path = join(part.prefix, CHECKPOINT_URI)
                yield Finding.at(path, "all jobs of the map have this checkpoint location", rule=SHARED_CHECKPOINTS.id)
            other = self._meets(uri)
            if other is not None and not (job.origin.alternative and self._owners[other] == label):
                message = _words(uri, other, self._owners[other])
                yield Finding.at(join(part.prefix, CHECKPOINT_URI), message, rule=SHARED_CHECKPOINTS.id)
            if uri not in self._owners and len(self._known) < _MOST:
                insort(self._known, uri)
                self._owners[uri] = label

    def _meets(self, uri: str) -> str | None:
        """An earlier location that is this one, begins with it, or is its beginning."""
        at = bisect_left(self._known, uri)
        if at < len(self._known) and self._known[at].startswith(uri):
            return self._known[at]
        beginning = uri
        while at and beginning:  # what is sorted before it and begins it is found by ever shorter beginnings
            before = self._known[at - 1]
            beginning = _common(before, beginning)
            if before == beginning:
                return before
            at = bisect_left(self._known, beginning)
            if at < len(self._known) and self._known[at] == beginning:
                return beginning
        return None


def _common(one: str, other: str) -> str:
    """The characters with which both begin."""
    length = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:length]


def shared_by_all(job: Job, varied: Collection[str]) -> Iterator[Finding]:
    """A finding about a job of which many are made that differ in the members at `varied` paths alone."""
    for part in job.definitions() if isinstance(job, TuningJob) else (job,):
        path = join(part.prefix, CHECKPOINT_URI)
        if part.string(CHECKPOINT_URI) is not None and not any(
            path == one or path.startswith(f"{one}.") for one in varied
        ):
            message = "all jobs of the sweep have this checkpoint location"
            yield Finding.at(path, message, rule=SHARED_CHECKPOINTS.id)


def _words(uri: str, other: str, label: str) -> str:
    owner = f"the job in {label}" if label else "an earlier job"
    if uri == other:
        return f"{owner} has this checkpoint location, too"
    inner, outer = (uri, other) if uri.startswith(other) else (other, uri)
    return f"{inner} begins with {outer}: this job and {owner} load each other's checkpoints"
