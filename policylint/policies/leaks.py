"""The fact `secrets`: where `policylint.secrets` finds credentials, without any of them."""

from functools import lru_cache
from typing import Any

from policylint.job import Job
from policylint.policies.facts import FactSettings
from policylint.secrets.detector import Kind
from policylint.secrets.scanner import Scanner


def secrets(job: Job, _: FactSettings) -> list[dict[str, Any]]:
    """The detector and the path of each credential; those that documentation gives as examples are none."""
    found = _scanner().scan(job.request, job.operation)
    return [{"rule": secret.detector.id, "path": secret.path} for secret in found if secret.kind is not Kind.EXAMPLE]


_scanner = lru_cache(maxsize=1)(Scanner)
