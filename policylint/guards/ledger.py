"""The ledger of a budget: what the submissions of a day may cost, in SQLite, counted across processes.

An entry is written before its request is sent, as the most that the job can cost, and taken back only when the request
is known to have come to nothing. So a process that is killed between the two has spent its money as far as the ledger
knows: the budget may be kept too well, never too badly. Amounts are whole millionths of a dollar, rounded up.

Days are those of UTC. Entries of a later day than today count today: a clock that is moved back opens no fresh budget.
"""

import math
import os
import platform
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.guards.audit import owner
from policylint.guards.turns import turn

VERSION = 1
WAIT = 30.0
"""How long to wait for other processes, in seconds."""

_TABLE = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    project TEXT NOT NULL,
    operation TEXT NOT NULL,
    micro_usd INTEGER NOT NULL CHECK (micro_usd >= 0),
    state TEXT NOT NULL CHECK (state IN ('reserved', 'submitted', 'uncertain', 'released')),
    written TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    owner TEXT
)
"""
_INDEX = "CREATE INDEX entries_by_project ON entries (project, day)"
_SPENT = (
    "SELECT coalesce(sum(micro_usd), 0), coalesce(sum(CASE WHEN day > ? THEN micro_usd ELSE 0 END), 0) "
    "FROM entries WHERE project = ? AND day >= ? AND state != 'released' AND id IS NOT ?"
)
_ENTRIES = (
    "SELECT id, day, project, operation, micro_usd, state, written, host, pid, owner "
    "FROM entries WHERE day >= ? AND (? IS NULL OR project = ?) ORDER BY id"
)


def now() -> float:
    """The seconds that the clock of this machine states, since 1970."""
    return time.time()


class LedgerError(PolicylintError):
    """The ledger cannot be used, so nobody knows what is left of the budget; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """The answer to a wish to spend: whether it goes `over` the limit, and the `entry`, None where it was refused.

    `spent_usd` is what was spent before, `later_usd` the part of that which is dated later than today.
    """

    entry: int | None
    over: bool
    spent_usd: float
    later_usd: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger."""

    id: int
    day: str
    project: str
    operation: str
    usd: float
    state: str
    written: str
    host: str
    pid: int
    owner: str | None


class Ledger:
    """The ledger in a file, which is made when first written to. Each call opens and closes it: forks are safe."""

    def __init__(self, file: Path, clock: Callable[[], float] | None = None) -> None:
        self.file = file
        self._clock = clock or now

    def reserve(
        self,
        project: str,
        operation: str,
        usd: float,
        limit_usd: float,
        *,
        force: bool = False,
        entry: int | None = None,
    ) -> Reservation:
        """Count `usd` against a project's limit for today, if it fits or is forced.

        `entry` is the entry in which another guard counted the same call, by its own price and limit: it is raised to
        the higher of the two amounts.

        Raises:
            LedgerError: the ledger cannot be read or written.
        """
        amount, limit = _micro(usd), math.floor(limit_usd * 1_000_000)
        written = self._now()
        day = written.date().isoformat()
        with self._writing() as connection:
            spent, later = connection.execute(_SPENT, (day, project, day, entry)).fetchone()
            over = spent + amount > limit
            if over and not force:
                return Reservation(None, over, spent / 1e6, later / 1e6)
            if entry is not None:
                connection.execute("UPDATE entries SET micro_usd = max(micro_usd, ?) WHERE id = ?", (amount, entry))
                return Reservation(entry, over, spent / 1e6, later / 1e6)
            made = connection.execute(
                "INSERT INTO entries (day, project, operation, micro_usd, state, written, host, pid, owner) "
                "VALUES (?, ?, ?, ?, 'reserved', ?, ?, ?, ?)",
                (day, project, operation, amount, written.isoformat(), platform.node(), os.getpid(), owner()),
            ).lastrowid
            return Reservation(made, over, spent / 1e6, later / 1e6)

    def settle(self, entry: int, state: str) -> None:
        """Say what became of an entry: "submitted", "uncertain" or "released", which counts no more.

        Raises:
            LedgerError: there is no such entry, or the ledger cannot be written.
        """
        with self._writing() as connection:
            known = (
                entry.bit_length() < 64
                and connection.execute("UPDATE entries SET state = ? WHERE id = ?", (state, entry)).rowcount
            )  # SQLite's numbers have 64 bits
            if not known:
                raise LedgerError(f"the ledger {self.file} has no entry {entry}")

    def entries(self, project: str | None = None) -> tuple[Entry, ...]:
        """The entries of today and later, in the order of writing; none where the ledger does not exist yet.

        Raises:
            LedgerError: the ledger cannot be read.
        """
        if not self.file.exists():
            return ()
        day = self._now().date().isoformat()
        with self._writing() as connection:
            rows = connection.execute(_ENTRIES, (day, project, project)).fetchall()
        return tuple(
            Entry(number, day, project, operation, micro / 1e6, state, written, host, pid, user)
            for number, day, project, operation, micro, state, written, host, pid, user in rows
        )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that no other process reads or writes beside: committed at the end, else undone."""
        connection = None
        try:
            if not self.file.exists():
                self._create()
            connection = sqlite3.connect(
                f"{self.file.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT, isolation_level=None
            )
            connection.execute("BEGIN IMMEDIATE")
            self._check(connection)
            yield connection
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            reason = "another process holds its turn" if isinstance(error, TimeoutError) else reason
            raise LedgerError(f"the ledger {self.file} cannot be used: {reason or type(error).__name__}") from None
        finally:
            if connection is not None:
                connection.close()  # undoes what was not committed

    def _now(self) -> datetime:
        try:
            return datetime.fromtimestamp(self._clock(), UTC)
        except (ValueError, OverflowError, OSError):
            raise LedgerError(
                f"the ledger {self.file} cannot be used: the clock of this machine states no date"
            ) from None

    def _create(self) -> None:
        """Make the ledger beside its place and move it there whole: an empty file is never one in the making.

        Processes take turns, since the second must not move its own over the first's entries.
        """
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with turn(self.file, WAIT):
            if self.file.exists():
                return
            made = self.file.with_name(f"{self.file.name}.new")
            made.unlink(missing_ok=True)  # of a process that was killed
            connection = sqlite3.connect(made, isolation_level=None)
            try:
                for statement in ("BEGIN IMMEDIATE", _TABLE, _INDEX, f"PRAGMA user_version = {VERSION}", "COMMIT"):
                    connection.execute(statement)
            finally:
                connection.close()
            made.replace(self.file)

    def _check(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION:
            return
        if version:
            raise LedgerError(f"the ledger {self.file} is of version {version}; this policylint writes {VERSION}")
        raise LedgerError(
            f"the ledger {self.file} cannot be used: the file is empty or not a ledger, so nobody knows what was "
            "spent; move it away to begin anew"
        )


def _micro(usd: float) -> int:
    """An amount in millionths of a dollar, rounded up, but not for the last bit of a float."""
    return math.ceil(round(usd * 1_000_000, 3))
