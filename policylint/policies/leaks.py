"""The fact `secrets`: where `policylint.secrets` finds credentials, without any of them."""

from typing import Any

from policylint.config import Config
from policylint.job import Job
from policylint.secrets.detector import Kind
from policylint.secrets.settings import settings_of


def secrets(job: Job, config: Config) -> list[dict[str, Any]]:
    """The detector and the path of each credential; those that documentation gives as examples are none."""
    found = settings_of(config).scanner().scan(job.request, job.operation)
    return [{"rule": secret.detector.id, "path": secret.path} for secret in found if secret.kind is not Kind.EXAMPLE]
