"""The checks of the rules about built-in algorithms: what judges is imported where a job runs one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policylint.algorithms.recognition import named_image, recognised
from policylint.contract.built_in import rules, tuning_rules
from policylint.contract.tuning_space import DEFINITION, DEFINITIONS, INTEGER, RANGES, definitions, number, spaces
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
    for space in spaces(job):
        entries = space.listed(INTEGER)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                yield from _fractions(f"{space.path}.{INTEGER}[{index}]", entry)
    if any(named_image(definition) for _, definition in definitions(job)):
        from policylint.contract.built_in.tuning import judge

        for part in job.definitions():
            algorithm = recognised(part)
            if algorithm is not None:
                yield from judge(job, part, algorithm)


def _fractions(path: str, entry: Mapping[str, Any]) -> Iterator[Finding]:
    """The bounds of an integer range that write an integer as no integer is written."""
    for member in ("MinValue", "MaxValue"):
        text = entry.get(member)
        if isinstance(text, str) and not text.isdecimal() and not _WRITTEN_INTEGER.fullmatch(text):
            value = number(text)
            if value is not None and value.is_integer():
                message = f"{member} {text!r} is not written as an integer"
                fix = set_value(f"{path}.{member}", str(int(value)))
                yield Finding.at(f"{path}.{member}", message, rule=tuning_rules.FRACTION.id, fix=fix)


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
