"""Writing price books: rows merged into a file that is either the old one or the new one, never half of each."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from policylint.atomic import replace
from policylint.cost.offer import rows_of_answers
from policylint.cost.rates import PROCESSING, TRAINING, Row, read_book, table_text


def merge(file: Path, rows: Iterable[Row]) -> tuple[int, int]:
    """Add rows to a price book, in place of those of the same rate and day; older days are kept.

    Returns:
        How many rows are new or changed, and how many the book has now.

    Raises:
        PriceBookError: the book that is there cannot be used.
        OSError: the file cannot be written.
    """
    book = {_key(row): row for row in read_book(file).all()} if file.exists() else {}
    changed = 0
    for row in rows:
        known = book.get(_key(row))
        changed += known is None or known.usd != row.usd
        book[_key(row)] = row
    replace(file, table_text(sorted(book.values())).encode())
    return changed, len(book)


def fetch(regions: Iterable[str], *, endpoint: str | None = None) -> Iterator[Row]:
    """The rates of AWS's Price List Query API, asked with the user's own credentials; no Region means all.

    Throttled and failed calls are retried by botocore, with growing pauses.

    Raises:
        ImportError: boto3 is not installed.
        botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError: the API cannot be asked.
        OfferError: it answers something else than a price list.
    """
    import boto3
    from botocore.config import Config

    # The API is served in a few Regions, whichever Region is asked about.
    patient = Config(retries={"mode": "standard", "max_attempts": 10})
    client = boto3.client("pricing", region_name="us-east-1", endpoint_url=endpoint, config=patient)
    pages = client.get_paginator("get_products")
    for region in list(regions) or [""]:
        for field, value in (("component", TRAINING), ("component", PROCESSING), ("productFamily", "Storage")):
            wanted = {field: value} | ({"regionCode": region} if region else {})
            filters = [_filter(name, text) for name, text in wanted.items()]
            for page in pages.paginate(ServiceCode="AmazonSageMaker", Filters=filters):
                yield from rows_of_answers(page["PriceList"], "the Price List API")


def _filter(field: str, value: str) -> dict[str, Any]:
    return {"Type": "TERM_MATCH", "Field": field, "Value": value}


def _key(row: Row) -> tuple[str, str, str, str]:
    return row.region, row.component, row.instance_type, row.as_of
