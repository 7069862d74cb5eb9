"""AWS's Price List Query API: the same offer as in files, asked for product by product."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from policylint.cost.importers.offer import OfferError, on_demand, product, rows
from policylint.cost.rates import PROCESSING, TRAINING, Row


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


def rows_of_answers(answers: Iterable[str], place: str) -> Iterator[Row]:
    """The rates in answers of `get_products`, each a JSON text of one product with its terms.

    Raises:
        OfferError: an answer is not such a text.
    """
    for answer in answers:
        try:
            item = json.loads(answer)
            found = product(item["product"]["attributes"])
            sku = item["product"]["sku"]
            price = on_demand(item["terms"].get("OnDemand", {}))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise OfferError(f"{place}: an answer is not a product of the price list") from error
        if found and price:
            yield from rows(found, price, sku)


def _filter(field: str, value: str) -> dict[str, Any]:
    return {"Type": "TERM_MATCH", "Field": field, "Value": value}
