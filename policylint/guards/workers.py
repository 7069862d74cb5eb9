"""The guard of the process in the workers that multiprocessing starts anew: by "spawn" and "forkserver".

A forked worker has the guard already. One that is started anew gets, beside its task, the settings that the parent's
process hands to each of its children; an object among these sets the guard up when the worker reads it.
"""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from multiprocessing import process
from typing import Any

from policylint.guards.options import GuardOptions
from policylint.guards.price import Price

_KEY = "policylint"


class OnItsWay:
    """What is handed to a worker: made into options at the moment of handing, and into guards by `arrived` there."""

    def __init__(self, options: Callable[[], Sequence[GuardOptions]], arrived: Callable[..., "OnItsWay"]) -> None:
        self._options = options
        self._arrived = arrived

    def __reduce__(self) -> tuple[Any, ...]:
        return self._arrived, ([_portable(one) for one in self._options()],)


def hand_on(what: OnItsWay) -> None:
    """Hand something to all workers that this process will start."""
    config = getattr(process.current_process(), "_config", None)
    if isinstance(config, dict):
        config[_KEY] = what


def _portable(options: GuardOptions) -> Mapping[str, Any]:
    """Options by name, as they can be sent: what cannot be is left for the worker to refuse."""
    given = {one.name: getattr(options, one.name) for one in fields(GuardOptions)}
    for name in ("price", "config"):
        try:
            pickle.dumps(given[name])
        except Exception:  # noqa: BLE001 - whatever it is, the worker cannot have it
            given[name] = _unpriced if name == "price" else None
    return given


def _unpriced(job: Any) -> Price:
    return Price(None, "the function that prices it cannot be sent to a worker; define it at the top level of a module")
