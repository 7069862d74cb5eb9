"""A job of a built-in algorithm, held to the algorithm's table."""

from collections.abc import Iterator

from policylint.algorithms.algorithm import Algorithm
from policylint.contract.built_in import channels, hyperparameters, instances, metrics
from policylint.finding import Finding
from policylint.job import TrainingJob


def judge(job: TrainingJob, algorithm: Algorithm) -> Iterator[Finding]:
    """All that the table of its algorithm says against a job."""
    yield from hyperparameters.judge(job, algorithm)
    yield from channels.judge(job, algorithm)
    yield from instances.judge(job, algorithm)
    yield from metrics.judge(job, algorithm)
