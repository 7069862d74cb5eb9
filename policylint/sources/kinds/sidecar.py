"""What a file may say about its requests beside them: the environment, the Region and the account they are for."""

from typing import Any

from policylint.job import Facts
from policylint.unknown import Unknown, is_template

KEY = "x-policylint"
"""The member of a bare request that holds them; no API member is spelled like it."""

_NAMES = ("environment", "region", "account")


def facts(stated: Any) -> Facts:
    """The facts in a sidecar's mapping; what is not a string, or a template's, is not known."""
    if not isinstance(stated, dict):
        return Facts()
    environment, region, account = (_text(name, stated.get(name)) for name in _NAMES)
    return Facts(environment, region, account)


def take(request: dict[Any, Any]) -> tuple[dict[Any, Any], Facts]:
    """A request without its sidecar, and the facts in that.

    Whatever the sidecar holds that is no fact stays in the request, so that it is reported as an unknown member.
    """
    stated = request[KEY]
    rest = {key: item for key, item in request.items() if key != KEY}
    if not isinstance(stated, dict):
        return rest | {KEY: stated}, Facts()
    stray = {key: item for key, item in stated.items() if key not in _NAMES or not _may_be_fact(key, item)}
    return (rest | {KEY: stray} if stray else rest), facts(stated)


def _may_be_fact(name: str, value: Any) -> bool:
    return value is None or isinstance(value, str | Unknown) or _text(name, value) is not None


def _text(name: str, value: Any) -> str | None:
    if name == "account" and isinstance(value, int) and not isinstance(value, bool):
        return f"{value:012d}"  # YAML reads the twelve digits as an integer
    return value if isinstance(value, str) and value and not is_template(value) else None
