"""Registering guards with botocore: on a client, on a session and the clients made from it, or on the whole process.

botocore copies a session's event handlers into each client that it makes. So each emitter that was ever guarded keeps
one `EventHooks`, whose handlers are registered once; to guard, to guard anew and to end a guard only change which guard
the hooks call.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from threading import RLock
from types import TracebackType
from typing import Any
from weakref import WeakKeyDictionary, ref

from policylint.guards.events import EventHooks, LazyGuard, latest_active
from policylint.guards.options import SERVICE, GuardOptions, takes_options

_lock = RLock()
_hooks: WeakKeyDictionary[Any, EventHooks] = WeakKeyDictionary()
_process = EventHooks()
_process_registered = False


class GuardHandle:
    """A guard in place. As a context manager it ends with the block, and the guard that it replaced comes back."""

    def __init__(self, hooks: EventHooks, options: GuardOptions) -> None:
        self.options = options
        self._hooks = hooks
        self._begin()

    def _begin(self) -> None:
        self._before = self._hooks.guard
        self._guard = self._hooks.guard = LazyGuard(self.options)

    def __enter__(self) -> "GuardHandle":
        with _lock:
            if self._guard.ended:  # the same object guards a second block
                self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _lock:  # blocks of several threads may end in any order
            self._guard.end(self._before)
            self._hooks.guard = latest_active(self._hooks.guard)

    def __repr__(self) -> str:
        return f"<policylint guard, {self.options.mode}>"


@takes_options(GuardOptions)
def guard(target: Any = None, **options: Any) -> GuardHandle:
    """Judge each training and tuning job, and each pipeline with such steps, before it is submitted.

    What is not given is taken from the environment (`POLICYLINT_GUARD`, `POLICYLINT_GUARD_BUDGET`, ...), else the
    default. Guarding the same target again replaces its guard. Guards of a client, its session and the process are
    independent of each other: each of them can stop a call.

    Args:
        target: a boto3 or botocore client, resource or session, or a session of the SageMaker SDK; None: every client
            of the process, made before or later.
        **options: as below; None is the same as not given.

    Raises:
        ConfigError: a value cannot be used, or the environment has a variable of the guard that does not exist.
        TypeError: the target is nothing that can be guarded, or an option does not exist.
    """
    read = GuardOptions.read(options)
    with _lock:
        if target is None:
            _register_process()
            return GuardHandle(_process, read)
        kind, emitter, account = _emitter_of(target)
        hooks = _hooks.get(emitter)
        if hooks is None:
            hooks = _hooks[emitter] = EventHooks(account)
            _register(hooks, emitter, kind)
        return GuardHandle(hooks, read)


def unguard(target: Any = None) -> None:
    """Take back what `guard` did to the same target; nothing happens where nothing was done.

    Raises:
        TypeError: the target is nothing that can be guarded.
    """
    with _lock:
        hooks = _process if target is None else _hooks.get(_emitter_of(target)[1])
        if hooks is not None:
            hooks.guard = None


def _register(hooks: EventHooks, emitter: Any, kind: str) -> None:
    for event, handler in hooks.handlers().items():
        emitter.register_last(event, handler, unique_id=f"policylint-{kind}-{event}")


def register_process_hooks(emitter: Any) -> None:
    """Register the hooks of the process on an emitter, once however often this is called."""
    _register(_process, emitter, "process")


def _register_process() -> None:
    """Register the hooks of the process on all sessions, also those to come, and on all SageMaker clients."""
    import botocore

    global _process_registered  # noqa: PLW0603 - one process, one initializer
    if not _process_registered:
        botocore.register_initializer(_register_session)
        _process_registered = True
    for emitter in _existing_emitters():
        register_process_hooks(emitter)


def _register_session(session: Any) -> None:
    register_process_hooks(session.get_component("event_emitter"))


def _existing_emitters() -> Iterator[Any]:
    session, client = sys.modules.get("botocore.session"), sys.modules.get("botocore.client")
    if session is None or client is None:
        return
    for found in gc.get_objects():
        kind = type(found)  # not isinstance, which asks proxies for a class that they may not have
        if issubclass(kind, session.Session):
            yield found.get_component("event_emitter")
        elif issubclass(kind, client.BaseClient):
            meta = getattr(found, "meta", None)
            if meta is not None and meta.service_model.service_id == SERVICE:
                yield meta.events


def _emitter_of(target: Any) -> tuple[str, Any, Callable[[], str | None]]:
    """The kind of a target ("client" or "session"), its event emitter, and how to ask for its account.

    Raises:
        TypeError: the target is nothing that can be guarded.
    """
    client = getattr(target, "sagemaker_client", None) or getattr(getattr(target, "meta", None), "client", target)
    events = getattr(getattr(client, "meta", None), "events", None)
    if events is not None:
        return "client", events, _account_of(client)
    session = getattr(target, "_session", target)
    if hasattr(session, "get_component"):
        return "session", session.get_component("event_emitter"), lambda: None
    raise TypeError(f"a client, resource or session of boto3 or botocore can be guarded, not {type(target).__name__}")


def _account_of(client: Any) -> Callable[[], str | None]:
    """The account of a client's credentials, where these know it without asking AWS."""
    known = ref(client)

    def account() -> str | None:
        signer = getattr(known(), "_request_signer", None)
        found = getattr(getattr(signer, "_credentials", None), "account_id", None)
        return found if isinstance(found, str) else None

    return account
