"""Addresses of ledgers: a file, a database of PostgreSQL, or a table of DynamoDB."""

from pathlib import Path

from policylint.guards.stores import Store


def store_of(address: str | Path) -> Store:
    """The store at an address: a file, `postgresql://...` or `dynamodb://TABLE`.

    Raises:
        LedgerError: the address cannot be used, or what it needs is not installed.
    """
    scheme = str(address).partition("://")[0]
    if scheme in ("postgresql", "postgres"):
        from policylint.guards.stores.postgres import PostgresStore

        return PostgresStore(str(address))
    if scheme == "dynamodb":
        from policylint.guards.stores.dynamodb import DynamoStore

        return DynamoStore(str(address))
    from policylint.guards.stores.sqlite import SqliteStore

    return SqliteStore(Path(address))


def is_address(text: str) -> bool:
    """Whether a text is the address of a ledger that many machines share, and no file."""
    return text.partition("://")[0] in ("postgresql", "postgres", "dynamodb") and "://" in text
