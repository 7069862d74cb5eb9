"""What a program hands to something of Python's own that calls it: a pool, a thread, a process, an event loop."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from policylint.sources.python import operators
from policylint.sources.python.machine import Machine
from policylint.sources.python.values import Call, Dict, Known, List, Made, Value

Handed = tuple[Value, Call]
"""What is called, and with what."""


def handed_on(call: Call, machine: Machine) -> Sequence[Handed] | None:
    """The calls that come of a call that hands something on; None of others, and where they are not known."""
    if call.name in _STARTS and isinstance(call.receiver, Made):
        call = call.receiver.call  # what it was given may have changed since, and is read now
    read = _HANDING.get(call.name)
    if read is None or call.name in machine.patched:
        return None
    found = read(call, machine)
    return None if found is None else tuple(found)


def _direct(before: int) -> "_Reader":
    """`submit(run, *args, **kwargs)`, behind other arguments."""

    def read(call: Call, machine: Machine) -> Iterator[Handed] | None:
        args = call.args[before:]
        return iter([_call(args[0], args[1:], call.keywords, call, call.more)]) if args else None

    return read


def _bundled(order: Sequence[str], run: str) -> "_Reader":
    """`Thread(target=run, args=(...), kwargs={...})`: the parameters' names in their order, and which is called; the
    last two hold its arguments."""
    args, kwargs = order[-2:]

    def read(call: Call, machine: Machine) -> Iterator[Handed] | None:
        given = call.bind(*order)
        if given is None or run not in given or call.more is not None:
            return None
        items = operators.items_of(given[args], machine) if args in given else ()
        named = given.get(kwargs, Dict())
        if isinstance(named, Known) and named.value is None:
            named = Dict()
        if items is None or not isinstance(named, Dict) or not named.complete:
            return None
        return iter([_call(given[run], items, {str(key): value for key, value in named.entries.items()}, call)])

    return read


def _each(call: Call, machine: Machine) -> Iterator[Handed] | None:
    """`map(run, *iterables)`."""
    if len(call.args) < 2 or call.more is not None:
        return None
    columns = [operators.items_of(one, machine) for one in call.args[1:]]
    if any(column is None for column in columns):
        return None
    rows = zip(*(column for column in columns if column is not None), strict=False)
    return (_call(call.args[0], row, {}, call) for row in rows)


def _each_row(call: Call, machine: Machine) -> Iterator[Handed] | None:
    """`starmap(run, rows)`."""
    rows = operators.items_of(call.args[1], machine) if len(call.args) > 1 and call.more is None else None
    if rows is None:
        return None
    items = [operators.items_of(row, machine) if isinstance(row, List) else None for row in rows]
    if any(row is None for row in items):
        return None
    return (_call(call.args[0], row, {}, call) for row in items if row is not None)


def _call(
    run: Value, args: Sequence[Value], keywords: Mapping[str, Value], by: Call, more: Value | None = None
) -> Handed:
    keys = {name: value.at for name, value in keywords.items()}
    return run, Call("", args, keywords, keys=keys, more=more, at=by.at)


_Reader = Callable[[Call, Machine], Iterator[Handed] | None]
STARTED = ("threading.Thread", "multiprocessing.Process")
"""What runs what it was made with when it is started."""
_STARTS = frozenset(f"{name}.start" for name in STARTED)
_APPLIED = ("func", "args", "kwds")
_THREAD = ("group", "target", "name", "args", "kwargs")
_EXECUTORS = tuple(f"concurrent.futures.{kind}" for kind in ("ThreadPoolExecutor", "ProcessPoolExecutor"))
_POOLS = ("multiprocessing.Pool", "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool")
_LOOPS = ("asyncio.get_event_loop", "asyncio.get_running_loop", "asyncio.new_event_loop")
HOLDERS = frozenset((*_EXECUTORS, *_POOLS, *_LOOPS))
"""What makes something that runs what it is handed, and gives itself where a `with` enters it."""

_HANDING: Mapping[str, _Reader] = {
    **{f"{kind}.submit": _direct(0) for kind in _EXECUTORS},
    **{f"{kind}.map": _each for kind in _EXECUTORS},
    **{
        f"{pool}.{name}": _bundled(("func", "args", "kwds"), "func")
        for pool in _POOLS
        for name in ("apply", "apply_async")
    },
    **{f"{pool}.{name}": _each for pool in _POOLS for name in ("map", "map_async", "imap", "imap_unordered")},
    **{f"{pool}.{name}": _each_row for pool in _POOLS for name in ("starmap", "starmap_async")},
    **{f"{loop}.run_in_executor": _direct(1) for loop in _LOOPS},
    "asyncio.to_thread": _direct(0),
    **{name: _bundled(_THREAD, "target") for name in STARTED},
}
