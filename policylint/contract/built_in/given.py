"""The hyperparameters that a job gives: fixed ones, and those that a tuning job searches."""

from collections.abc import Iterator, Mapping
from typing import Any

from policylint.algorithms.algorithm import Algorithm
from policylint.algorithms.hyperparameter import plain
from policylint.contract.tuning_space import Space, is_open, ranges, spaces
from policylint.job import TrainingJob, TuningJob
from policylint.path import format_path, join
from policylint.unknown import Unknown


class Given:
    """What a job gives an algorithm, under the documented names.

    `texts` are the values that are known, as the algorithm reads them. `are_all_known` is False where there may be
    hyperparameters beside these.
    """

    def __init__(self, job: TrainingJob, algorithm: Algorithm) -> None:
        self.job = job
        self.algorithm = algorithm
        stated = job.look(job.hyperparameters)
        self.stated: Mapping[str, Any] = stated if isinstance(stated, dict) else {}
        searched = set(_searched(job))
        self.are_all_known = not isinstance(stated, Unknown) and not _is_open(job)
        self.names = {algorithm.aliases.get(name, name) for name in (*self.stated, *searched)}
        read = plain if algorithm.reads_json else str
        self.texts = {
            algorithm.aliases.get(name, name): read(value)
            for name, value in self.stated.items()
            if isinstance(value, str) and name not in searched
        }

    def path(self, name: str) -> str:
        """Where a hyperparameter stands; of an alias, where the job writes it."""
        written = next((one for one in self.stated if self.algorithm.aliases.get(one, one) == name), name)
        return join(self.job.hyperparameters, format_path((written,)))

    def value(self, name: str) -> str | None:
        """The value in effect, as dependencies compare it: what is given, else the default; None where neither is
        known."""
        row = self.algorithm.hyperparameters.get(name)
        text = self.texts.get(name)
        if text is None and name not in self.names and self.are_all_known and row is not None:
            text = row.default
        return text if text is None or row is None else row.normal(text)


def spaces_of(tuning: TuningJob, job: TrainingJob) -> Iterator[Space]:
    """The ranges that one of its definitions is tuned by."""
    for space in spaces(tuning):
        if join(tuning.prefix, space.definition) == job.prefix:
            yield space


def _searched(job: TrainingJob) -> Iterator[str]:
    if job.tuning is not None:
        for space in spaces_of(job.tuning, job):
            for found in ranges(space):
                if found.name is not None:
                    yield found.name
            parameters = space.listed("AutoParameters")
            for one in parameters if isinstance(parameters, list) else ():
                if isinstance(one, dict) and isinstance(one.get("Name"), str):
                    yield one["Name"]


def _is_open(job: TrainingJob) -> bool:
    tuning = job.tuning
    return tuning is not None and any(is_open(tuning, space) for space in spaces_of(tuning, job))
