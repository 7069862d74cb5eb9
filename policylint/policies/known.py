"""The facts that follow from a request and its surroundings."""

from collections.abc import Callable
from math import inf
from typing import Any

from policylint import facts
from policylint.aws import instance_family
from policylint.contract.instances import Instances, groups
from policylint.contract.region import region_of
from policylint.cost.costing import costing_of
from policylint.instance_types import hardware
from policylint.job import Job, OtherJob, TrainingJob, as_training, name_member
from policylint.policies.facts import ALIASES, among, kind_of
from policylint.policies.meaning import OpenTags
from policylint.policies.plain import plain
from policylint.secrets.detector import Kind
from policylint.secrets.settings import settings_of
from policylint.settings.config import Config
from policylint.unknown import Unknown


def environment(job: Job, config: Config) -> Any:
    """Stated, or taken from the tag that the configuration names; not known where there is no such environment."""
    return among(job.facts.environment or Unknown("environment"), config.environments)


def region(job: Job, _: Config) -> Any:
    """Stated, else by an ARN that leaves no doubt, else as the file claims."""
    told = region_of(_training(job) or TrainingJob({}, facts=job.facts))
    return told.name if told is not None and told.certain else Unknown("region")


def _training(job: Job) -> TrainingJob | None:
    """The job as a training job, as far as it has what such a job has; None for a tuning job."""
    if isinstance(job, OtherJob):
        return as_training(job)
    return job if isinstance(job, TrainingJob) else None


def account(job: Job, _: Config) -> Any:
    """Stated, else the role's: SageMaker takes no role of another account."""
    return facts.account_of(job) or Unknown("account")


def file(job: Job, _: Config) -> str | None:
    """As it was named; null for a request in memory or a call."""
    return job.file or None


def tags(job: Job, _: Config) -> Any:
    """The tags as a map; with open ends where some tag is not known."""
    found, others = facts.all_tags(job)
    if others is None:
        return found
    return others if isinstance(facts.tagged(job).look("Tags"), Unknown) else OpenTags(found, others)


def job(job: Job, _: Config) -> dict[str, Any]:
    """What kind of job it is, and its name: the request's, else that by which the file calls it."""
    name = job.look(name_member(job.operation))
    return {"kind": kind_of(job), "name": name or job.name, "operation": job.operation}


def request(job: Job, _: Config) -> Any:
    """The request itself."""
    return plain(job)


def tuning(job: Job, _: Config) -> Any:
    """The tuning job above a definition."""
    return plain(job.tuning) if isinstance(job, TrainingJob) and job.tuning is not None else None


def resources(job: Job, _: Config) -> Any:
    """The resources, under whichever name."""
    return _first(job, "resources")


def hyperparameters(job: Job, _: Config) -> Any:
    """The fixed hyperparameters, under whichever name."""
    return _first(job, "hyperparameters")


def _first(job: Job, alias: str) -> Any:
    request = plain(_training(job) or job)
    return next((request[name] for name in ALIASES[alias] if request.get(name) is not None), None)


def instances(job: Job, _: Config) -> Any:
    """All instances, each with what its type has."""
    training = _training(job)
    return [] if training is None else [_instance(training, asked) for asked in groups(training)]


def _instance(job: TrainingJob, asked: Instances) -> Any:
    type_ = job.look(asked.type_path)
    count = job.look(f"{asked.path}.InstanceCount") if asked.count is None else asked.count
    told = {
        "path": asked.path,
        "type": type_,
        "family": instance_family(type_) if isinstance(type_, str) else type_ if isinstance(type_, Unknown) else None,
        "count": count,
        "alternative": asked.alternative,
    }
    has = hardware(type_) if isinstance(type_, str) else None
    missing = type_ if isinstance(type_, Unknown) else Unknown(f"what {type_} has") if type_ is not None else None
    for name in ("vcpus", "memory_gib", "gpus", "gpu_model", "gpu_memory_gib", "local_storage_gb"):
        value = getattr(has, name) if has is not None else missing
        told[name] = missing if value is None else value
    return told


def instance_count(job: Job, _: Config) -> Any:
    """Those that run together, and of alternatives the most."""
    return _together(job, lambda asked: asked.count)


def gpu_count(job: Job, _: Config) -> Any:
    """The GPUs of all instances that run together, and of alternatives the most."""
    return _together(job, _gpus)


def _gpus(asked: Instances) -> int | None:
    has = hardware(asked.type) if asked.type is not None else None
    return None if has is None or has.gpus is None or asked.count is None else has.gpus * asked.count


def _together(job: Job, of: Callable[[Instances], int | None]) -> Any:
    """The sum over all groups of instances, of alternatives the most; an `Unknown` where a part is not known."""
    together, most = 0, 0
    training = _training(job)
    for asked in groups(training) if training is not None else ():
        number = of(asked)
        if number is None:
            return Unknown(f"how many instances of which type {asked.path} asks for")
        if asked.alternative:
            most = max(most, number)
        else:
            together += number
    return together + most


def batch(job: Job, _: Config) -> dict[str, Any] | None:
    """What the call that queues the job says of it; of a definition's tuning job as well."""
    queued = job.facts.batch
    if queued is None:
        return None
    found = queued._asdict()
    return {**found, "tags": {} if queued.tags is None else queued.tags}


_HOUR = 3600


def cost(job: Job, config: Config) -> dict[str, Any]:
    """The estimate of a job, in USD; of the whole tuning job for one of its definitions."""
    priced = job.tuning if isinstance(job, TrainingJob) and job.tuning is not None else job
    terms = costing_of(config)
    found = terms.estimate(priced)
    most = found.max_usd
    if found.unbounded:  # which is over any limit, unless it is allowed: then one run counts
        most = found.run_usd if terms.allow_unbounded else inf
    hours = None if found.wall_clock_seconds is None else found.wall_clock_seconds / _HOUR
    told = {
        "max_usd": most,
        "expected_usd": found.expected_usd,
        "per_hour_usd": found.per_hour_usd,
        "gpu_hours": found.gpu_hours,
        "hours": hours,
        "jobs": found.jobs,
        "runs": inf if found.unbounded else found.runs.most,
        "run_usd": found.run_usd,
        "region": found.region,
        "as_of": found.as_of,
        "approximate": found.approximate,
    }
    why = f": {found.unknowns[0]}" if found.unknowns else ""
    return {name: Unknown(f"cost.{name}{why}") if value is None else value for name, value in told.items()}


def secrets(job: Job, config: Config) -> list[dict[str, Any]]:
    """The detector and the path of each credential; those that documentation gives as examples are none."""
    found = settings_of(config).scanner().scan(job.request, job.operation)
    return [{"rule": secret.detector.id, "path": secret.path} for secret in found if secret.kind is not Kind.EXAMPLE]
