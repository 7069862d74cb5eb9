"""How often what stands around a request in a document runs it: Argo's workflows, Kubernetes' jobs, Airflow's DAGs.

https://argo-workflows.readthedocs.io/en/latest/fields/#retrystrategy,
https://kubernetes.io/docs/concepts/workloads/controllers/job/ and
https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from policylint.path import Route
from policylint.runs import ONCE, Runs, Schedule
from policylint.unknown import is_template

_CRON = ("CronJob", "CronWorkflow")


def around(document: Any, route: Route) -> Runs:
    """How often the parts of a document on the way to a route let what stands there run, where they say it."""
    found, retried = ONCE, ONCE
    node = document
    for key in (*route, None):
        if isinstance(node, dict):
            for runs in _of_one(node):
                found = found.times(runs)
            default = node.get("default_args")
            if isinstance(default, dict) and "retries" in default:
                retried = airflow(default, "each task of the DAG")
        if key is None:
            break
        node = node[key] if _has(node, key) else None
    own = isinstance(node, dict) and "retries" in node
    return found if own else found.times(retried)


def airflow(task: Mapping[Any, Any], name: str) -> Runs:
    """How often Airflow tries a task that states its `retries`."""
    return _attempts(task.get("retries"), name) if "retries" in task else ONCE


def _of_one(node: Mapping[Any, Any]) -> Iterator[Runs]:
    strategy = node.get("retryStrategy")
    name = str(node.get("name", "the step"))
    if isinstance(strategy, dict) and "attempts" not in strategy:  # which is AWS Batch's
        if strategy.get("limit") is None:
            yield Runs.without_bound(f"the retryStrategy of {name} states no limit")
        else:
            yield _attempts(strategy["limit"], name)
    spec, kind = node.get("spec"), node.get("kind")
    if not isinstance(spec, dict) or not isinstance(node.get("apiVersion"), str):
        return
    named = node.get("metadata")
    name = str(named.get("name", kind)) if isinstance(named, dict) else str(kind)
    if kind == "Job" and "backoffLimit" in spec:
        yield _attempts(spec["backoffLimit"], name)
    elif kind in _CRON:
        yield ONCE._replace(schedules=tuple(_schedules(spec, name)))
        template = spec.get("jobTemplate")
        inner = template.get("spec") if isinstance(template, dict) else None
        if isinstance(inner, dict) and "backoffLimit" in inner:
            yield _attempts(inner["backoffLimit"], name)


def _schedules(spec: Mapping[Any, Any], name: str) -> Iterator[Schedule]:
    lines = spec.get("schedules")
    zone = spec.get("timeZone", spec.get("timezone"))
    for line in lines if isinstance(lines, list) else [spec.get("schedule")]:
        yield Schedule(
            name,
            line if isinstance(line, str) and not is_template(line) else "",
            zone if isinstance(zone, str) else None if zone is None else "",
            enabled=spec.get("suspend") is not True,
        )


def _attempts(retries: Any, name: str) -> Runs:
    """One more than the retries that are stated, as a number or as text."""
    number = int(retries) if isinstance(retries, str) and retries.strip().isdecimal() else retries
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        return Runs.without_bound(f"how often {name} is tried again is not known here")
    return Runs.attempts(number + 1, name)


def _has(node: Any, key: Any) -> bool:
    if isinstance(node, list):
        return isinstance(key, int) and key < len(node)
    return isinstance(node, dict) and key in node
