"""The event emitters of botocore in this process: of every session and client, of one session's clients.

Python's collector knows all of them, whoever holds them: a client needs no other registry to be found by.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FrameType
from typing import Any

_PAUSE = 0.001
"""How long to wait for threads that are making a client, in seconds; copying its handlers takes less."""


def register_everywhere(register: Callable[[Any], None]) -> None:
    """Register handlers on the emitters of all sessions and clients, also those that other threads are making.

    An emitter that is copied later has the handlers from its original; what was being copied meanwhile is met by the
    second round.
    """
    hooks = sys.modules.get("botocore.hooks")
    if hooks is None:
        return
    for _ in range(2 if len(sys._current_frames()) > 1 else 1):
        for found in _objects():
            if issubclass(type(found), hooks.HierarchicalEmitter):  # not isinstance, which asks proxies for a class
                register(found)
        _wait_for(_running(hooks.HierarchicalEmitter.__copy__.__code__))


def clients_of(session: Any) -> Iterator[Any]:
    """The clients that a botocore session made: they share its factory of exceptions, which is no other's."""
    made = sys.modules.get("botocore.client")
    if made is None:
        return
    factory = factory_of(session)
    for found in _objects():
        if issubclass(type(found), made.BaseClient) and getattr(found, "_exceptions_factory", None) is factory:
            yield found


def factory_of(session: Any) -> Any:
    """What a botocore session makes its clients' exceptions with."""
    return session._get_internal_component("exceptions_factory")


def _objects() -> list[Any]:
    """All objects that the collector tracks. `gc.freeze` hides what there was; it is frozen again, with all else."""
    if not gc.get_freeze_count():
        return gc.get_objects()
    gc.unfreeze()
    try:
        return gc.get_objects()
    finally:
        gc.freeze()


def _running(code: CodeType) -> list[FrameType]:
    """The calls of a function that threads are in the midst of."""
    found = []
    for frame in sys._current_frames().values():
        inner: FrameType | None = frame
        while inner is not None:
            if inner.f_code is code:
                found.append(inner)
            inner = inner.f_back
    return found


def _wait_for(calls: Sequence[FrameType]) -> None:
    """Wait until some calls of other threads have ended."""
    while calls and any(call in _running(calls[0].f_code) for call in calls):
        time.sleep(_PAUSE)
