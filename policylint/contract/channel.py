"""The channels of a request, each with the input mode that it has in effect; and one walk for all rules about them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from policylint.dataclass_ import dataclass
from policylint.finding import Finding
from policylint.job import TrainingJob, derived
from policylint.rule import Check, Rule
from policylint.unknown import Unknown

CHANNELS = "InputDataConfig"
SOURCE = "DataSource"
S3 = "S3DataSource"
FILE_SYSTEM = "FileSystemDataSource"
DATASET = "DatasetSource"

_NOTHING: Mapping[str, Any] = {}


class Channel(NamedTuple):
    """One channel of a request.

    `place` is its index in the list and `given` what stands there. `mode` is the input mode in effect: the channel's
    own, else the job's TrainingInputMode; None where that is not known. `source` is its DataSource, `s3` and
    `file_system` the sources of these kinds; each is empty where there is none to judge.
    """

    place: int
    given: Mapping[str, Any]
    mode: str | None
    source: Mapping[str, Any]
    s3: Mapping[str, Any]
    file_system: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Where the channel stands."""
        return f"{CHANNELS}[{self.place}]"

    @property
    def title(self) -> str:
        """What to call the channel in a message: its name in quotes, else its place in the list."""
        name = self.given.get("ChannelName")
        return repr(name) if isinstance(name, str) else f"[{self.place}]"

    @property
    def s3_path(self) -> str:
        """Where its S3 data source stands."""
        return f"{self.path}.{SOURCE}.{S3}"

    @property
    def file_system_path(self) -> str:
        """Where its file system data source stands."""
        return f"{self.path}.{SOURCE}.{FILE_SYSTEM}"


@derived
def channels(job: TrainingJob) -> Sequence[Channel]:
    """The channels of a job in their order, without those that are not known."""
    found: list[Channel] = []
    given = job.request.get(CHANNELS)
    if isinstance(given, list):
        specification = job.request.get("AlgorithmSpecification")
        default = specification.get("TrainingInputMode") if isinstance(specification, dict) else None
        for place, channel in enumerate(given):
            if isinstance(channel, dict):
                mode = channel.get("InputMode") or default
                source = _structure(channel.get(SOURCE))
                s3, file_system = _structure(source.get(S3)), _structure(source.get(FILE_SYSTEM))
                found.append(Channel(place, channel, mode if isinstance(mode, str) else None, source, s3, file_system))
    return found


def _structure(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else _NOTHING


def are_all_known(job: TrainingJob) -> bool:
    """Whether no channel is left to a template, nor where its data come from."""
    for channel in job.sequence(CHANNELS):
        source = channel.get(SOURCE) if isinstance(channel, dict) else channel
        if isinstance(source, Unknown) or (isinstance(source, dict) and isinstance(source.get(S3), Unknown)):
            return False
    return True


Judge = Callable[[TrainingJob, Sequence[Channel]], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """A rule about the channels of a job and the generator that checks it: it is called with all channels, where one of
    them or of their data sources has one of `members`."""

    rule: Rule
    judge: Judge
    members: frozenset[str]


def channel_rule(rule: Rule, *members: str) -> Callable[[Judge], ChannelRule]:
    """Declare the generator that checks a rule about channels; see `ChannelRule` for the members."""

    def declare(judge: Judge) -> ChannelRule:
        return ChannelRule(rule, judge, frozenset(members))

    return declare


def channel_check(*rules: ChannelRule) -> Check:
    """One check for all these rules, which reads the channels of a job once."""

    def run(job: TrainingJob) -> Iterator[Finding]:
        found = channels(job)
        present: set[str] = set()
        for channel in found:
            present.update(channel.given, channel.source, channel.s3)
        for rule in rules:
            if not rule.members.isdisjoint(present):
                for finding in rule.judge(job, found):
                    yield replace(finding, rule=rule.rule.id)

    return Check(run, tuple(rule.rule for rule in rules), members=frozenset((CHANNELS,)), recalled=True)
