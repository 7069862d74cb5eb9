"""What `v2.py` and `v3.py` have in common: how they guard, and what they print of each submission."""

import sys
from collections.abc import Callable, Mapping
from typing import Any

import policylint

Ways = Mapping[str, Callable[[], object]]


def guard(form: str, boto_session: Any, sdk_session: Any) -> None:
    """Guard in one of the forms that there are; `exec` has done so already."""
    if form == "process":
        policylint.guard()
    elif form == "boto session":
        policylint.guard(boto_session)
    elif form == "session":
        policylint.guard(sdk_session)


def tell(what: str, submissions: Ways) -> None:
    for way, submit in submissions.items():
        try:
            submit()
        except Exception as error:  # noqa: BLE001 - which one it is, is the answer
            print(f"{what} {way}: {_told(error)}", flush=True)
        else:
            print(f"{what} {way}: not blocked", flush=True)


def _told(error: BaseException) -> str:
    """The guard's answer, in whatever error the SDK wraps it; what fails after the submission was not blocked."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, policylint.Blocked):
            return f"blocked, {inner.code}"
        inner = inner.__cause__ or inner.__context__
    print(f"{type(error).__name__}: {error}", file=sys.stderr)
    return "not blocked"
