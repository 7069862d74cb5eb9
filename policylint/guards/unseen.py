"""What of a call cannot be seen: apart from the module that reads calls, so that one of a job need not import that."""

from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError


class UndecidableError(PolicylintError):
    """A call cannot be judged; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a call starts whose definition this process does not know, where nothing in the call hints at training.

    It is let go: whoever starts other work is not to be stopped. `reason` says what was not looked into.
    """

    reason: str
