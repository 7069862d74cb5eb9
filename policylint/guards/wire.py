"""A call as it is about to leave: its body read back, and held to what was judged.

A body is read as its service would: JSON strictly (one value a name, no byte-order mark), a form for services of the
query protocol. What cannot be read so, a stream above all, is not what was judged.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from policylint.guards.operations import BY_ROUTE, BY_TARGET, OPERATIONS, Operation

_ENCODER = json.JSONEncoder(default=lambda value: f"<{type(value).__name__}>", skipkeys=True, check_circular=False)


class UnreadableBodyError(ValueError):
    """A body cannot be read; the message completes "the body ..."."""


def written(params: Any) -> str:
    """Parameters as JSON. What JSON cannot say botocore refuses as well; until then its type's name stands for it."""
    try:
        return _ENCODER.encode(params)
    except (ValueError, RecursionError):  # it contains itself
        return "null"


def read(text: str) -> Any:
    """The request in a text; None where it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def sent(judged: str, body: Any, model: Any) -> Any:
    """The parameters of a call as its body states them, or None where they are those that were judged.

    `judged` is the JSON of the judged parameters, `model` botocore's of the operation.

    Raises:
        UnreadableBodyError: the body is a stream or not of the service's protocol.
    """
    if isinstance(body, dict):
        given = unflattened(body)
        return None if _canonical(_as_form(read(judged))) == _canonical(given) else given
    text = _text(body)
    if text == judged:
        return None
    members, known = _strict(text), read(judged)
    elsewhere = _outside_the_body(model)
    if isinstance(known, dict) and isinstance(members, dict):
        members = {**{name: value for name, value in known.items() if name in elsewhere}, **members}
    return None if _canonical(members) == _canonical(known) else members


def unchanged(before: Any, leaving: Any) -> bool:
    """Whether a request leaves with the body that it had when it was judged: the same JSON, the same form."""
    if leaving is before or leaving == before:
        return True
    try:
        text = _text(leaving)
        if isinstance(before, Mapping):
            return dict(parse_qsl(text, keep_blank_values=True)) == {name: str(value) for name, value in before.items()}
        return _canonical(_strict(text)) == _canonical(_strict(_text(before)))
    except UnreadableBodyError:
        return False


@lru_cache(maxsize=4096)
def named(event_name: str) -> tuple[str, str, Operation | None]:
    """The service's id and the operation's name in an event's name, with the guarded operation that these are of.

    Services share names: SageMaker, Glue and IoT each have a `CreateJob`.
    """
    service, name = event_name.split(".", 2)[1:]
    operation = OPERATIONS.get(name)
    return service, name, operation if operation is not None and operation.event == service else None


def asked(request: Any, service: str, called: Operation | None) -> Operation | None:
    """The guarded operation that a prepared request asks for, by what its service goes by, if it is one.

    `service` is the service's id in events, `called` the guarded operation that was called: it is asked for where the
    request says nothing else.
    """
    target = request.headers.get(_TARGET)
    if target is not None:
        return BY_TARGET.get(target if isinstance(target, str) else target.decode("latin-1"))
    if service in BY_ROUTE:
        path = str(request.url).partition("://")[2].partition("/")[2].partition("?")[0]
        return next((one for one in BY_ROUTE[service] if _leads_to(one, request.method, path)), None)
    if service == _OF_FORMS.event:
        return _by_form(request, called)
    return called


_TARGET = "X-Amz-Target"
_OF_FORMS = OPERATIONS["CreateStack"]


def _leads_to(operation: Operation, method: str, path: str) -> bool:
    known = operation.route
    return known is not None and known[0] == method and known[1].fullmatch(path) is not None


def _by_form(request: Any, called: Operation | None) -> Operation | None:
    try:
        name = dict(parse_qsl(_text(request.body))).get("Action")
    except UnreadableBodyError:
        return None
    operation = called if name is None else OPERATIONS.get(name)
    return operation if operation is not None and operation.service == _OF_FORMS.service else None


def _text(body: Any) -> str:
    if isinstance(body, str):
        return body
    if not isinstance(body, bytes | bytearray):
        raise UnreadableBodyError("is a stream, which nobody can look into before it is sent")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise UnreadableBodyError("is not text in UTF-8") from None


def _strict(text: str) -> Any:
    """The value of a JSON text in which each name stands once, so that no two readers differ about it."""
    try:
        return json.loads(text, object_pairs_hook=each_name_once)
    except (ValueError, RecursionError):
        raise UnreadableBodyError("is not the JSON that the service reads") from None


def each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object (`object_pairs_hook`) in which each name stands once; ValueError where one does not."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _canonical(value: Any) -> str:
    """A value as one text, in which 1, 1.0 and true differ."""
    return json.dumps(value, sort_keys=True)


def _outside_the_body(model: Any) -> frozenset[str]:
    """The parameters that an operation sends in its path, query or headers."""
    members = model.input_shape.members if model.input_shape is not None else {}
    return frozenset(name for name, member in members.items() if member.serialization.get("location"))


def _as_form(value: Any) -> Any:
    """Parameters as a form has them: every scalar a text."""
    if isinstance(value, dict):
        return {name: _as_form(item) for name, item in value.items() if item not in ({}, None)}
    if isinstance(value, list):
        return [_as_form(item) for item in value] or ""
    return value if isinstance(value, str) else json.dumps(value)


def unflattened(form: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters in a form of the query protocol: `Tags.member.1.Key` is the key of the first tag."""
    root: dict[str, Any] = {}
    for name, value in form.items():
        if name in ("Action", "Version"):
            continue
        node, steps = root, name.split(".")
        for step in steps[:-1]:
            node = node.setdefault(step, {})
        node[steps[-1]] = value if isinstance(value, str) else json.dumps(value)
    return {name: _lists(value) for name, value in root.items()}


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if set(node) == {"member"} and isinstance(node["member"], dict):
        return [_lists(node["member"][number]) for number in sorted(node["member"], key=int)]
    return {name: _lists(value) for name, value in node.items()}
