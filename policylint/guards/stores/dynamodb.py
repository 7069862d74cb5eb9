"""Entries in a DynamoDB table, for guards on many machines, by conditional writes of single items.

Entries are numbered from 1, one after the other. Whoever writes number n has read all that count up to n - 1, and the
write is conditional on nobody having taken n meanwhile: so no sum is acted on that lacks an entry. A process keeps what
it has read, so that it asks only for what came later; what was given back meanwhile it learns before it refuses. An
entry whose answer was lost is known again by its key.

Each item says with which number the present day, week, month, quarter and year began (`starts`), so that a process
reads no more than the period of its budgets.
"""

import json
import os
import random
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from policylint.guards.periods import PERIODS, start_of
from policylint.guards.stores import WAIT, Draft, Entry, Fits, LedgerError, Scope, State, Sum, sum_of

_LEDGER = "entries"
"""The partition that the entries stand in."""
_TEXTS = ("key", "day", "project", "operation", "written", "host", "owner", "environment", "state")
_ADDRESS = "dynamodb://TABLE?region=REGION, where profile= and endpoint= may follow"
_TAKEN = "ConditionalCheckFailedException"
_Item = dict[str, Any]
_Result = TypeVar("_Result")


class DynamoStore:
    """Entries in a table with the key `ledger` (a string), sorted by `number` (a number)."""

    def __init__(self, address: str) -> None:
        try:
            import botocore.session
        except ImportError as error:
            raise LedgerError("a ledger in DynamoDB needs boto3: pip install boto3") from error
        try:
            parts = urlsplit(address)
            found = parse_qs(parts.query, strict_parsing=bool(parts.query))
        except ValueError:
            raise LedgerError(f"the ledger's address is not {_ADDRESS}") from None
        options = {name: values[-1] for name, values in found.items()}
        unknown = options.keys() - {"region", "profile", "endpoint"}
        if not parts.netloc or parts.path.strip("/") or "@" in parts.netloc or unknown:
            raise LedgerError(f"the ledger's address is not {_ADDRESS}")
        self._table = parts.netloc
        self._options = options
        self._session = botocore.session.Session
        self.name = f"dynamodb://{self._table}"
        self.identity = f"{self.name}?{sorted(options.items())}"
        self._mine = _Mine()

    def exists(self) -> bool:
        """Whether there is such a table."""

        def describe(client: Any) -> bool:
            try:
                client.describe_table(TableName=self._table)
            except client.exceptions.ResourceNotFoundException:
                return False
            return True

        return self._done(describe)

    def create(self) -> None:
        """Make the table, paid by request, unless it exists; returns when it can be used."""
        if self.exists():
            return

        def make(client: Any) -> None:
            client.create_table(
                TableName=self._table,
                KeySchema=[
                    {"AttributeName": "ledger", "KeyType": "HASH"},
                    {"AttributeName": "number", "KeyType": "RANGE"},
                ],
                AttributeDefinitions=[
                    {"AttributeName": "ledger", "AttributeType": "S"},
                    {"AttributeName": "number", "AttributeType": "N"},
                ],
                BillingMode="PAY_PER_REQUEST",
            )
            client.get_waiter("table_exists").wait(TableName=self._table, WaiterConfig={"Delay": 2, "MaxAttempts": 60})

        self._done(make)

    def reserve(
        self, draft: Draft, scopes: Sequence[Scope], fits: Fits, *, raised: int | None, but: Collection[int]
    ) -> tuple[int | None, Sequence[Sum]]:
        """As `Store.reserve`."""
        since = min((scope.since for scope in scopes), default=draft.day)

        def count(client: Any) -> tuple[int | None, Sequence[Sum]]:
            read = self._mine.read
            fresh = read.catch_up(client, self._table, since)
            until = time.monotonic() + WAIT
            pause = 0.002
            while True:
                sums = [read.sum(scope, draft.day, but) for scope in scopes]
                if not fits(sums):
                    if fresh:
                        return None, sums
                    fresh = read.anew(client, self._table, since)
                    continue
                item = _item(draft) if raised is None else _raise(draft, raised)
                if read.write(client, self._table, item):
                    if raised is not None:
                        self._raise(client, raised, draft.micro_usd)
                    return (read.last if raised is None else raised), sums
                known = read.numbered(draft.key)
                if known is not None:  # the answer to an earlier attempt was lost
                    return known, sums
                if time.monotonic() > until:
                    raise LedgerError(f"the ledger {self.name} cannot be used: others write to it without end")
                time.sleep(pause * random.random())  # noqa: S311 - spreads those who collided
                pause = min(2 * pause, 0.5)

        return self._done(count)

    def settle(self, entry: int, state: State) -> bool:
        """As `Store.settle`."""

        def update(client: Any) -> bool:
            try:
                client.update_item(
                    TableName=self._table,
                    Key=_key(entry),
                    UpdateExpression="SET #state = :state",
                    ConditionExpression="attribute_exists(#key)",
                    ExpressionAttributeNames={"#state": "state", "#key": "key"},
                    ExpressionAttributeValues={":state": {"S": state}},
                )
            except client.exceptions.ConditionalCheckFailedException:
                return False
            self._mine.read.settled(entry, state)
            return True

        return 0 < entry < 10**18 and self._done(update)

    def entries(self, since: str) -> Iterator[Entry]:
        """As `Store.entries`."""

        def read(client: Any) -> list[Entry]:
            found = _Read()
            found.catch_up(client, self._table, since)
            return [entry for entry in found.known.values() if entry.day >= since]

        yield from self._done(read)

    def adopt(self, entries: Iterable[Entry]) -> int:
        """As `Store.adopt`."""

        def take(client: Any) -> int:
            read = _Read()
            read.catch_up(client, self._table, "")
            keys = {entry.key for entry in read.known.values()}
            new = [entry for entry in entries if entry.key not in keys]
            for entry in new:
                while not read.write(client, self._table, _item(entry)) and read.numbered(entry.key) is None:
                    pass
            return len(new)

        return self._done(take)

    def _raise(self, client: Any, entry: int, micro_usd: int | None) -> None:
        """Show an entry's higher amount where it stands; that it counts is written already."""
        if micro_usd is None:
            return
        try:
            client.update_item(
                TableName=self._table,
                Key=_key(entry),
                UpdateExpression="SET micro_usd = :usd",
                ConditionExpression="attribute_exists(#key) AND (attribute_not_exists(micro_usd) OR micro_usd < :usd)",
                ExpressionAttributeNames={"#key": "key"},
                ExpressionAttributeValues={":usd": {"N": str(micro_usd)}},
            )
        except client.exceptions.ConditionalCheckFailedException:
            return

    def _done(self, step: Callable[[Any], _Result]) -> _Result:
        """Do a step with this process's client; its threads take turns.

        botocore sends a request again where its answer was lost: conditions and keys make that harmless.
        """
        mine = self._mine = self._mine if self._mine.pid == os.getpid() else _Mine()
        from botocore.exceptions import BotoCoreError, ClientError

        with mine.turn:
            try:
                if mine.client is None:
                    mine.client = self._client()
                return step(mine.client)
            except (BotoCoreError, ClientError) as error:
                mine.read = _Read()  # what is known of the table may lack what this step wrote
                raise LedgerError(self._told(error)) from None

    def _client(self) -> Any:
        from botocore.config import Config

        return self._session(profile=self._options.get("profile")).create_client(
            "dynamodb",
            region_name=self._options.get("region"),
            endpoint_url=self._options.get("endpoint"),
            config=Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4}),
        )

    def _told(self, error: Exception) -> str:
        code = getattr(error, "response", {}).get("Error", {}).get("Code")
        if code == "ResourceNotFoundException":
            return f"there is no ledger in {self.name}; `policylint ledger create` makes one"
        return f"the ledger {self.name} cannot be used: {' '.join(str(error).split())}"


class _Mine:
    """What one process has of a store: a client, the turns of its threads, and what it has read."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.turn = Lock()
        self.client: Any = None
        self.read = _Read()


class _Read:
    """The entries of some day and later, as far as they were read: `last` is the number of the last one."""

    def __init__(self) -> None:
        self.last = 0
        self.known: dict[int, Entry] = {}
        self._starts: dict[str, tuple[str, int]] = {}
        self._since: str | None = None

    def catch_up(self, client: Any, table: str, since: str) -> bool:
        """Know at least all entries of a day and later that were there at some time; whether that was just now."""
        if self._since is not None and self._since <= since:
            return False
        return self.anew(client, table, since)

    def anew(self, client: Any, table: str, since: str) -> bool:
        """Read all entries of a day and later, whatever is known already."""
        since = min(since, self._since) if self._since is not None else since
        self.last, self.known, self._starts, self._since = 0, {}, {}, since
        page = client.query(**_query(table, 0), ScanIndexForward=False, Limit=1)
        if page["Items"]:
            starts = _starts(page["Items"][0])
            self.last = max((number for day, number in starts.values() if day <= since), default=1) - 1
            if all(day < since for day, _ in starts.values()):  # the newest entry is of an earlier day
                self.last = int(page["Items"][0]["number"]["N"]) - 1
            self._tail(client, table)
        return True

    def _tail(self, client: Any, table: str) -> None:
        query = _query(table, self.last)
        while True:
            page = client.query(**query)
            for item in page["Items"]:
                self._take(item)
            if "LastEvaluatedKey" not in page:
                return
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def write(self, client: Any, table: str, item: _Item) -> bool:
        """Write an item under the next number, if nobody took that; else read what was written meanwhile."""
        number = self.last + 1
        starts = _continued(self._starts, item["day"]["S"], number)
        whole = {**item, **_key(number), "starts": {"S": json.dumps(starts)}}
        try:
            client.put_item(TableName=table, Item=whole, ConditionExpression="attribute_not_exists(ledger)")
        except client.exceptions.ConditionalCheckFailedException:
            self._tail(client, table)
            return False
        self._take(whole)
        return True

    def _take(self, item: _Item) -> None:
        self.last = int(item["number"]["N"])
        self._starts = _starts(item)
        if "raises" not in item:
            self.known[self.last] = _entry(item)
            return
        raised = self.known.get(int(item["raises"]["N"]))
        if raised is not None and "micro_usd" in item:
            most = max(raised.micro_usd or 0, int(item["micro_usd"]["N"]))
            self.known[raised.id] = _changed(raised, micro_usd=most)

    def numbered(self, key: str) -> int | None:
        """The number of the item with a key, if it is among those known."""
        return next((number for number, entry in reversed(self.known.items()) if entry.key == key), None)

    def settled(self, number: int, state: State) -> None:
        """Know what became of an entry."""
        if number in self.known:
            self.known[number] = _changed(self.known[number], state=state)

    def sum(self, scope: Scope, today: str, but: Collection[int]) -> Sum:
        """The sum of a scope."""
        found = (entry for number, entry in self.known.items() if number not in but and entry.counts)
        return sum_of(filter(scope.covers, found), today)


def _changed(entry: Entry, **changes: Any) -> Entry:
    from dataclasses import replace

    return replace(entry, **changes)


def _continued(starts: dict[str, tuple[str, int]], day: str, number: int) -> dict[str, tuple[str, int]]:
    """With which number each present period began, once an entry of a day is written under a number.

    The present is that of the latest day of any entry: one of an earlier day changes nothing.
    """
    found: dict[str, tuple[str, int]] = {}
    for period in PERIODS:
        start = start_of(period, date.fromisoformat(day)).isoformat()
        before = starts.get(period)
        found[period] = before if before is not None and before[0] >= start else (start, number)
    return found


def _starts(item: _Item) -> dict[str, tuple[str, int]]:
    return {period: (day, number) for period, (day, number) in json.loads(item["starts"]["S"]).items()}


def _query(table: str, after: int) -> dict[str, Any]:
    return {
        "TableName": table,
        "ConsistentRead": True,
        "KeyConditionExpression": "ledger = :ledger AND #number > :after",
        "ExpressionAttributeNames": {"#number": "number"},
        "ExpressionAttributeValues": {":ledger": {"S": _LEDGER}, ":after": {"N": str(after)}},
    }


def _key(number: int) -> _Item:
    return {"ledger": {"S": _LEDGER}, "number": {"N": str(number)}}


def _item(entry: Draft) -> _Item:
    texts = {name: {"S": value} for name in _TEXTS if (value := getattr(entry, name)) is not None}
    micro = {} if entry.micro_usd is None else {"micro_usd": {"N": str(entry.micro_usd)}}
    tags = {"tags": {"M": {key: {"S": value} for key, value in entry.tags.items()}}}
    return {**texts, **micro, **tags, "pid": {"N": str(entry.pid)}}


def _raise(draft: Draft, raised: int) -> _Item:
    """What says that an entry counts for more than it did, in the place of an entry."""
    micro = {} if draft.micro_usd is None else {"micro_usd": {"N": str(draft.micro_usd)}}
    return {"key": {"S": draft.key}, "day": {"S": draft.day}, "raises": {"N": str(raised)}, **micro}


def _entry(item: _Item) -> Entry:
    micro = item.get("micro_usd")
    return Entry(
        **{name: item.get(name, {}).get("S") for name in _TEXTS},
        micro_usd=None if micro is None else int(micro["N"]),
        tags={key: value["S"] for key, value in item["tags"]["M"].items()},
        pid=int(item["pid"]["N"]),
        id=int(item["number"]["N"]),
    )
