"""Where guards are hung: on a client, on a session and the clients made from it, or on the whole process.

botocore copies a session's events into each client it makes, with the watches that hang there. So there is one `Watch`
for each place that was ever guarded, and guarding, guarding anew and ending it only change what the watch tells of.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any
from weakref import WeakKeyDictionary, ref

from policylint.guards.events import Post, Watch, in_force
from policylint.guards.options import SERVICE, PriceOf, Terms, terms
from policylint.settings.config import Config

_lock = RLock()
_watches: WeakKeyDictionary[Any, Watch] = WeakKeyDictionary()
_process = Watch()
_listening = False


class Guarding:
    """A guard in place. As a context manager it ends with the block, and what was in its place before comes back."""

    def __init__(self, watch: Watch, terms: Terms) -> None:
        self.terms = terms
        self._watch = watch
        self._begin()

    def _begin(self) -> None:
        self._before = self._watch.post
        self._post = self._watch.post = Post(self.terms)

    def __enter__(self) -> "Guarding":
        with _lock:
            if self._post.ended:  # the same object guards a second block
                self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _lock:  # blocks of several threads may end in any order
            self._post.end(self._before)
            self._watch.post = in_force(self._watch.post)

    def __repr__(self) -> str:
        return f"<policylint guard, {self.terms.mode}>"


def guard(
    target: Any = None,
    *,
    mode: str | None = None,
    confirm_over: float | None = None,
    budget: float | None = None,
    project: str | None = None,
    ledger: str | Path | None = None,
    audit: str | Path | None = None,
    on_error: str | None = None,
    config: Config | str | Path | None = None,
    price: PriceOf | None = None,
) -> Guarding:
    """Judge each training and tuning job, and each pipeline with such steps, before it is submitted.

    What is not given is taken from the environment (`POLICYLINT_GUARD`, `POLICYLINT_GUARD_BUDGET`, ...), else the
    default. Guarding the same target again replaces its guard. Guards of a client, its session and the process are
    independent of each other: each of them can stop a call.

    Args:
        target: a boto3 or botocore client, resource or session, or a session of the SageMaker SDK; None: every client
            of the process, made before or later.
        mode: "enforce" (the default) raises `Blocked`; "warn" logs and shows what is found; "audit" writes it down.
        confirm_over: USD; whoever submits a job that can cost more is asked, and refused where nobody can be asked.
        budget: USD a day (UTC) for the project; what would go over it is blocked.
        project: whose budget it is; default: "default".
        ledger: the SQLite file in which the budget is counted, for all processes that share it.
        audit: the JSON Lines file in which each call is recorded.
        on_error: "block" (the default) or "warn": what is done with a call that cannot be judged or priced.
        config: settings, or their file; default: the file that governs the working directory.
        price: what gives the most that a job can cost in USD, or None, in place of policylint's own estimate.

    Raises:
        ConfigError: a value is none that the guard knows.
        TypeError: the target is nothing that can be guarded.
    """
    agreed = terms(
        mode,
        confirm_over=confirm_over,
        budget=budget,
        project=project,
        ledger=ledger,
        audit=audit,
        on_error=on_error,
        config=config,
        price=price,
    )
    with _lock:
        if target is None:
            _watch_process()
            return Guarding(_process, agreed)
        place, emitter, account = _place(target)
        watch = _watches.get(emitter)
        if watch is None:
            watch = _watches[emitter] = Watch(account)
            _hang(watch, emitter, place)
        return Guarding(watch, agreed)


def unguard(target: Any = None) -> None:
    """Take back what `guard` did to the same target; nothing happens where nothing was done.

    Raises:
        TypeError: the target is nothing that can be guarded.
    """
    with _lock:
        watch = _process if target is None else _watches.get(_place(target)[1])
        if watch is not None:
            watch.post = None


def _hang(watch: Watch, emitter: Any, place: str) -> None:
    for event, handler in watch.handlers().items():
        emitter.register_last(event, handler, unique_id=f"policylint-{place}-{event}")


def hang_on_process(emitter: Any) -> None:
    """Let the guard of the process hear the events of an emitter, once."""
    _hang(_process, emitter, "process")


def _watch_process() -> None:
    """Hear all sessions to come, and all sessions and SageMaker clients that there are."""
    import botocore

    global _listening  # noqa: PLW0603 - one process, one initializer
    if not _listening:
        botocore.register_initializer(_made)
        _listening = True
    for emitter in _existing():
        hang_on_process(emitter)


def _made(session: Any) -> None:
    hang_on_process(session.get_component("event_emitter"))


def _existing() -> Iterator[Any]:
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


def _place(target: Any) -> tuple[str, Any, Callable[[], str | None]]:
    """What sort of place a target is, its events, and how to ask for its account."""
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
