"""Metric definitions of a built-in algorithm: those that find something in its log."""

import re
from collections.abc import Iterator, Sequence

from policylint.algorithms.algorithm import Algorithm
from policylint.contract.built_in.tuning_rules import METRICS, UNSEEN_METRIC
from policylint.contract.metrics import regex_of
from policylint.finding import Finding
from policylint.job import TrainingJob
from policylint.schema.wording import quoted

_TAB = "#011"  # as SageMaker writes it into the log


def judge(job: TrainingJob, algorithm: Algorithm) -> Iterator[Finding]:
    """The definitions whose expressions match no line of the algorithm's log."""
    lines: Sequence[str] = algorithm.table.get("log_lines", ())
    for path, metric in job.each(METRICS) if lines else ():
        regex = regex_of(metric)
        if isinstance(regex, re.Pattern) and not any(_finds(regex, line) for line in lines):
            message = f"{quoted(metric['Regex'])} matches no line that {algorithm} logs, such as {lines[0]!r}"
            yield Finding.at(f"{path}.Regex", message, rule=UNSEEN_METRIC.id)


def _finds(regex: "re.Pattern[str]", line: str) -> bool:
    return bool(regex.search(line) or regex.search(line.replace(_TAB, "\t")))
