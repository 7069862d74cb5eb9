"""Requests of the corpus, written into notebooks in the ways people write them: each is found again, whole."""

import json
from collections.abc import Callable
from pathlib import Path
from pprint import pformat
from typing import Any

import pytest

from policylint.finding import Finding
from policylint.job import Job
from policylint.sources import formats, kinds
from policylint.sources.text import Source
from tests.sources.python.extracting import notebook

CORPUS = Path(__file__).parents[2] / "corpus"
METHODS = {
    "CreateTrainingJob": "create_training_job",
    "CreateHyperParameterTuningJob": "create_hyper_parameter_tuning_job",
}
HEAD = "import boto3, copy, json\nsm = boto3.client('sagemaker')"


def jobs_in(source: Source) -> list[Job]:
    found = []
    for item in formats.documents(source):
        read = None if isinstance(item, Finding) else kinds.jobs(item)
        found += [job for job, _ in read[1]] if read is not None else []
    return found


def requests() -> list[tuple[str, Job]]:
    found = []
    for file in sorted(CORPUS.glob("*.json")):
        found += [(file.stem, job) for job in jobs_in(Source(str(file))) if _is_plain(job.request)]
    return found


def _is_plain(value: Any) -> bool:
    try:
        return bool(json.loads(json.dumps(value)) == value)
    except (TypeError, ValueError):
        return False


def _method(job: Job) -> str:
    return METHODS[job.operation]


def whole(job: Job) -> list[str]:
    return [HEAD, f"params = {pformat(job.request, sort_dicts=False)}", f"sm.{_method(job)}(**params)"]


def keywords(job: Job) -> list[str]:
    given = ",\n".join(f"    {name}={pformat(value)}" for name, value in job.request.items())
    return ["%matplotlib inline\n!pip install -q boto3", HEAD, f"%%time\nresponse = sm.{_method(job)}(\n{given}\n)"]


def in_steps(job: Job) -> list[str]:
    steps = [f"params[{name!r}] = {value!r}" for name, value in job.request.items()]
    return [HEAD, "params = {}", *steps, f"job = copy.deepcopy(params)\nsm.{_method(job)}(**job)"]


def as_json(job: Job) -> list[str]:
    text = json.dumps(job.request, indent=2)
    return [
        HEAD,
        f"TEXT = {text!r}",
        f"def start(request):\n    return sm.{_method(job)}(**request)",
        "start(json.loads(TEXT))",
    ]


@pytest.mark.parametrize("written", [whole, keywords, in_steps, as_json])
def test_each_is_found_again(written: Callable[[Job], list[str]]) -> None:
    jobs = [
        (name, job)
        for name, job in requests()
        if all(isinstance(key, str) and key.isidentifier() for key in job.request)
    ]
    assert len(jobs) >= 60
    for name, job in jobs:
        text = notebook(*written(job)).encode()
        assert [found.request for found in jobs_in(Source("a.ipynb", text))] == [job.request], name
