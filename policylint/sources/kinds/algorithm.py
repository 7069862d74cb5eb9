"""Algorithms of a team's own: the jobs by which SageMaker validates one, in the profiles of CreateAlgorithm.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AlgorithmValidationSpecification.html
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from policylint.job import TRAINING, TRANSFORM, Facts, Job
from policylint.path import Route
from policylint.sources.kinds.translation import Translation
from policylint.unknown import Unknown

_MADE = Unknown("as SageMaker makes it")


def jobs(parameters: Mapping[Any, Any], route: Route, owner: str) -> Iterator[tuple[Job, Facts]]:
    """The jobs of each profile in the parameters of CreateAlgorithm, addressed by the profile."""
    validation = _structure(parameters, "ValidationSpecification")
    profiles = validation.get("ValidationProfiles")
    given = {
        "TrainingImage": _structure(parameters, "TrainingSpecification").get("TrainingImage"),
        "RoleArn": validation.get("ValidationRole"),
    }
    for index, profile in enumerate(profiles if isinstance(profiles, list) else ()):
        if isinstance(profile, dict):
            place: Route = (*route, "ValidationSpecification", "ValidationProfiles", index)
            address = "/".join(filter(None, (owner, str(profile.get("ProfileName", f"profile {index + 1}")))))
            for operation, name in (TRAINING, "TrainingJobDefinition"), (TRANSFORM, "TransformJobDefinition"):
                if isinstance(profile.get(name), dict):
                    yield of_profile(operation, profile[name], (*place, name), given, address), Facts()


def of_profile(
    operation: str,
    definition: Mapping[Any, Any],
    route: Route,
    given: Mapping[str, Any],
    address: str,
    translation: Callable[[], Translation] = Translation,
) -> Job:
    """The job that SageMaker makes of a profile's definition, which stands at a route of the document.

    `given` has the `TrainingImage` and the `RoleArn` that the definition does not repeat; `translation` makes what
    reads values as the document writes them.
    """
    reading = translation()
    request = reading.request(operation, definition, route)
    if operation == TRAINING:
        mode = request.pop("TrainingInputMode", None)
        image = given.get("TrainingImage")
        request["AlgorithmSpecification"] = {
            "TrainingImage": Unknown("TrainingImage") if image is None else image,
            "TrainingInputMode": Unknown("TrainingInputMode") if mode is None else mode,
        }
        request["RoleArn"] = Unknown("ValidationRole") if given.get("RoleArn") is None else given["RoleArn"]
        reading.routes["AlgorithmSpecification", "TrainingInputMode"] = (*route, "TrainingInputMode")
        reading.routes["AlgorithmSpecification",] = reading.routes["RoleArn",] = route
    return reading.job(operation, reading.fill(request, operation, _MADE, route), address)


def _structure(value: Mapping[Any, Any], name: str) -> Mapping[Any, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}
