"""Defaults files of the SageMaker SDK: what it puts into each request where the program says nothing.

https://sagemaker.readthedocs.io/en/stable/overview.html#configuring-and-using-defaults-with-the-sagemaker-python-sdk
(schema of sagemaker 2.257 and sagemaker-core 2.27, seen November 2026). The rest of a request is in a program.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from policylint.job import TRAINING, Facts, Job
from policylint.path import Route
from policylint.sources.kinds.shapes import request_shape, step
from policylint.sources.kinds.translation import Member, Translation
from policylint.unknown import Unknown

if TYPE_CHECKING:
    from policylint.schema.snapshot import Shape

_ROOT = "SageMaker"
_TRAINING = (_ROOT, "TrainingJob")
_REMOTE = (_ROOT, "PythonSDK", "Modules", "RemoteFunction")
# What the SDK makes of the settings of `@remote` functions, by the member's path; its others are not in a request.
_OF_REMOTE: Mapping[str, tuple[str, ...]] = {
    "RoleArn": ("RoleArn",),
    "VpcConfig": ("VpcConfig",),
    "EnvironmentVariables": ("Environment",),
    "EnableInterContainerTrafficEncryption": ("EnableInterContainerTrafficEncryption",),
    "Tags": ("Tags",),
    "InstanceType": ("ResourceConfig", "InstanceType"),
    "VolumeKmsKeyId": ("ResourceConfig", "VolumeKmsKeyId"),
    "S3KmsKeyId": ("OutputDataConfig", "KmsKeyId"),
}


class Defaults:
    """A file of defaults with such for training jobs."""

    name = "sdk-defaults"
    title = "defaults of the SageMaker SDK"

    def recognises(self, value: Any) -> bool:
        """Whether it states its schema and has defaults for training jobs or remote functions."""
        if not isinstance(value, dict) or "SchemaVersion" not in value:
            return False
        return any(isinstance(_at(value, place), dict) for place in (_TRAINING, _REMOTE))

    def jobs(self, value: Any) -> Iterator[tuple[Job, Facts]]:
        """The part of each request that the SDK takes from it."""
        for place, translation in ((_TRAINING, Translation()), (_REMOTE, _Remote())):
            given = _at(value, place)
            if isinstance(given, dict):
                request = translation.request(TRAINING, given, place)
                unknown = Unknown("what the program asks for")
                whole = translation.opened(request, TRAINING, unknown, place)
                yield translation.job(TRAINING, whole, place[-1]), Facts()


class _Remote(Translation):
    """Settings of `@remote` functions, which are no members of the API's by name or place."""

    def members(self, value: Any, shape: "Shape | None", route: Route) -> Iterator[Member] | None:
        """The members that the settings become; those with a place of their own are told apart by `request`."""
        if route != _REMOTE:
            return super().members(value, shape, route)
        return ((path[0], value[name], step(shape, path[0]), (*route, name)) for name, path in _given(value))

    def request(self, operation: str, value: Any, route: Route) -> dict[Any, Any]:
        """The settings in their places of a request."""
        flat = {name: item for name, item in value.items() if len(_OF_REMOTE.get(name, ())) == 1}
        request = super().request(operation, flat, route)
        for name, path in _given(value):
            if len(path) > 1:
                owner = request.setdefault(path[0], {})
                owner[path[1]] = self.part(value[name], _shape(operation, path), (*route, name))
                self.routes[path] = (*route, name)
                self.routes.setdefault(path[:1], (*route, name))
        self.routes[()] = route
        return request


def _given(value: Mapping[Any, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((name, path) for name, path in _OF_REMOTE.items() if name in value)


def _shape(operation: str, path: tuple[str, ...]) -> "Shape | None":
    shape: Shape | None = request_shape(operation)
    for name in path:
        shape = step(shape, name)
    return shape


def _at(value: Any, place: tuple[str, ...]) -> Any:
    for name in place:
        value = value.get(name) if isinstance(value, dict) else None
    return value


KIND = Defaults()
