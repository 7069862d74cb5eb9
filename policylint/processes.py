"""Work shared out to processes: in order, bounded, and with a clear end.

Workers are started anew (`spawn`), so that neither threads nor locks of this process are copied into them; what they
need is given to `start` once a process. Answers come in the order of the work, however it is finished, and no more
work is handed out than there is room for answers, so that any number of items takes the memory of a few. A worker that
is killed, be it by a person or for want of memory, ends the whole with a `WorkerError`; an interrupt ends them all.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from policylint.errors import PolicylintError

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_WAITING = 2
"""Items that wait for each worker beside the one that it works on: it need not wait for this process."""

ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")


class WorkerError(PolicylintError):
    """A worker process ended before its work was done."""


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ordered(
    work: Callable[[ItemT], AnswerT],
    items: Iterable[ItemT],
    processes: int,
    *,
    start: Callable[..., object] | None = None,
    given: tuple[Any, ...] = (),
) -> Iterator[AnswerT]:
    """What a function makes of each item, in the items' order; with one process, here and now.

    Args:
        work: a function of a module, which a worker imports.
        items: what it is given, one at a time; items and answers are pickled.
        processes: how many to share the work out to.
        start: a function that each worker calls first, with `given`.
        given: what `start` is given.

    Raises:
        WorkerError: a worker was killed or ran out of memory.
    """
    if processes <= 1:
        if start is not None:
            start(*given)
        yield from map(work, items)
        return
    yield from _shared(work, items, processes, start, given)


def _shared(
    work: Callable[[ItemT], AnswerT],
    items: Iterable[ItemT],
    processes: int,
    start: Callable[..., object] | None,
    given: tuple[Any, ...],
) -> Iterator[AnswerT]:
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context

    before = set(active_children())
    executor = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin, initargs=(start, given))
    waiting: deque[Future[AnswerT]] = deque()
    source = iter(items)
    try:
        waiting.extend(executor.submit(work, item) for item in islice(source, processes * (1 + _WAITING)))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(executor.submit(work, item) for item in islice(source, 1))
        executor.shutdown()
    except BrokenProcessPool:
        raise WorkerError(
            "a worker process was killed, or there was not enough memory for it; fewer processes take less"
        ) from None
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        left = set(active_children()) - before
        for child in left:
            child.kill()
        for child in left:
            child.join()


def _end_with(parent: "BaseProcess") -> None:
    """Wait for the end of the process that started this one: if it was killed, nobody else ends its workers."""
    parent.join()
    os._exit(1)


def _begin(start: Callable[..., object] | None, given: tuple[Any, ...]) -> None:
    """What a worker does first: it leaves interrupts to the process that started it, and will end with that."""
    from multiprocessing import parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()
    if start is not None:
        start(*given)
