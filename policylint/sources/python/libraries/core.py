"""sagemaker-core (seen with 2.27.0): `TrainingJob.create` and `HyperParameterTuningJob.create`, which add nothing."""

from collections.abc import Callable, Iterator
from typing import Any

from policylint.job import TRAINING, TUNING
from policylint.schema.snapshot import snapshot
from policylint.sources.python.libraries import Library, Sent, images, sessions
from policylint.sources.python.libraries.arguments import is_none
from policylint.sources.python.libraries.shapes import api_name, converted
from policylint.sources.python.values import Call, known

_MODULES = ("sagemaker.core.resources", "sagemaker_core.resources", "sagemaker_core.main.resources")
_RESOURCES = {"TrainingJob": TRAINING, "HyperParameterTuningJob": TUNING}


def _create(operation: str) -> Callable[[Call], Iterator[Sent]]:
    def sent(call: Call) -> Iterator[Sent]:
        request: dict[str, Any] = {}
        whole = snapshot().input(operation)
        for name, value in call.keywords.items():
            member = api_name(name, whole)
            if member is not None and not is_none(value):
                request[member] = converted(value, snapshot().shapes[whole.members[member]])
        if not call.args:
            region = known(call.keywords.get("region"))
            api = f"sagemaker:{operation[:1].lower()}{operation[1:]}"
            yield Sent(api, request, call.more, region=region if isinstance(region, str) else None)

    return sent


LIBRARY = Library(
    name="sagemaker-core",
    seen="sagemaker-core 2.27.0",
    sends={
        f"{module}.{name}.create": _create(operation) for module in _MODULES for name, operation in _RESOURCES.items()
    },
    gives={**images.GIVES, **sessions.GIVES},
    harmless=("sagemaker.", "sagemaker_core."),
    words=("TrainingJob.create", "TuningJob.create"),
)
