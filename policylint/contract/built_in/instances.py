"""Instances of a built-in algorithm: what it trains on, and on how many."""

from collections.abc import Iterator

from policylint.algorithms.algorithm import Algorithm
from policylint.aws import instance_family
from policylint.contract.built_in import rules
from policylint.contract.built_in.given import Given
from policylint.contract.instances import Instances, groups, most_instances
from policylint.counting import counted
from policylint.finding import Finding, Severity, set_value
from policylint.instance_types import Hardware, hardware
from policylint.job import TrainingJob


def judge(job: TrainingJob, algorithm: Algorithm) -> Iterator[Finding]:
    """The faults of a job's instances."""
    given = Given(job, algorithm)
    for asked in groups(job):
        known = hardware(asked.type)
        if known is not None and known.gpus:
            yield from _accelerated(given, asked, known)
    most = most_instances(job)
    if most is not None and most > 1 and _trains_on_one(given):
        first = next((asked for asked in groups(job) if (asked.count or 0) > 1), groups(job)[0])
        severity = Severity.WARNING if algorithm.reads_json else None
        fix = set_value(first.count_path, 1, safe=False) if first.count != 1 else None
        message = f"{algorithm} trains on one instance, and the job asks for {most}"
        yield Finding.at(
            first.count_path,
            message,
            rule=rules.SEVERAL_INSTANCES.id,
            severity=severity,
            fix=fix,
            help=_help(algorithm),
        )


def _accelerated(given: Given, asked: Instances, known: Hardware) -> Iterator[Finding]:
    """What is wrong with a type that has accelerators."""
    algorithm, what = given.algorithm, given.algorithm.instances
    has = counted(known.gpus or 0, f"{known.gpu_model or 'GPU'}".strip())
    on_cpus = what.get("cpu_when")
    if not algorithm.trains_on_gpus:
        reason = f"{algorithm} trains on CPUs, and {asked.type} is paid for with its {has}"
    elif not known.nvidia_gpus:
        reason = f"{algorithm} makes no use of the {has} of {asked.type}"
    elif on_cpus and _fits(given, on_cpus):
        reason = f"{algorithm} trains on CPUs with {_told(on_cpus)}, and {asked.type} is paid for with its {has}"
    elif "gpu_families" in what and instance_family(asked.type or "") not in what["gpu_families"]:
        families = ", ".join(what["gpu_families"])
        reason = f"{algorithm} is documented for the GPU families {families}, and {asked.type} is of another"
    elif known.nvidia_gpus > 1 and _uses_one_gpu(given):
        message = (
            f"{algorithm} trains on one GPU: {known.nvidia_gpus - 1} of the {known.nvidia_gpus} of {asked.type} idle"
        )
        yield Finding.at(asked.type_path, message, rule=rules.IDLE_GPUS.id, help=_help(algorithm))
        return
    else:
        return
    yield Finding.at(asked.type_path, reason, rule=rules.INSTANCES.id, help=_help(algorithm))


def _trains_on_one(given: Given) -> bool:
    what = given.algorithm.instances
    unless = what.get("single_unless")
    if unless is None:
        return bool(what.get("single", False))
    return _is_known(given, unless) and not _fits(given, unless)


def _uses_one_gpu(given: Given) -> bool:
    what = given.algorithm.instances
    unless, when = what.get("single_gpu_unless"), what.get("single_gpu_when")
    if unless is not None:
        return _is_known(given, unless) and not _fits(given, unless)
    return _fits(given, when) if when else bool(what.get("single_gpu", False))


def _fits(given: Given, condition: dict[str, list[str]]) -> bool:
    return all(given.value(name) in values for name, values in condition.items())


def _is_known(given: Given, condition: dict[str, list[str]]) -> bool:
    return all(given.value(name) is not None for name in condition)


def _told(condition: dict[str, list[str]]) -> str:
    return " and ".join(f"{name} {' or '.join(values)}" for name, values in condition.items())


def _help(algorithm: Algorithm) -> str:
    return f"See {algorithm.page('resources')}"
