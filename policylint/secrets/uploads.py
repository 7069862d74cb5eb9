"""Texts that are uploaded for a job beside its request, as the part of a request that is most like them."""

from typing import Any


def uploaded(text: str) -> dict[str, Any]:
    """A command as a container's argument, so that the scanner looks at it as it does at those of a request."""
    return {"AlgorithmSpecification": {"ContainerArguments": [text]}}
