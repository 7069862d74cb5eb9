"""Channels of a built-in algorithm: their names, formats, input modes and distribution."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policylint.algorithms.algorithm import Algorithm
from policylint.contract.built_in import rules
from policylint.contract.channel import CHANNELS, Channel, are_all_known, channels
from policylint.finding import Finding, set_value
from policylint.job import TrainingJob
from policylint.nearest import nearest
from policylint.schema.wording import quoted
from policylint.unknown import Unknown

AUGMENTED = "AugmentedManifestFile"
_PIPE, _FILE, _FAST_FILE = "Pipe", "File", "FastFile"


def judge(job: TrainingJob, algorithm: Algorithm) -> Iterator[Finding]:
    """The faults of a job's channels."""
    found = channels(job)
    named = {name: channel for channel in found if isinstance(name := channel.given.get("ChannelName"), str)}
    strays = [name for name in named if name not in algorithm.channels] if algorithm.table["closed_channels"] else []
    are_known = are_all_channels_known(job)
    meant = _meant(algorithm, named, strays) if are_known else None
    if are_known:
        yield from _missing(algorithm, named, meant)
    for name in strays:
        if name != meant:
            close = nearest(name, algorithm.channels)
            hint = (
                f"did you mean {close!r}?" if close and close not in named else f"it has {_listed(algorithm.channels)}"
            )
            path = f"{named[name].path}.ChannelName"
            message = f"{algorithm} has no channel {name!r}: {hint}"
            yield Finding.at(path, message, rule=rules.UNKNOWN_CHANNEL.id, help=_help(algorithm))
    for name, channel in named.items():
        row = algorithm.channels.get(next(_absent(algorithm, named)) if name == meant else name)
        if row is not None:
            yield from _read(algorithm, channel, row)


def are_all_channels_known(job: TrainingJob) -> bool:
    """Whether the channels of a job are all known, and have names."""
    given = job.look(CHANNELS)
    entries = job.sequence(CHANNELS)
    is_whole = given is None or isinstance(given, list)
    have_names = all(isinstance(entry, dict) and isinstance(entry.get("ChannelName"), str) for entry in entries)
    return is_whole and have_names and are_all_known(job)


def _meant(algorithm: Algorithm, named: Mapping[str, Channel], strays: Sequence[str]) -> str | None:
    """The one channel of an unknown name that a missing one seems to be meant by."""
    return strays[0] if len(list(_absent(algorithm, named))) == len(strays) == 1 else None


def _absent(algorithm: Algorithm, named: Mapping[str, Channel]) -> Iterator[str]:
    """The channels that are required, and that the job does not have."""
    for name, row in algorithm.channels.items():
        if row.get("required") and name not in named and named.keys().isdisjoint(row.get("instead", ())):
            yield name


def _missing(algorithm: Algorithm, named: Mapping[str, Channel], meant: str | None) -> Iterator[Finding]:
    for name in _absent(algorithm, named):
        if meant is None:
            has = f"the channels are {_listed(named)}" if named else "there are no channels"
            message = f"{algorithm} needs the channel {name!r}: {has}"
            yield Finding.at(CHANNELS, message, rule=rules.MISSING_CHANNEL.id, help=_help(algorithm))
        else:
            path = f"{named[meant].path}.ChannelName"
            message = f"{algorithm} needs the channel {name!r}, and has none that is called {meant!r}"
            fix = set_value(path, name, safe=False)
            yield Finding.at(path, message, rule=rules.MISSING_CHANNEL.id, fix=fix, help=_help(algorithm))
    for together in algorithm.table.get("channel_sets", ()):
        channel = named.get(together["of"])
        is_so = channel is not None and _content_type(channel) in together["content_types"]
        absent = [name for name in together["needs"] if name not in named]
        if channel is not None and is_so and absent and channel.s3.get("S3DataType") not in (AUGMENTED, None):
            message = f"with {channel.given['ContentType']}, {algorithm} needs the channels {_listed(absent)} too"
            yield Finding.at(CHANNELS, message, rule=rules.MISSING_CHANNEL.id, help=_help(algorithm))


def _read(algorithm: Algorithm, channel: Channel, row: Mapping[str, Any]) -> Iterator[Finding]:
    """The faults in how one channel is to be read."""
    mode, modes = channel.mode, row.get("modes")
    as_files = mode == _FAST_FILE and modes and _FILE in modes
    if modes and mode in (_PIPE, _FILE, _FAST_FILE) and mode not in modes and not as_files:
        message = f"{algorithm} reads channel {channel.title} in {' or '.join(modes)} mode, not in {mode} mode"
        path = (
            f"{channel.path}.InputMode" if "InputMode" in channel.given else "AlgorithmSpecification.TrainingInputMode"
        )
        fix = set_value(path, modes[0], safe=False)
        yield Finding.at(path, message, rule=rules.INPUT_MODE.id, fix=fix, help=_help(algorithm))
    yield from _typed(algorithm, channel, row)
    yield from _distributed(algorithm, channel, row)
    wrapper = row.get("augmented_manifest")
    if wrapper and channel.s3.get("S3DataType") == AUGMENTED:
        given = channel.given.get("RecordWrapperType")
        if given != wrapper and not isinstance(given, Unknown):
            path = f"{channel.path}.RecordWrapperType"
            message = f"{algorithm} needs RecordWrapperType {wrapper} for an augmented manifest"
            fix = set_value(path, wrapper, safe=False)
            yield Finding.at(path, message, rule=rules.WRAPPER.id, fix=fix, help=_help(algorithm))


def _typed(algorithm: Algorithm, channel: Channel, row: Mapping[str, Any]) -> Iterator[Finding]:
    types, content_type = row.get("content_types"), _content_type(channel)
    if not types or not content_type:
        return
    path = f"{channel.path}.ContentType"
    in_pipe = row.get("pipe_content_types")
    if content_type not in types:
        close = nearest(content_type, types)
        hint = f": did you mean {close!r}?" if close else f": it reads {', '.join(types)}"
        message = f"{algorithm} does not read {quoted(channel.given['ContentType'])} in channel {channel.title}{hint}"
        fix = set_value(path, close, safe=False) if close else None
        yield Finding.at(path, message, rule=rules.CONTENT_TYPE.id, fix=fix, help=_help(algorithm))
    elif in_pipe and channel.mode == _PIPE and content_type not in in_pipe:
        message = f"{algorithm} reads {content_type} as files only, and channel {channel.title} is in Pipe mode"
        yield Finding.at(path, message, rule=rules.CONTENT_TYPE.id, help=_help(algorithm))


def _distributed(algorithm: Algorithm, channel: Channel, row: Mapping[str, Any]) -> Iterator[Finding]:
    needed = row.get("distribution")
    if needed and channel.s3:
        given = channel.s3.get("S3DataDistributionType")
        if (given or "FullyReplicated") != needed and not isinstance(given, Unknown):
            path = f"{channel.s3_path}.S3DataDistributionType"
            now = f"not {given}" if given else "and FullyReplicated is the default"
            message = f"{algorithm} needs channel {channel.title} {needed}, {now}"
            fix = set_value(path, needed, safe=False)
            yield Finding.at(path, message, rule=rules.DISTRIBUTION.id, fix=fix, help=_help(algorithm))


def _content_type(channel: Channel) -> str:
    """The content type without its parameters, such as `label_size=1`; "" where it is not known or not given."""
    given = channel.given.get("ContentType")
    return given.partition(";")[0].strip().casefold() if isinstance(given, str) else ""


def _listed(names: Any) -> str:
    *first, last = map(repr, names)
    return f"{', '.join(first)} and {last}" if first else last


def _help(algorithm: Algorithm) -> str:
    return f"See {algorithm.page('channels')}"
