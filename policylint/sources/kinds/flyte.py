"""Flyte's serialised tasks that call SageMaker by boto3 (flytekitplugins-awssagemaker 1.16, seen November 2026).

`{inputs.x}`, `{images.x}` and `{idempotence_token}` are filled in when the task runs.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policylint.job import Facts, Job
from policylint.path import Route
from policylint.sources.kinds import calls, sidecar
from policylint.sources.kinds.translation import Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_BLANK = re.compile(r"\{(?:inputs\.\w+|images\.\w+|idempotence_token)\}")


class Task:
    """A task that names a service, its method and the method's parameters."""

    name = "flyte"
    title = "Flyte task"

    def recognises(self, value: Any) -> bool:
        """Whether the method starts a job."""
        return isinstance(value, dict) and isinstance(value.get("config"), dict) and calls.known(_api(value))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The jobs that the call starts."""
        facts = Facts(sent_to=sidecar.facts(value).region)
        for job, _ in calls.jobs(_api(value), _Config().part(value["config"], None, ()), ("config",), ""):
            yield job, facts


class _Config(Translation):
    def resolve(self, value: Any, shape: "Shape | None", route: Route) -> tuple[Any, Route]:
        """A text with something to fill in is not known."""
        blank = isinstance(value, str) and _BLANK.search(value) is not None
        return (Unknown(value) if blank else value), route


def _api(value: dict[Any, Any]) -> str:
    return f"{value.get('service')}:{value.get('method')}"


KIND = Task()
