"""Facts: what policies know of a job beside its request, under lowercase names, which the API leaves free.

A fact is computed only for a policy that names it, and once for each job. What is not known is an `Unknown`, not null:
a policy for `prod` cannot pass a job whose environment nobody stated.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.job import Job, OtherJob, TrainingJob, TuningJob, as_training
from policylint.noting import Noted
from policylint.policies.plain import plain
from policylint.policies.types import ANY, BOOLEAN, NUMBER, STRING, Type, array, mapping, of_shape, structure
from policylint.settings.config import Config
from policylint.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: its name, its type, what it is, and where the function stands that computes it (`module:function`).

    The function takes the job and the configuration, and is imported when a policy first asks.
    """

    name: str
    type: Type
    doc: str
    source: str

    def of(self, job: Job, config: Config) -> Any:
        """The fact about a job."""
        return _function(self.source)(job, config)


@cache
def _function(source: str) -> Callable[[Job, Config], Any]:
    module, _, name = source.partition(":")
    function: Callable[[Job, Config], Any] = getattr(import_module(module), name)
    return function


_INSTANCE = structure(
    {
        "path": STRING,
        "type": of_shape("TrainingInstanceType", "InstanceType"),
        "family": STRING.nullable,
        "count": NUMBER.nullable,
        "vcpus": NUMBER.nullable,
        "memory_gib": NUMBER.nullable,
        "gpus": NUMBER.nullable,
        "gpu_model": STRING.nullable,
        "gpu_memory_gib": NUMBER.nullable,
        "local_storage_gb": NUMBER.nullable,
        "alternative": BOOLEAN,
    },
    "an instance",
)
_COST = structure(
    {
        "max_usd": NUMBER,
        "expected_usd": NUMBER,
        "per_hour_usd": NUMBER,
        "gpu_hours": NUMBER,
        "hours": NUMBER,
        "jobs": NUMBER,
        "runs": NUMBER,
        "run_usd": NUMBER,
        "region": STRING,
        "as_of": STRING,
        "approximate": BOOLEAN,
    },
    "cost",
)
_SECRET = structure({"rule": STRING, "path": STRING}, "a secret")
_JOB = structure({"kind": STRING, "name": STRING, "operation": STRING}, "job")
_BATCH = structure(
    {
        "name": STRING.nullable,
        "queue": STRING.nullable,
        "attempts": NUMBER,
        "attempt_seconds": replace(NUMBER, seconds=True).nullable,
        "priority": NUMBER.nullable,
        "share": STRING.nullable,
        "quota_share": STRING.nullable,
        "tags": mapping(replace(STRING, private=True).nullable, "tags of the Batch job"),
    },
    "batch",
)
_HERE = "policylint.policies.known"
_RESOURCES = of_shape("ResourceConfig")
_TUNING_RESOURCES = of_shape("HyperParameterTuningResourceConfig")


def _resources() -> Type:
    members = {**(_TUNING_RESOURCES.members or {}), **(_RESOURCES.members or {})}
    return structure(members, "resources").nullable


_ALL = (
    Fact("environment", STRING, "The environment, such as `prod`: stated, or taken from the tag that the configuration "
         "names (`environment-tag`).", f"{_HERE}:environment"),
    Fact("region", STRING, "The AWS Region: stated, or taken from an ARN in the request that must be in it.",
         f"{_HERE}:region"),
    Fact("account", STRING, "The AWS account: stated, or the account of `RoleArn`, which must be in it.",
         f"{_HERE}:account"),
    Fact("file", STRING.nullable, "The file that the request stands in; null for a call that the guard judges.",
         f"{_HERE}:file"),
    Fact("tags", mapping(replace(STRING, private=True).nullable, "tags"), "The tags as a map from key to value; for a "
         "definition of a tuning job those of the tuning job.", f"{_HERE}:tags"),
    Fact("job", _JOB, "`job.kind`: one of the kinds that `applies-to` takes, such as TrainingJob; also `job.name`, "
         "`job.operation`.",
         f"{_HERE}:job"),
    Fact("request", ANY, "The request as a whole: what `each` would otherwise hide.", f"{_HERE}:request"),
    Fact("tuning", of_shape("CreateHyperParameterTuningJobRequest", "tuning"), "The tuning job that a definition "
         "belongs to, else null.", f"{_HERE}:tuning"),
    Fact("resources", _resources(), "`ResourceConfig`, or `HyperParameterTuningResourceConfig` where a tuning job's "
         "definition has that instead.", f"{_HERE}:resources"),
    Fact("hyperparameters", of_shape("HyperParameters", "hyperparameters"), "`HyperParameters`, which a tuning job's "
         "definition calls `StaticHyperParameters`.", f"{_HERE}:hyperparameters"),
    Fact("instances", array(_INSTANCE, "instances"), "All instances that are asked for: InstanceType, each of "
         "InstanceGroups, InstancePreferences (`alternative`: only one of them is taken). Each has `type`, `family`, "
         "`count`, `vcpus`, `memory_gib`, `gpus`, `gpu_model`, `gpu_memory_gib`, `local_storage_gb` (0: it has "
         "none, so volumes are needed), `path`.", f"{_HERE}:instances"),
    Fact("instance_count", NUMBER, "How many instances run together.", f"{_HERE}:instance_count"),
    Fact("gpu_count", NUMBER, "How many GPUs (and Trainium or Inferentia chips) run together.", f"{_HERE}:gpu_count"),
    Fact("cost", _COST, "What the job can cost, in USD: `max_usd` if it runs to its limit each time that it can "
         "run, which is `runs` times (both are infinite where nothing bounds it and `allow-unbounded` is not set), "
         "`run_usd` for one run, `expected_usd`, `per_hour_usd`; `gpu_hours` and `hours` at the limit; `region`, "
         "`as_of`, `approximate`.",
         "policylint.policies.known:cost"),
    Fact("batch", _BATCH.nullable, "What AWS Batch adds to a job that `SubmitServiceJob` submits, else null: `name`, "
         "`queue`, `attempts`, `attempt_seconds`, `priority`, `share`, `quota_share`, `tags` (of the Batch job).",
         f"{_HERE}:batch"),
    Fact("secrets", array(_SECRET, "secrets"), "The credentials found in the request, each with `rule` and `path`.",
         "policylint.policies.known:secrets"),
)  # fmt: skip

FACTS: Mapping[str, Fact] = {fact.name: fact for fact in _ALL}
# Computing these takes longer than judging a policy: policies that name them are run apart from the others.
COSTLY = frozenset(("cost", "secrets"))
_AMOUNTS = ("max_usd", "per_hour_usd", "gpu_hours")
# What these say rests on more than the request and what is stated of it: on the file, the queue, the prices of the day.
BEYOND_THE_REQUEST = COSTLY | {"batch", "file", "job"}
# Where a path may begin with a fact, and the members that it may stand for, the first that is there.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "resources": ("ResourceConfig", "HyperParameterTuningResourceConfig"),
    "hyperparameters": ("HyperParameters", "StaticHyperParameters"),
    "tags": ("Tags",),
}


def scope(job: Job, names: Iterable[str], config: Config) -> dict[str, Any]:
    """A request with the named facts beside its members."""
    request = plain(job)
    if isinstance(job, OtherJob):
        request = _merged(as_training(job).request, request)
    elif job.is_crowded:
        request = {**_unseen_members(job), **request}
    facts = {name: FACTS[name].of(job, config) for name in names}
    return request.beside(facts) if isinstance(request, Noted) else {**request, **facts}


def _unseen_members(job: Job) -> Mapping[str, Any]:
    """The members that exclude others, of a request which is not shown and so was given all the rest."""
    from policylint.sources.kinds.translation import EXCLUSIVE, likely_members

    unknown = next((item for item in job.request.values() if isinstance(item, Unknown)), None)
    whole = unknown is not None and all(name in job.request for name in likely_members(job.operation))
    return dict.fromkeys(EXCLUSIVE, unknown) if whole else {}


def unknown_definitions(job: TuningJob) -> Iterator[tuple[str, Unknown]]:
    """The training jobs of a tuning job that are not known at all, each with its path."""
    one, several = job.look("TrainingJobDefinition"), job.look("TrainingJobDefinitions")
    for path, item in (("TrainingJobDefinition", one), ("TrainingJobDefinitions", several)):
        if isinstance(item, Unknown):
            yield path, item
    for index, item in enumerate(several if isinstance(several, list) else ()):
        if isinstance(item, Unknown):
            yield f"TrainingJobDefinitions[{index}]", item


def among(environment: Any, environments: Sequence[str]) -> Any:
    """An environment, which is not known where it is none of those that there are (none: any)."""
    if not environments or not isinstance(environment, str) or environment in environments:
        return environment
    return Unknown(f"the environment {environment!r}, which is none of {', '.join(environments)},")


def numbers(job: Job, names: Set[str], config: Config) -> tuple[float, ...]:
    """The numbers among the facts of a job that a policy names, the amounts of a cost to the cent."""
    found: list[float] = []
    for name in sorted(names & FACTS.keys()):
        value = FACTS[name].of(job, config)
        amounts = [value.get(key) for key in _AMOUNTS] if name == "cost" and isinstance(value, dict) else [value]
        found += [
            round(one, 2) if isinstance(one, float) else one
            for one in amounts
            if isinstance(one, int | float) and not isinstance(one, bool)
        ]
    return tuple(found)


def _merged(alike: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A request with the members of a training job that it has elsewhere, below its own where both are structures."""
    found = {**alike, **own}
    for name, value in own.items():
        other = alike.get(name)
        if isinstance(value, dict) and isinstance(other, dict):
            found[name] = _merged(other, value)
    return found


def kind_of(job: Job) -> str:
    """What `job.kind` says and `applies-to` takes: TrainingJob, TrainingJobDefinition (of a tuning job), TuningJob, and
    the API's noun for any other job."""
    if isinstance(job, TrainingJob):
        return "TrainingJob" if job.tuning is None else "TrainingJobDefinition"
    return job.kind if isinstance(job, OtherJob) else "TuningJob"
