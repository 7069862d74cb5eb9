"""What is known of a request that the request itself may not say: environment, Region, account, owner, tags."""

from policylint.globs import matcher
from policylint.job import Facts
from policylint.settings.config import Settings


class FactsByFile:
    """What is known of the requests in a file that the file itself may not say.

    The words of this run (options, environment variables) are the strongest, then the file's own sidecar, then the
    last `[[facts]]` entry whose glob matches, then what the configuration file says of every request.
    """

    def __init__(self, settings: Settings) -> None:
        self._forced = settings.facts(from_file=False)
        self._default = settings.facts(from_file=True)
        self._entries = [
            (matcher([entry.files], settings.root), Facts(entry.environment, entry.region, entry.account))
            for entry in reversed(settings.config.facts)
        ]

    def of(self, file: str, sidecar: Facts) -> Facts:
        """The facts of a file whose sidecar states some."""
        facts = self._forced.over(sidecar)
        for covers, entry in self._entries:
            if covers(file):
                facts = facts.over(entry)
        return facts.over(self._default)
