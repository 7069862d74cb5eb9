"""Why a document that speaks of training holds no request that is recognised: the nearest reason, and what to do."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from policylint.job import JOBS, name_member
from policylint.sources.document import Document
from policylint.sources.kinds.shapes import operation, request_shape
from policylint.sources.languages import HCL, SHELL, spoken
from policylint.sources.telltale import speaks_of_training, words_of_training
from policylint.sources.text import LineIndex
from policylint.unknown import Unknown

_MOST_LOOKED_AT = 5_000
_MOST_KEYS = 60
_MOST_NAMED = 3
_CERTAIN = 100
"""More than any object has members of a request."""
_IN_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_:*.-")
_PART = frozenset({"DefinitionName", "StaticHyperParameters", "HyperParameterRanges"})
"""What a training job definition of a tuning job has, and no request."""
_OPERATION = re.compile(
    r"(?:(?:api\.)?sagemaker(?:\.amazonaws\.com)?[:.])?(?:create|describe|list|stop|update|delete|search|batch)[_-]?"
    r"(?:training[_-]?(?:jobs?|sessions?)|(?:processing|transform|auto[_-]?ml)[_-]?jobs?(?:[_-]?v2)?"
    r"|hyper[_-]?parameter[_-]?tuning[_-]?jobs?)"
    r"(?:[_-]?for[_-]?hyper[_-]?parameter[_-]?tuning[_-]?job)?(?![\w:.-])"
    r"|--[a-z-]+",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"\bsagemaker[\s\\]+(create-(?:training|hyper-parameter-tuning)-job)\b")


class NearMiss(NamedTuple):
    """A reason and an advice; `members` counts what speaks for it."""

    reason: str
    advice: str
    members: int = 0


def near_miss(document: Document) -> NearMiss | None:
    """The nearest reason why a document holds no request; None where it does not even speak of training."""
    if document.format.name == "hcl":
        return _of_configuration(document.value)
    if isinstance(document.value, str) or (isinstance(document.value, dict) and "nbformat" in document.value):
        other = spoken(document.text)
        if other is not None:
            return NearMiss(f"this is {other[0].name}, not {document.format.name.upper()}", other[1])
    found = (_reason(value) for value in _objects(document.value))
    best = max(filter(None, found), key=lambda reason: reason.members, default=None)
    return best or _mentioned(document)


def _of_configuration(value: Any) -> NearMiss | None:
    """What Terraform source leaves to its plan; what is known of it and holds no request is about something else."""
    from policylint.sources.kinds.terraform import is_known
    from policylint.sources.terraform.source import RESOURCES

    unknown = next(
        (
            (resource.address, name)
            for resource in value[RESOURCES]
            if is_known(resource.kind)
            for name, item in resource.items()
            if isinstance(item, Unknown) and name != "tags"
        ),
        None,
    )
    if unknown is not None:
        address, name = unknown
        return NearMiss(f"what {address} has as {name} is not known before it is planned", HCL.advice)
    module = next((module for module, text in value.calls if speaks_of_training(text)), None)
    return None if module is None else NearMiss(f"module {module} is not known before it is planned", HCL.advice)


def _objects(value: Any) -> Iterator[dict[Any, Any]]:
    """The objects in a value, the outer ones first, as far as it pays to look."""
    queue = deque([value])
    for _ in range(_MOST_LOOKED_AT):
        if not queue:
            return
        node = queue.popleft()
        if isinstance(node, dict):
            if len(node) <= _MOST_KEYS:
                yield node
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)


def _reason(value: Mapping[Any, Any]) -> NearMiss | None:
    for word in ("TrainingJobSummaries", "HyperParameterTuningJobSummaries"):
        if word in value:
            reason = f"it is a list of jobs ({word}), which does not say what was requested"
            return NearMiss(reason, "Check what the Describe call of each job answers.", 1)
    if value.get("eventSource") == "sagemaker.amazonaws.com" and "requestParameters" in value:
        reason = f"it is a record of CloudTrail ({value.get('eventName')}), which writes requests in a way of its own"
        return NearMiss(reason, "Check what the Describe call of the job answers.", _CERTAIN)
    name = max(JOBS, key=lambda name: len(_spelled(value, name)))
    spelled = _spelled(value, name)
    job = name_member(name)
    telling = operation(name).distinctive | {job}
    if not _PART.isdisjoint(value) and job not in spelled:
        reason = f"it is a training job definition ({_named(sorted(_PART & value.keys()))}), a part of a tuning job"
        return NearMiss(reason, "Check the request for the tuning job, with the definition in it.", 1)
    if len(spelled) < 2 or telling.isdisjoint(spelled):
        return None
    other = [(given, member) for member, given in spelled.items() if given != member]
    returned = [member for member in operation(name).returned if member in value]
    lacking = [member for member in request_shape(name).required if member not in spelled]
    if other:
        given, member = other[0]
        reason = f"a request stands in it with its members written as {given}, which the API spells {member}"
        return NearMiss(reason, f"Write the members as the API does: {member}.", len(spelled))
    if len(returned) > 1:
        reason = f"it looks like an answer of the service ({_named(sorted(returned))}), not like a request"
        return NearMiss(reason, "Write the request that the job was, or is to be, started with.", len(spelled))
    reason = f"it has {_named(list(spelled))}, which is too little for a {name} request"
    advice = f"Add what is missing: {_named(lacking)}." if lacking else "Write the whole request."
    return NearMiss(reason, advice, len(spelled))


def _spelled(value: Mapping[Any, Any], name: str) -> dict[str, str]:
    """The members of a request that an object has in any spelling, each with the spelling that it has there."""
    members = {member.lower(): member for member in request_shape(name).members}
    keys = ((members.get(key.replace("_", "").replace("-", "").lower()), key) for key in value if isinstance(key, str))
    return {member: key for member, key in keys if member is not None}


def _mentioned(document: Document) -> NearMiss | None:
    """Where a document first speaks of training; an operation's mere name is no request: a policy of IAM, a count of
    calls and an API's description have such names, and start nothing. A command does start a job."""
    lines = LineIndex(document.text, document.first_line)
    command = _COMMAND.search(document.text)
    if command is not None:
        line = lines.point(command.start())[0]
        return NearMiss(f"line {line} calls `aws sagemaker {command[1]}`, whose options are not read", SHELL.advice)
    word = next((word for word in words_of_training(document.text) if not _is_name(word, document.text)), None)
    if word is None:
        return None
    line = lines.point(word.start())[0]
    reason = f"line {line} says {word[0].strip()}, but no request that policylint recognises stands there"
    return NearMiss(reason, "Check the file that holds the request itself, or leave this one out with `exclude`.")


def _is_name(word: re.Match[str], text: str) -> bool:
    """Whether a word is within the name of an operation, and not within the ARN of a task or a target that calls it; or
    within an option of a command."""
    start = word.start()
    while start and text[start - 1] in _IN_NAMES:
        start -= 1
    name = _OPERATION.match(text, start)
    return name is not None and name.end() >= word.end()


def _named(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
