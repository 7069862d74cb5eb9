"""Objects of which a source shows a part."""

from collections.abc import Mapping
from typing import Any

from policylint.unknown import Unknown


class Partial(dict[Any, Any]):
    """The members of an object of which only these are known; `more` is what the others come from.

    What else may be in it is for the model to say, by the shape that it has: see `kinds.translation`.
    """

    def __init__(self, given: Mapping[Any, Any], more: Unknown) -> None:
        super().__init__(given)
        self.more = more
