"""The requests that rules judge: training jobs, tuning jobs and the facts around them.

`Job.get` and its typed sisters answer None both for an absent member and for one whose value is unknown, so that a
rule that asks for what it needs stays silent about templates without saying so.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import wraps
from typing import Any, ClassVar, NamedTuple, Protocol, Self, TypeVar

from policylint.dataclass_ import dataclass
from policylint.finding import Finding
from policylint.noting import Notes
from policylint.path import Route, format_path, join, parse_path
from policylint.runs import ONCE, Runs
from policylint.unknown import Unknown

TRAINING = "CreateTrainingJob"
TUNING = "CreateHyperParameterTuningJob"
PROCESSING = "CreateProcessingJob"
TRANSFORM = "CreateTransformJob"
AUTOML = "CreateAutoMLJob"
AUTOML_V2 = "CreateAutoMLJobV2"
TRAINING_SESSION = "CreateTrainingSession"
JOB = "CreateJob"

WIDEST = 2**63
"""No integer of the API is as large. Products of a few that are smaller stay within the range of a double."""


class Queued(NamedTuple):
    """What AWS Batch adds to a job that it submits from a queue; None: not stated, `Unknown`: not known here.

    `attempts` is how often Batch may run the job in all, `attempt_seconds` how long each of these may take, `share` and
    `quota_share` whose part of the queue's capacity it takes, `priority` its place there. `tags` are those of the
    Batch job; the training job has its own.
    """

    name: Any = None
    queue: Any = None
    attempts: Any = 1
    attempt_seconds: Any = None
    priority: Any = None
    share: Any = None
    quota_share: Any = None
    tags: Any = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a request does not say itself: where and for whom it runs, and which queue submits it. None: not known.

    `sent_to` is the Region that the file sends the request to, as a provider or an operator of it does. `claimed` is
    what the job's own file says of it beside the request, which counts only where nobody else knows. `runs` is how
    often what the request stands in runs it.
    """

    environment: str | None = None
    region: str | None = None
    account: str | None = None
    batch: Queued | None = None
    sent_to: str | None = None
    claimed: "Facts | None" = None
    runs: Runs = ONCE

    def over(self, other: "Facts") -> "Facts":
        """These facts, and the other's where these are silent."""
        return Facts(
            self.environment or other.environment,
            self.region or other.region,
            self.account or other.account,
            self.batch or other.batch,
            self.sent_to or other.sent_to,
            self.claimed or other.claimed,
            other.runs if self.runs == ONCE else self.runs,
        )

    def within(self, runs: Runs) -> "Facts":
        """The same facts where what the request stands in runs so often itself."""
        return replace(self, runs=runs.times(self.runs))


class Embedded(Protocol):
    """A document that strings of a file hold; see `policylint.sources.embedding`."""

    def below(self, route: Route) -> "Embedded":
        """The same where the document that holds the strings is itself a part of one, at a route."""
        ...

    def locate(self, file: Any, routes: Collection[Route]) -> Mapping[Route, Any]:
        """Where routes of the embedded document stand in the file."""
        ...

    def stands_at(self) -> Route:
        """The route in the file of the first string that holds the document."""
        ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in its document a request stands.

    `routes` leads from routes in the request to routes in the document; a member that has none of its own stands
    below its nearest listed parent under the same names. The root `()` is always listed.
    `address` is the name the file itself gives the request (a state, a resource, a step), or "".
    `inside` is set where the document is itself the text of strings in the file: the routes lead into that one then.
    `remarks` are what the kind of file itself has to say of how it writes the request, as a rule's findings are.
    `beside` are texts that are uploaded for the job and no part of its request, with their routes in the document.
    `alternative` counts the requests of one address of which a condition lets only one be.
    `side_by_side`: the file starts several jobs by this one request, which run at the same time.
    `supplied` are the paths of members that nobody wrote: a library adds them to each request. Notes about them are
    left out, since there is nothing to correct.
    `spelled` gives the name by which the file calls the member at a path, where it has a spelling of its own.
    """

    routes: Mapping[Route, Route] = field(default_factory=lambda: {(): ()})
    address: str = ""
    inside: "Embedded | None" = None
    remarks: "tuple[Finding, ...]" = ()
    alternative: int = 0
    beside: "tuple[tuple[str, Route], ...]" = ()
    supplied: frozenset[str] = frozenset()
    side_by_side: bool = False
    spelled: "Callable[[Route], str] | None" = None

    def route(self, route: Route) -> Route:
        """The place in the document that a place in the request comes from."""
        for end in range(len(route), -1, -1):
            known = self.routes.get(route[:end])
            if known is not None:
                return known + route[end:]
        return route


_CROWDED = 20


@dataclass(frozen=True, slots=True)
class Job:
    """A request as submitted, or a part of one: the common ground of training and tuning jobs."""

    request: Mapping[str, Any]
    origin: Origin = Origin()
    facts: Facts = Facts()
    file: str = ""
    prefix: str = ""
    notes: Notes | None = field(default=None, repr=False, compare=False)
    _derived: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_crowded(self) -> bool:
        """Whether so many members stand at its top that it may be a request that is not shown, which was given all the
        rest: nobody writes all that there are. No note is made of it, since answers are recalled by it in any case."""
        return isinstance(self.request, dict) and dict.__len__(self.request) >= _CROWDED

    operation = TRAINING

    def with_facts(self, facts: Facts) -> Self:
        """The same request with other facts."""
        return type(self)(self.request, self.origin, facts, self.file, self.prefix)

    def look(self, path: str) -> Any:
        """The value at a path: an `Unknown` if it or a parent of it is one, None if absent (or null)."""
        node: Any = self.request
        for step in parse_path(path):
            if isinstance(node, dict):
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return node if isinstance(node, Unknown) else None
        return node

    def get(self, path: str) -> Any:
        """The known value at a path, else None."""
        value = self.look(path)
        return None if isinstance(value, Unknown) else value

    def has(self, path: str) -> bool:
        """Whether the member is given at all, be its value known or not."""
        return self.look(path) is not None

    def unknown(self, path: str) -> bool:
        """Whether the member is given but its value is not known here."""
        return isinstance(self.look(path), Unknown)

    def string(self, path: str) -> str | None:
        """The string at a path; None where it is absent, unknown or of another type (a schema fault)."""
        value = self.look(path)
        return value if isinstance(value, str) else None

    def integer(self, path: str) -> int | None:
        """The integer at a path, or None as for `string`; one that no type of the API holds is a fault of that kind."""
        value = self.look(path)
        return value if isinstance(value, int) and not isinstance(value, bool) and -WIDEST <= value < WIDEST else None

    def boolean(self, path: str) -> bool | None:
        """The boolean at a path, or None as for `string`."""
        value = self.look(path)
        return value if isinstance(value, bool) else None

    def mapping(self, path: str) -> Mapping[str, Any]:
        """The structure or map at a path; empty where there is none to judge."""
        value = self.look(path)
        return value if isinstance(value, dict) else {}

    def sequence(self, path: str) -> Sequence[Any]:
        """The list at a path; empty where there is none to judge."""
        value = self.look(path)
        return value if isinstance(value, list) else ()

    def each(self, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The structures of the list at a path, each with its own path."""
        for index, item in enumerate(self.sequence(path)):
            if isinstance(item, dict):
                yield f"{path}[{index}]", item

    @property
    def name(self) -> str:
        """What to call the job in a report: the file's own address for it, else the request's name, else ""."""
        return self.origin.address or self.string(name_member(self.operation)) or ""

    @property
    def kind(self) -> str:
        """The API's noun for the job."""
        return self.operation.removeprefix("Create")


def name_member(operation: str) -> str:
    """The member by which an operation takes its job's name."""
    return f"{operation.removeprefix('Create').removesuffix('V2')}Name"


JobT = TypeVar("JobT", bound=Job)
DerivedT = TypeVar("DerivedT")


def derived(function: Callable[[JobT], DerivedT]) -> Callable[[JobT], DerivedT]:
    """Remember a function's answer for each job, however many rules ask. The answer must not change."""

    @wraps(function)
    def once(job: JobT) -> DerivedT:
        known = job._derived
        if job.notes is not None:
            return job.notes.derived(known, function, job)
        if function not in known:
            known[function] = function(job)
        answer: DerivedT = known[function]
        return answer

    return once


@dataclass(frozen=True, slots=True)
class TrainingJob(Job):
    """A CreateTrainingJob request, or a training job definition of a tuning job (then `tuning` is set)."""

    tuning: "TuningJob | None" = None

    def with_facts(self, facts: Facts) -> Self:
        """The same request, or definition, with other facts."""
        return type(self)(self.request, self.origin, facts, self.file, self.prefix, tuning=self.tuning)

    @property
    def hyperparameters(self) -> str:
        """The path of the member that holds the hyperparameters that are fixed beforehand."""
        return "HyperParameters" if self.tuning is None else "StaticHyperParameters"


@dataclass(frozen=True, slots=True)
class TuningJob(Job):
    """A CreateHyperParameterTuningJob request."""

    operation = TUNING

    def definitions(self) -> Iterator[TrainingJob]:
        """The training jobs that it defines, each knowing its place in the request."""
        places: list[Route] = [("TrainingJobDefinition",)]
        places += [("TrainingJobDefinitions", i) for i in range(len(self.sequence("TrainingJobDefinitions")))]
        for place in places:
            prefix = format_path(place)
            definition = self.get(prefix)
            if isinstance(definition, dict):
                origin = Origin({(): self.origin.route(place), **_below(self.origin, place)}, self.origin.address)
                yield TrainingJob(
                    definition, origin, self.facts, self.file, join(self.prefix, prefix), self.notes, self
                )


@dataclass(frozen=True, slots=True)
class OtherJob(Job):
    """A request that starts machines otherwise than by a training job.

    `elsewhere` says where it has what a training job has, too: paths in a training job's request, with its own.
    """

    elsewhere: ClassVar[Mapping[str, str]] = {}

    def native(self, path: str) -> str:
        """The path of its own that a path in a training job's request stands for."""
        steps = parse_path(path)
        for end in range(len(steps), 0, -1):
            known = self.elsewhere.get(format_path(steps[:end]))
            if known is not None:
                return format_path((*parse_path(known), *steps[end:]))
        # A structure of which it has some members elsewhere: where it has these.
        below = (own for known, own in self.elsewhere.items() if known.startswith(f"{path}."))
        return next((own.rpartition(".")[0] for own in below), path)


def own_path(job: Job, path: str) -> str:
    """The path in a job's request that a path in a training job's stands for."""
    return job.native(path) if isinstance(job, OtherJob) else path


@derived
def as_training(job: OtherJob) -> TrainingJob:
    """What a training job has of another job: the rules about these members are the same. It is no whole request."""
    request: dict[str, Any] = {}
    for path, own in job.elsewhere.items():
        value = job.look(own)
        if value is not None:
            *above, last = path.split(".")
            node = request
            for step in above:
                node = node.setdefault(step, {})
            node[last] = value
    return TrainingJob(request, Origin(address=job.name), job.facts, job.file)


def _same(*paths: str) -> dict[str, str]:
    return {path: path for path in paths}


_SECURITY = ("ResourceConfig.VolumeKmsKeyId", "EnableInterContainerTrafficEncryption", "VpcConfig")
_COMMON = ("RoleArn", "Tags")


def _secured(place: str) -> dict[str, str]:
    return {path: f"{place}.{path.rpartition('.')[2]}" for path in _SECURITY}


@dataclass(frozen=True, slots=True)
class ProcessingJob(OtherJob):
    """A CreateProcessingJob request."""

    operation = PROCESSING
    elsewhere: ClassVar[Mapping[str, str]] = {
        **_same(*_COMMON, "Environment", "StoppingCondition", "ExperimentConfig"),
        "AlgorithmSpecification.TrainingImage": "AppSpecification.ImageUri",
        "AlgorithmSpecification.ContainerEntrypoint": "AppSpecification.ContainerEntrypoint",
        "AlgorithmSpecification.ContainerArguments": "AppSpecification.ContainerArguments",
        "ResourceConfig": "ProcessingResources.ClusterConfig",
        "OutputDataConfig.KmsKeyId": "ProcessingOutputConfig.KmsKeyId",
        "VpcConfig": "NetworkConfig.VpcConfig",
        "EnableNetworkIsolation": "NetworkConfig.EnableNetworkIsolation",
        "EnableInterContainerTrafficEncryption": "NetworkConfig.EnableInterContainerTrafficEncryption",
    }


@dataclass(frozen=True, slots=True)
class TransformJob(OtherJob):
    """A CreateTransformJob request. Its role and network are those of the model that it takes."""

    operation = TRANSFORM
    elsewhere: ClassVar[Mapping[str, str]] = {
        **_same("Tags", "Environment", "ExperimentConfig"),
        "ResourceConfig": "TransformResources",
        "OutputDataConfig.S3OutputPath": "TransformOutput.S3OutputPath",
        "OutputDataConfig.KmsKeyId": "TransformOutput.KmsKeyId",
    }


@dataclass(frozen=True, slots=True)
class AutoMLJob(OtherJob):
    """A CreateAutoMLJob request."""

    operation = AUTOML
    elsewhere: ClassVar[Mapping[str, str]] = {
        **_same(*_COMMON, "OutputDataConfig"),
        **_secured("AutoMLJobConfig.SecurityConfig"),
    }


@dataclass(frozen=True, slots=True)
class AutoMLJobV2(OtherJob):
    """A CreateAutoMLJobV2 request."""

    operation = AUTOML_V2
    elsewhere: ClassVar[Mapping[str, str]] = {**_same(*_COMMON, "OutputDataConfig"), **_secured("SecurityConfig")}


@dataclass(frozen=True, slots=True)
class TrainingSession(OtherJob):
    """A CreateTrainingSession request."""

    operation = TRAINING_SESSION
    elsewhere: ClassVar[Mapping[str, str]] = {
        **_same(*_COMMON, "VpcConfig"),
        "OutputDataConfig.S3OutputPath": "OutputConfig.S3Location.Path",
        "OutputDataConfig.KmsKeyId": "OutputConfig.S3Location.KmsKeyArn",
    }


@dataclass(frozen=True, slots=True)
class AgentJob(OtherJob):
    """A CreateJob request: what it trains, and on what, stands in a document of its own."""

    operation = JOB
    elsewhere: ClassVar[Mapping[str, str]] = _same(*_COMMON)


OTHERS: tuple[type[OtherJob], ...] = (
    ProcessingJob,
    TransformJob,
    AutoMLJob,
    AutoMLJobV2,
    TrainingSession,
    AgentJob,
)
_ALL: tuple[type[Job], ...] = (TrainingJob, TuningJob, *OTHERS)
JOBS: Mapping[str, type[Job]] = {kind.operation: kind for kind in _ALL}
"""The kind of job that each operation takes a request for."""

OTHER_KINDS: Mapping[str, type[OtherJob]] = {kind.operation.removeprefix("Create"): kind for kind in OTHERS}
"""The jobs that are no training or tuning jobs, by the API's noun for them."""


def _below(origin: Origin, place: Route) -> dict[Route, Route]:
    return {key[len(place) :]: route for key, route in origin.routes.items() if key[: len(place)] == place}
