"""Entries in a SQLite file, which is made when first written to. Each call opens and closes it: forks are safe."""

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from policylint.guards.stores import WAIT, Draft, Entry, Fits, LedgerError, Scope, State, Sum
from policylint.guards.turns import turn

VERSION = 2

_COLUMNS = "key, day, project, operation, micro_usd, written, host, pid, owner, environment, tags, state"
_TABLE = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    project TEXT NOT NULL,
    operation TEXT NOT NULL,
    micro_usd INTEGER CHECK (micro_usd >= 0),
    written TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    owner TEXT,
    environment TEXT,
    tags TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL CHECK (state IN ('reserved', 'submitted', 'uncertain', 'released'))
)
"""
_INDICES = (
    "CREATE INDEX entries_by_project ON entries (project, day)",
    "CREATE INDEX entries_by_day ON entries (day)",
)
_INSERT = f"INSERT INTO entries ({_COLUMNS}) VALUES ({', '.join('?' * 12)})"
# Version 1 knew neither tags nor entries without an amount.
_FROM_1 = (
    "ALTER TABLE entries RENAME TO entries_1",
    "DROP INDEX entries_by_project",
    _TABLE,
    *_INDICES,
    "INSERT INTO entries (id, key, day, project, operation, micro_usd, written, host, pid, owner, state) "
    "SELECT id, 'sqlite-1|' || host || '|' || pid || '|' || written || '|' || id, day, project, operation, micro_usd, "
    "written, host, pid, owner, state FROM entries_1 ORDER BY id",
    "DROP TABLE entries_1",
    f"PRAGMA user_version = {VERSION}",
)


class SqliteStore:
    """Entries in a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def name(self) -> str:
        """The file."""
        return str(self.file)

    @property
    def identity(self) -> str:
        """The file, whatever links lead to it."""
        return os.path.realpath(self.file)

    def exists(self) -> bool:
        """Whether there is such a file."""
        return self.file.exists()

    def create(self) -> None:
        """Make the file, unless it exists."""
        with self._writing():
            pass

    def reserve(
        self, draft: Draft, scopes: Sequence[Scope], fits: Fits, *, raised: int | None, but: Collection[int]
    ) -> tuple[int | None, Sequence[Sum]]:
        """As `Store.reserve`."""
        with self._writing() as connection:
            sums = [_sum(connection, scope, draft.day, but) for scope in scopes]
            if not fits(sums):
                return None, sums
            if raised is not None:
                more = "UPDATE entries SET micro_usd = max(coalesce(micro_usd, 0), ?) WHERE id = ? AND ? IS NOT NULL"
                connection.execute(more, (draft.micro_usd, raised, draft.micro_usd))
                return raised, sums
            return connection.execute(_INSERT, _values(draft)).lastrowid, sums

    def settle(self, entry: int, state: State) -> bool:
        """As `Store.settle`."""
        with self._writing() as connection:
            changed = (
                entry.bit_length() < 64
                and connection.execute("UPDATE entries SET state = ? WHERE id = ?", (state, entry)).rowcount
            )  # SQLite's numbers have 64 bits
            return bool(changed)

    def entries(self, since: str) -> Iterator[Entry]:
        """As `Store.entries`; none where the file does not exist yet."""
        if not self.file.exists():
            return
        with self._writing() as connection:
            found = connection.execute(f"SELECT {_COLUMNS}, id FROM entries WHERE day >= ? ORDER BY id", (since,))
            rows = found.fetchall()
        for *row, tags, state, number in rows:
            yield Entry.of((*row, json.loads(tags), state, number))

    def adopt(self, entries: Iterable[Entry]) -> int:
        """As `Store.adopt`."""
        with self._writing() as connection:
            insert = _INSERT.replace("INSERT", "INSERT OR IGNORE", 1)
            return sum(connection.execute(insert, _values(entry)).rowcount for entry in entries)

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
                for statement in ("BEGIN IMMEDIATE", _TABLE, *_INDICES, f"PRAGMA user_version = {VERSION}", "COMMIT"):
                    connection.execute(statement)
            finally:
                connection.close()
            made.replace(self.file)

    def _check(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION:
            return
        if version == 1:
            for statement in _FROM_1:
                connection.execute(statement)
            return
        if version:
            raise LedgerError(f"the ledger {self.file} is of version {version}; this policylint writes {VERSION}")
        raise LedgerError(
            f"the ledger {self.file} cannot be used: the file is empty or not a ledger, so nobody knows what was "
            "spent; move it away to begin anew"
        )


def _sum(connection: sqlite3.Connection, scope: Scope, today: str, but: Collection[int]) -> Sum:
    conditions = ["day >= ?", "state != 'released'"]
    values: list[str | None] = [scope.since]
    for column, value in (("project", scope.project), ("environment", scope.environment)):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    for pair in scope.tags.items():
        conditions.append("(SELECT value FROM json_each(tags) WHERE key = ?) IS ?")
        values += pair
    if but:
        conditions.append(f"id NOT IN ({', '.join(str(int(number)) for number in but)})")
    row = connection.execute(
        "SELECT coalesce(sum(micro_usd), 0), coalesce(sum(CASE WHEN day > ? THEN micro_usd END), 0), "
        f"count(*), count(*) - count(micro_usd) FROM entries WHERE {' AND '.join(conditions)}",
        (today, *values),
    ).fetchone()
    return Sum(*row)


def _values(entry: Draft) -> tuple[Any, ...]:
    return (
        entry.key, entry.day, entry.project, entry.operation, entry.micro_usd, entry.written, entry.host, entry.pid,
        entry.owner, entry.environment, json.dumps(dict(entry.tags)), entry.state,
    )  # fmt: skip
