"""The ledger of budgets: what the submissions of a period may cost, counted across processes and machines.

An entry is written before its request is sent, as the most that the job can cost, and taken back only when the request
is known to have come to nothing. So a process that is killed between the two has spent its money as far as the ledger
knows: the budget may be kept too well, never too badly. Amounts are whole millionths of a dollar, rounded up; one that
is not known is None, and counts as an entry without an amount.

Days are those of UTC. Entries of a later day than today count today: a clock that is moved back opens no fresh budget.
Where the entries stand is the business of `policylint.guards.stores`.
"""

import math
import os
import platform
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from policylint.dataclass_ import dataclass
from policylint.guards.audit import owner
from policylint.guards.periods import Period, start_of
from policylint.guards.stores import Draft, Entry, LedgerError, Scope, State, Sum, sum_of
from policylint.guards.stores.addresses import store_of

__all__ = ["Entry", "Ledger", "LedgerError", "Limit", "Reservation", "Spend", "Standing", "now"]


def now() -> float:
    """The seconds that the clock of this machine states, since 1970."""
    return time.time()


@dataclass(frozen=True, slots=True)
class Spend:
    """A wish to spend: for whom, on what, and the most in USD; None where that is not known."""

    project: str
    operation: str
    usd: float | None
    environment: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in USD for each period, on the entries that have all of project, environment and tags that it states.

    A tag whose value is None is one that they lack. What goes over a `soft` limit is said and not refused.
    """

    usd: float
    period: Period = "day"
    project: str | None = None
    environment: str | None = None
    tags: Mapping[str, str | None] = field(default_factory=dict)
    soft: bool = False

    @property
    def whose(self) -> str:
        """Whom it is for, as messages say it; empty where it is for all."""
        parts = [f"project {self.project!r}"] if self.project is not None else []
        parts += [f"environment {self.environment}"] if self.environment is not None else []
        parts += [f"{key}={value}" if value is not None else f"no tag {key}" for key, value in self.tags.items()]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a limit: what was spent before, in USD, and whether the wish goes `over` it.

    `later_usd` is the part that is dated later than today; `entries` counts those behind it, `unknown` those without an
    amount.
    """

    limit: Limit
    spent_usd: float
    later_usd: float
    entries: int
    unknown: int
    over: bool


@dataclass(frozen=True, slots=True)
class Reservation:
    """The answer to a wish to spend: the `entry`, None where it was refused, and how it stands with each limit."""

    entry: int | None
    standings: tuple[Standing, ...]

    @property
    def over(self) -> bool:
        """Whether some limit that is not soft does not hold it."""
        return any(standing.over and not standing.limit.soft for standing in self.standings)


class Ledger:
    """The ledger at an address: a file, `postgresql://...` or `dynamodb://TABLE`."""

    def __init__(self, address: str | Path, clock: Callable[[], float] | None = None) -> None:
        self.store = store_of(address)
        self._clock = clock or now

    @classmethod
    def shared(cls, address: str | Path) -> "Ledger":
        """The one of this process at an address: whatever guards and threads ask, there is one connection."""
        return _shared.get(str(address)) or _shared.setdefault(str(address), cls(address))

    def reserve(
        self,
        spend: Spend,
        limits: Sequence[Limit],
        *,
        force: bool = False,
        entry: int | None = None,
        others: Collection[int] = (),
    ) -> Reservation:
        """Count a wish to spend against the limits, if it fits in all of them or is forced.

        `entry` is the entry in which another guard counted the same call, by its own price and limits: it is raised to
        the higher of the two amounts. `others` are further entries of the same call, for other projects.

        Raises:
            LedgerError: the ledger cannot be read or written.
        """
        written = self._now()
        draft = Draft(
            key=uuid4().hex,
            day=written.date().isoformat(),
            project=spend.project,
            operation=spend.operation,
            micro_usd=None if spend.usd is None else _micro(spend.usd),
            written=written.isoformat(),
            host=platform.node(),
            pid=os.getpid(),
            owner=owner(),
            environment=spend.environment,
            tags=spend.tags,
        )
        amount = draft.micro_usd or 0

        def standings(sums: Sequence[Sum]) -> tuple[Standing, ...]:
            return tuple(_standing(limit, found, amount) for limit, found in zip(limits, sums, strict=True))

        number, sums = self.store.reserve(
            draft,
            [self._scope(limit, written) for limit in limits],
            lambda sums: force or not any(one.over and not one.limit.soft for one in standings(sums)),
            raised=entry,
            but={*others, *([] if entry is None else [entry])},
        )
        return Reservation(number, standings(sums))

    def settle(self, entry: int, state: State) -> None:
        """Say what became of an entry: "submitted", "uncertain" or "released", which counts no more.

        Raises:
            LedgerError: there is no such entry, or the ledger cannot be written.
        """
        if not self.store.settle(entry, state):
            raise LedgerError(f"the ledger {self.store.name} has no entry {entry}")

    def entries(self, period: Period | None = "day") -> tuple[Entry, ...]:
        """The entries of the present period and later, in the order of writing; None: of all periods.

        Raises:
            LedgerError: the ledger cannot be read.
        """
        since = "" if period is None else start_of(period, self._now().date()).isoformat()
        return tuple(self.store.entries(since))

    def standing(self, limit: Limit, entries: Iterable[Entry]) -> Standing:
        """How it stands with a limit now, by entries among which are all of its period."""
        at = self._now()
        scope, today = self._scope(limit, at), at.date().isoformat()
        return _standing(limit, sum_of((one for one in entries if one.counts and scope.covers(one)), today), 0)

    def _scope(self, limit: Limit, at: datetime) -> Scope:
        since = start_of(limit.period, at.date()).isoformat()
        return Scope(since, limit.project, limit.environment, limit.tags)

    def _now(self) -> datetime:
        try:
            return datetime.fromtimestamp(self._clock(), UTC)
        except (ValueError, OverflowError, OSError):
            raise LedgerError(
                f"the ledger {self.store.name} cannot be used: the clock of this machine states no date"
            ) from None


_shared: dict[str, Ledger] = {}


def _standing(limit: Limit, found: Sum, amount: int) -> Standing:
    most = math.floor(limit.usd * 1_000_000)
    spent, later = found.micro_usd / 1e6, found.later / 1e6
    return Standing(limit, spent, later, found.entries, found.unknown, found.micro_usd + amount > most)


def _micro(usd: float) -> int:
    """An amount in millionths of a dollar, rounded up, but not for the last bit of a float."""
    return math.ceil(round(usd * 1_000_000, 3))
