"""Which guards hold for a call: those that stand on one emitter, made by whichever thread.

A guard that is put where another stands replaces it where it was put: in its thread or asyncio task. For all others
both hold for as long as the new one may be a block (`with guard(...)`), so that no block loosens what another thread
submits. A call of `guard` whose handle is dropped is no block, and replaces what stood there for everyone.
"""

from collections.abc import Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING

from policylint.guards.options import GuardOptions

if TYPE_CHECKING:
    from policylint.guards.guard import Guard


class LazyGuard:
    """A guard that is made when it is first needed: most processes that have one submit nothing.

    `replaces` are the guards in whose place it was put, `held` says whether its handle is still there, and `block`
    whether it is a block that has begun.
    """

    def __init__(self, options: GuardOptions, replaces: frozenset["LazyGuard"] = frozenset()) -> None:
        self.options = options
        self.replaces = replaces
        self.held = True
        self.block = False
        self._guard: Guard | None = None

    def get(self) -> "Guard":
        """The guard, made at the first call.

        Raises:
            ImportError: policylint's own dependencies are missing.
        """
        if self._guard is None:
            from policylint.guards.guard import Guard

            self._guard = Guard(self.options)
        return self._guard


_made_here: ContextVar[frozenset[LazyGuard]] = ContextVar("policylint_guards_made_here", default=frozenset())


class Placement:
    """The guards on one emitter. Readers take no lock: `placed` is replaced as a whole by those who hold one."""

    def __init__(self) -> None:
        self.placed: tuple[LazyGuard, ...] = ()

    def place(self, options: GuardOptions) -> LazyGuard:
        """Put a guard in the place of those that hold here."""
        guard = LazyGuard(options, frozenset(self.active()))
        self.placed = (*self._lasting(), guard)
        _made_here.set(frozenset(one for one in _made_here.get() if one.held) | {guard})
        return guard

    def add(self, options: GuardOptions) -> None:
        """Put a guard beside those that stand here, for good."""
        guard = LazyGuard(options)
        guard.held = False
        self.placed = (*self.placed, guard)

    def end(self, guard: LazyGuard) -> None:
        """Take a guard away; those that it replaced hold again."""
        self.placed = tuple(one for one in self.placed if one is not guard)
        _made_here.set(_made_here.get() - {guard})

    def clear(self) -> None:
        """Take all guards away."""
        self.placed = ()

    def active(self) -> Sequence[LazyGuard]:
        """The guards that hold for a call of this thread or task."""
        placed = self.placed
        if len(placed) < 2:
            return placed
        here = _made_here.get()
        replaced = {
            before for guard in placed for before in guard.replaces if guard in here or not (guard.held or before.block)
        }
        return [guard for guard in placed if guard not in replaced]

    def _lasting(self) -> Sequence[LazyGuard]:
        """Those placed, without the ones that are replaced for everyone."""
        gone = {before for guard in self.placed if not guard.held for before in guard.replaces if not before.block}
        return [guard for guard in self.placed if guard not in gone]
