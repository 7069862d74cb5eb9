"""Which built-in algorithm a training job runs: told by its image, or by the script that AWS has for one.

Each request is asked this: the tables and what reads them are imported where the name of an image is one of theirs.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from policylint.aws import EcrImage, ecr_image
from policylint.job import TrainingJob, derived

if TYPE_CHECKING:
    from policylint.algorithms.algorithm import Algorithm

PROGRAM, DIRECTORY = "sagemaker_program", "sagemaker_submit_directory"

REPOSITORIES: Mapping[str, str] = {
    "blazingtext": "blazingtext",
    "factorization-machines": "factorization-machines",
    "forecasting-deepar": "forecasting-deepar",
    "image-classification": "image-classification",
    "ipinsights": "ipinsights",
    "kmeans": "kmeans",
    "knn": "knn",
    "lda": "lda",
    "linear-learner": "linear-learner",
    "ntm": "ntm",
    "object-detection": "object-detection",
    "object2vec": "object2vec",
    "pca": "pca",
    "randomcutforest": "randomcutforest",
    "sagemaker-xgboost": "xgboost",
    "semantic-segmentation": "semantic-segmentation",
    "seq2seq": "seq2seq",
    "xgboost": "xgboost-0.72",
}
"""The repositories that hold one algorithm each, with the name of its table."""

SCRIPTS: Mapping[str, str] = {
    "/autogluon/transfer_learning/": "autogluon-tabular",
    "/catboost/transfer_learning/": "catboost",
    "/lightgbm/transfer_learning/": "lightgbm",
    "tabtransformer": "tabtransformer",
    "/tensorflow/transfer_learning/ic/": "image-classification-tensorflow",
    "/tensorflow/transfer_learning/od": "object-detection-tensorflow",
    "/tensorflow/transfer_learning/tc/": "text-classification-tensorflow",
}
"""What the location of AWS's script says of the algorithm; these run in the images of frameworks."""

_BUCKET = re.compile(r"s3://jumpstart(?:-private)?-cache-(?:prod|alpha|beta)-[a-z0-9-]+/")


def named_image(request: Mapping[str, Any]) -> EcrImage | None:
    """The image of a request, where its name is one of those that algorithms have."""
    specification = request.get("AlgorithmSpecification")
    image = specification.get("TrainingImage") if isinstance(specification, dict) else None
    named = ecr_image(image) if isinstance(image, str) else None
    if named is not None and (named.repository in REPOSITORIES or named.repository.endswith("-training")):
        return named
    return None


@derived
def recognised(job: TrainingJob) -> "Algorithm | None":
    """The algorithm that a job runs; None where it runs something else, or that is not known.

    A job that gives its image a script, or a command, of its own runs that. An image in another registry than AWS's may
    be anything.
    """
    named = named_image(job.request)
    if named is None:
        return None
    specification = job.request["AlgorithmSpecification"]
    image, found = specification["TrainingImage"], REPOSITORIES.get(named.repository)
    if found is None:
        return _by_script(job, image)
    from policylint.algorithms.algorithm import algorithm
    from policylint.aws_images import aws_image

    own = aws_image(image)
    if own is None or specification.get("ContainerEntrypoint") or specification.get("ContainerArguments"):
        return None
    known = algorithm(found)
    if known is not None and known.versions:
        known = algorithm(found, own.version) if own.version else None
    if known is not None and known.runs_scripts and _has_script(job):
        return None
    return known


def _has_script(job: TrainingJob) -> bool:
    hyperparameters, environment = job.look(job.hyperparameters), job.look("Environment")
    given: Any = hyperparameters if isinstance(hyperparameters, dict) else {}
    return (
        PROGRAM in given or DIRECTORY in given or (isinstance(environment, dict) and "SAGEMAKER_PROGRAM" in environment)
    )


def _by_script(job: TrainingJob, image: str) -> "Algorithm | None":
    location = job.mapping(job.hyperparameters).get(DIRECTORY)
    if not isinstance(location, str) or "jumpstart" not in location:
        return None
    from policylint.algorithms.algorithm import algorithm
    from policylint.algorithms.hyperparameter import plain
    from policylint.aws_images import aws_image

    if aws_image(image) is None:
        return None
    path = plain(location)
    if not _BUCKET.match(path):
        return None
    return next((algorithm(name) for part, name in SCRIPTS.items() if part in path), None)
