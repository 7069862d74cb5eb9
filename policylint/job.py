"""The requests that rules judge: training jobs, tuning jobs and the facts around them.

`Job.get` and its typed sisters answer None both for an absent member and for one whose value is unknown, so that a
rule that asks for what it needs stays silent about templates without saying so.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Protocol, Self, TypeVar

from policylint.finding import Finding
from policylint.path import Route, format_path, join, parse_path
from policylint.unknown import Unknown

TRAINING = "CreateTrainingJob"
TUNING = "CreateHyperParameterTuningJob"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a request does not say itself: where and for whom it runs. None: not known."""

    environment: str | None = None
    region: str | None = None
    account: str | None = None

    def over(self, other: "Facts") -> "Facts":
        """These facts, and the other's where these are silent."""
        return Facts(
            self.environment or other.environment,
            self.region or other.region,
            self.account or other.account,
        )


class Embedded(Protocol):
    """A document that strings of a file hold; see `policylint.sources.embedding`."""

    def below(self, route: Route) -> "Embedded":
        """The same where the document that holds the strings is itself a part of one, at a route."""
        ...

    def locate(self, file: Any, routes: Collection[Route]) -> Mapping[Route, Any]:
        """Where routes of the embedded document stand in the file."""
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
    `supplied` are the paths of members that nobody wrote: a library adds them to each request. Notes about them are
    left out, since there is nothing to correct.
    """

    routes: Mapping[Route, Route] = field(default_factory=lambda: {(): ()})
    address: str = ""
    inside: "Embedded | None" = None
    remarks: "tuple[Finding, ...]" = ()
    alternative: int = 0
    beside: "tuple[tuple[str, Route], ...]" = ()
    supplied: frozenset[str] = frozenset()

    def route(self, route: Route) -> Route:
        """The place in the document that a place in the request comes from."""
        for end in range(len(route), -1, -1):
            known = self.routes.get(route[:end])
            if known is not None:
                return known + route[end:]
        return route


@dataclass(frozen=True, slots=True)
class Job:
    """A request as submitted, or a part of one: the common ground of training and tuning jobs."""

    request: Mapping[str, Any]
    origin: Origin = Origin()
    facts: Facts = Facts()
    file: str = ""
    prefix: str = ""
    _derived: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        """The integer at a path, or None as for `string`."""
        value = self.look(path)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

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
        return self.origin.address or self.string(f"{self.kind}Name") or ""

    @property
    def kind(self) -> str:
        """The API's noun for the job."""
        return self.operation.removeprefix("Create")


JobT = TypeVar("JobT", bound=Job)
DerivedT = TypeVar("DerivedT")


def derived(function: Callable[[JobT], DerivedT]) -> Callable[[JobT], DerivedT]:
    """Remember a function's answer for each job, however many rules ask. The answer must not change."""

    @wraps(function)
    def once(job: JobT) -> DerivedT:
        known = job._derived
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
        return type(self)(self.request, self.origin, facts, self.file, self.prefix, self.tuning)

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
                yield TrainingJob(definition, origin, self.facts, self.file, join(self.prefix, prefix), self)


JOBS: Mapping[str, type[Job]] = {TRAINING: TrainingJob, TUNING: TuningJob}
"""The kind of job that each operation takes a request for."""


def _below(origin: Origin, place: Route) -> dict[Route, Route]:
    return {key[len(place) :]: route for key, route in origin.routes.items() if key[: len(place)] == place}
