"""The checks of the rules about built-in algorithms: what judges is imported where a job runs one."""

import re
from collections.abc import Iterator

from policylint.algorithms.recognition import recognised
from policylint.contract.built_in import rules, tuning_rules
from policylint.contract.tuning_space import DEFINITION, DEFINITIONS, INTEGER, RANGES, number, ranges, spaces
from policylint.finding import Finding, set_value
from policylint.job import TrainingJob, TuningJob
from policylint.rule import Check, Rule

_WRITTEN_INTEGER = re.compile(r"\s*[+-]?\d+\s*")
_CONVENTIONS = ("sagemaker_program", "sagemaker_submit_directory", "sagemaker_container_log_level")


def _job(job: TrainingJob) -> Iterator[Finding]:
    algorithm = recognised(job)
    if algorithm is not None:
        from policylint.contract.built_in.judging import judge

        yield from judge(job, algorithm)


def _tuning(job: TuningJob) -> Iterator[Finding]:
    yield from _fractions(job)
    for definition in job.definitions():
        algorithm = recognised(definition)
        if algorithm is not None:
            from policylint.contract.built_in.tuning import judge

            yield from judge(job, definition, algorithm)


def _fractions(job: TuningJob) -> Iterator[Finding]:
    """The bounds of integer ranges that write an integer as no integer is written."""
    for space in spaces(job):
        for found in ranges(space) if space.listed(INTEGER) else ():
            for member in ("MinValue", "MaxValue") if found.kind == INTEGER else ():
                text = found.entry.get(member)
                value = number(text)
                if value is not None and value.is_integer() and not _WRITTEN_INTEGER.fullmatch(str(text)):
                    message = f"{member} {text!r} is not written as an integer"
                    fix = set_value(f"{found.path}.{member}", str(int(value)))
                    yield Finding.at(f"{found.path}.{member}", message, rule=tuning_rules.FRACTION.id, fix=fix)


def _conventions(job: TrainingJob) -> Iterator[Finding]:
    from policylint.contract.built_in.script_mode import judge

    yield from judge(job)


def _declared(module: object, *names: str) -> tuple[Rule, ...]:
    found = vars(module)
    return tuple(found[name] for name in names) if names else tuple(one for one in found.values() if type(one) is Rule)


_OF_SCRIPTS = ("SCRIPT_LOCATION", "HALF_A_SCRIPT", "LOG_LEVEL")
_OF_TUNING = ("FRACTION", "UNTUNABLE", "RANGE_KIND", "RANGE_BOUNDS", "NOT_EMITTED", "DIRECTION")

JOB = Check(
    _job,
    (*_declared(rules), tuning_rules.UNSEEN_METRIC),
    members=frozenset(("AlgorithmSpecification.TrainingImage",)),
    recalled=True,
)
TUNING = Check(
    _tuning,
    _declared(tuning_rules, *_OF_TUNING),
    scope="TuningJob",
    members=frozenset((RANGES, DEFINITION, DEFINITIONS)),
    recalled=True,
)
CONVENTIONS = Check(
    _conventions,
    _declared(tuning_rules, *_OF_SCRIPTS),
    members=frozenset(
        f"{member}.{name}" for member in ("HyperParameters", "StaticHyperParameters") for name in _CONVENTIONS
    ),
    recalled=True,
)
