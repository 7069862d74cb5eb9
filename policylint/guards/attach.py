"""Registering guards with botocore: on a client, on a session and its clients, or on the whole process.

botocore copies a session's event handlers into each client that it makes. So each emitter that was ever guarded keeps
one `EventHooks`, whose handlers are registered once; to guard, to guard anew and to end a guard only change which
guards the hooks call.
"""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import RLock
from types import TracebackType
from typing import Any
from weakref import WeakKeyDictionary, ref

from policylint.guards import unguarded
from policylint.guards.emitters import clients_of, factory_of, register_everywhere
from policylint.guards.events import EventHooks
from policylint.guards.options import GuardOptions, takes_options
from policylint.guards.placement import LazyGuard
from policylint.guards.workers import OnItsWay, hand_on

_LOG = logging.getLogger("policylint.guard")
_lock = RLock()
_hooks: WeakKeyDictionary[Any, EventHooks] = WeakKeyDictionary()
_process = EventHooks()
_process_registered = False


class GuardHandle:
    """A guard in place. As a context manager it ends with the block, and the guard that it replaced comes back."""

    def __init__(self, hooks: Sequence[EventHooks], options: GuardOptions) -> None:
        self.options = options
        self._hooks = hooks
        self._guards: Sequence[LazyGuard] = [one.place(options) for one in hooks]

    def __enter__(self) -> "GuardHandle":
        with _lock:
            if not all(guard in hooks.placed for hooks, guard in self._pairs()):  # a second block by the same object
                self._guards = [one.place(self.options) for one in self._hooks]
            for guard in self._guards:
                guard.block = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _lock:  # blocks of several threads may end in any order
            for hooks, guard in self._pairs():
                hooks.end(guard)

    def __del__(self) -> None:
        for guard in getattr(self, "_guards", ()):
            guard.held = False

    def __repr__(self) -> str:
        return f"<policylint guard, {self.options.mode}>"

    def _pairs(self) -> Iterator[tuple[EventHooks, LazyGuard]]:
        return zip(self._hooks, self._guards, strict=True)


@takes_options(GuardOptions)
def guard(target: Any = None, **options: Any) -> GuardHandle:
    """Judge each training and tuning job, and each pipeline with such steps, before it is submitted.

    What is not given is taken from the environment (`POLICYLINT_GUARD`, `POLICYLINT_GUARD_BUDGET`, ...), else the
    default. Guarding the same target again replaces its guard. Guards of a client, its session and the process are
    independent of each other: each of them can stop a call. What a block (`with guard(...)`) replaces holds on for
    other threads and tasks.

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
        return GuardHandle(_hooks_of(target), read)


def unguard(target: Any = None) -> None:
    """Take back what `guard` did to the same target; nothing happens where nothing was done.

    Raises:
        TypeError: the target is nothing that can be guarded.
    """
    with _lock:
        if target is None:
            _process.clear()
            return
        for emitter, _, _ in _parts_of(target):
            if emitter in _hooks:
                _hooks[emitter].clear()


def guard_worker(guards: Sequence[Mapping[str, Any]]) -> OnItsWay:
    """Guard this process, a worker, by the options that its parent hands to it; gives what its own workers get."""
    with _lock:
        _register_process()
        for given in guards:
            _process.add(GuardOptions(**given))
    return OnItsWay(_process_options, guard_worker)


def register_process_hooks(emitter: Any) -> None:
    """Register the hooks of the process on an emitter, once however often this is called."""
    _register(_process, emitter, "process")


def _hooks_of(target: Any) -> Sequence[EventHooks]:
    """The hooks of all that a target is made of, registered where they must be."""
    if target is None:
        _register_process()
        return (_process,)
    found = []
    for emitter, account, clients in _parts_of(target):
        hooks = _hooks.get(emitter)
        if hooks is None:
            hooks = _hooks[emitter] = EventHooks(account)
            kind = "client" if clients is _none else "session"
            _register(hooks, emitter, kind)
            for client in clients():  # those made before; what is made later has the hooks from its session
                _register(hooks, client.meta.events, kind)
        found.append(hooks)
    return found


def _register(hooks: EventHooks, emitter: Any, kind: str) -> None:
    for place, event, handler in hooks.handlers():
        register = emitter.register_first if place == "first" else emitter.register_last
        register(event, handler, unique_id=f"policylint-{kind}-{event}")


def _register_process() -> None:
    """Register the hooks of the process on all sessions, also those to come, and on all clients."""
    import botocore

    global _process_registered  # noqa: PLW0603 - one process, one initializer
    if not _process_registered:  # once: what is made later has them from its session
        botocore.register_initializer(_register_session)
        register_everywhere(register_process_hooks)
        hand_on(OnItsWay(_process_options, guard_worker))
        _process_registered = True


def _process_options() -> Sequence[GuardOptions]:
    return [guard.options for guard in _process.active()]


def _register_session(session: Any) -> None:
    register_process_hooks(session.get_component("event_emitter"))
    data_path = session.get_config_variable("data_path")
    if data_path and unguarded.NAME in data_path:  # under `policylint exec`, and guarded
        session.set_config_variable("data_path", unguarded.without(data_path))


_Account = Callable[[], str | None]
_Clients = Callable[[], Iterator[Any]]


def _parts_of(target: Any) -> Iterator[tuple[Any, _Account, _Clients]]:
    """The emitters of a target, each with how to ask for its account and for the clients that have it from there.

    Raises:
        TypeError: the target is nothing that can be guarded.
    """
    if hasattr(target, "boto_session") and hasattr(target, "sagemaker_client"):
        yield from _parts_of_sdk(target)
        return
    client = getattr(getattr(target, "meta", None), "client", target)
    events = getattr(getattr(client, "meta", None), "events", None)
    if events is not None:
        yield events, _account_of(client), _none
        return
    session = getattr(target, "_session", target)
    if not hasattr(session, "get_component"):
        kind = type(target).__name__
        raise TypeError(f"a client, resource or session of boto3 or botocore can be guarded, not {kind}")
    yield session.get_component("event_emitter"), lambda: None, lambda: clients_of(session)


def _parts_of_sdk(target: Any) -> Iterator[tuple[Any, _Account, _Clients]]:
    """The parts of a session of the SageMaker SDK: its boto3 session, of which version 3 makes clients of its own; a
    client that it was given from elsewhere; boto3's default session, by which queues submit to Batch; and the one that
    version 3 takes where it is given none."""
    import boto3

    every = [target.boto_session, boto3._get_default_session(), *_of_no_session()]
    sessions = [session for at, session in enumerate(every) if session not in every[:at]]
    for session in sessions:
        yield from _parts_of(session)
    factories = [factory_of(session._session) for session in sessions]
    client = target.sagemaker_client
    if client is not None and client._exceptions_factory not in factories:
        yield from _parts_of(client)


def _of_no_session() -> Iterator[Any]:
    """The session that version 3 of the SDK makes for itself, once, for calls without one."""
    core = sys.modules.get("sagemaker.core.utils.utils")
    if core is None:
        return
    try:
        yield core.SageMakerClient().session
    except Exception as error:  # noqa: BLE001 - whatever keeps the SDK from making it, a Region that is missing say
        _LOG.warning(
            "what the SageMaker SDK submits without a session is not guarded, since it cannot make one now (%s); "
            "policylint.guard() guards the whole process",
            type(error).__name__,
        )


def _none() -> Iterator[Any]:
    return iter(())


def _account_of(client: Any) -> Callable[[], str | None]:
    """The account of a client's credentials, where these know it without asking AWS."""
    known = ref(client)

    def account() -> str | None:
        signer = getattr(known(), "_request_signer", None)
        found = getattr(getattr(signer, "_credentials", None), "account_id", None)
        return found if isinstance(found, str) else None

    return account
