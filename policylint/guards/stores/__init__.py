"""Where the entries of a ledger stand: one small interface, and a module for each kind of place.

A store counts and writes in one step that no other process can come between. What a sum means, how amounts are rounded
and what is said of it is the business of `policylint.guards.ledger` alone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Literal, Protocol

from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError

State = Literal["reserved", "submitted", "uncertain", "released"]

WAIT = 30.0
"""How long to wait for other processes, in seconds."""


class LedgerError(PolicylintError):
    """The ledger cannot be used, so nobody knows what is left of the budget; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that is not written yet.

    `key` is its own and no other's: by it a store knows an entry that it wrote before the answer was lost. `day` is an
    ISO date, `written` an ISO time, both UTC; `micro_usd` are millionths of a dollar, None where that is not known.
    """

    key: str
    day: str
    project: str
    operation: str
    micro_usd: int | None
    written: str
    host: str
    pid: int
    owner: str | None
    environment: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    state: State = "reserved"


@dataclass(frozen=True, slots=True)
class Entry(Draft):
    """A line of the ledger, by its number."""

    id: int = 0

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Entry":
        """The entry in a row: the values of the fields in their order."""
        return cls(*row)

    @property
    def usd(self) -> float | None:
        """The most that the job can cost; None where that is not known."""
        return None if self.micro_usd is None else self.micro_usd / 1e6

    @property
    def counts(self) -> bool:
        """Whether it counts against budgets."""
        return self.state != "released"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which entries a sum is of: those of `since` and later days that have all that is stated here.

    A tag whose value is None is one that they lack.
    """

    since: str
    project: str | None = None
    environment: str | None = None
    tags: Mapping[str, str | None] = field(default_factory=dict)

    def covers(self, entry: Draft) -> bool:
        """Whether an entry is among them."""
        return (
            entry.day >= self.since
            and self.project in (None, entry.project)
            and self.environment in (None, entry.environment)
            and all(entry.tags.get(key) == value for key, value in self.tags.items())
        )


@dataclass(frozen=True, slots=True)
class Sum:
    """What the entries of a scope that count come to, in millionths of a dollar.

    `later` is the part that is dated later than today; `entries` counts all, `unknown` those without an amount.
    """

    micro_usd: int
    later: int
    entries: int
    unknown: int


def sum_of(entries: Iterable[Draft], today: str) -> Sum:
    """The sum of entries that count."""
    found = list(entries)
    amounts = [(entry.day, entry.micro_usd) for entry in found if entry.micro_usd is not None]
    later = sum(micro for day, micro in amounts if day > today)
    return Sum(sum(micro for _, micro in amounts), later, len(found), len(found) - len(amounts))


Fits = Callable[[Sequence[Sum]], bool]


class Store(Protocol):
    """A place of entries. Every method raises LedgerError where the place cannot be used."""

    @property
    def name(self) -> str:
        """What messages call it: never with a password."""

    @property
    def identity(self) -> str:
        """Equal for two that are the same place, as far as their addresses tell."""

    def exists(self) -> bool:
        """Whether it was made."""

    def create(self) -> None:
        """Make it, unless it exists."""

    def reserve(
        self, draft: Draft, scopes: Sequence[Scope], fits: Fits, *, raised: int | None, but: Collection[int]
    ) -> tuple[int | None, Sequence[Sum]]:
        """Write an entry if the sums of its scopes let it, in one step; its number (None: it was not) and the sums.

        `raised` is an entry that is raised to the draft's amount, where that is higher, in place of a new one; entries
        in `but` are left out of the sums.
        """

    def settle(self, entry: int, state: State) -> bool:
        """Change an entry's state; whether there is such an entry."""

    def entries(self, since: str) -> Iterator[Entry]:
        """The entries of a day and later, in the order of writing."""

    def adopt(self, entries: Iterable[Entry]) -> int:
        """Take over entries of another store, but for those taken over before; how many were new."""
