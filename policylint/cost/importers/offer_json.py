"""AWS's offer file of SageMaker in JSON, read as a stream by ijson.

A file of all Regions has hundreds of megabytes: one product or one SKU's terms is in memory at a time. The file is
read three times, for its code, its products and its prices, so that the price of no other product is kept.
"""

import codecs
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from policylint.cost.importers.offer import OfferError, Price, Product, on_demand, product, rows
from policylint.cost.rates import Row

_CODE = "AmazonSageMaker"


def read(stream: IO[bytes], file: Path) -> Iterator[Row]:
    """The rates in an offer file.

    Raises:
        OfferError: it is not one, or ijson is not installed.
    """
    try:
        import ijson
    except ImportError as error:
        raise OfferError(
            f"{file}: an offer file in JSON needs ijson: pip install 'policylint[pricing]' (one in CSV does not)"
        ) from error
    try:
        code = next(ijson.items(_from_start(stream), "offerCode"), _CODE)
        if code != _CODE:
            raise OfferError(f"{file}: is an offer of {code}, not of {_CODE}")
        products = dict(_products(ijson.kvitems(_from_start(stream), "products")))
        prices = _prices(ijson.kvitems(_from_start(stream), "terms.OnDemand"), products)
    except (ijson.JSONError, TypeError, KeyError, AttributeError) as error:
        raise OfferError(f"{file}: is not the JSON of an offer file") from error
    if prices is None:
        raise OfferError(f"{file}: holds no on-demand terms of {_CODE}")
    for sku, found in products.items():
        if sku in prices:
            yield from rows(found, prices[sku], sku)


def _products(described: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Product]]:
    """The products that training needs, by SKU."""
    for sku, one in described:
        found = product(one.get("attributes", {}))
        if found:
            yield sku, found


def _prices(terms: Iterable[tuple[str, Any]], wanted: Container[str]) -> dict[str, Price] | None:
    """The on-demand prices of the SKUs that are wanted; None if there is no such price of any SKU."""
    found: dict[str, Price] = {}
    any_price = False
    for sku, one in terms:
        price = on_demand(one)
        any_price = any_price or price is not None
        if price is not None and sku in wanted:
            found[sku] = price
    return found if any_price else None


def _from_start(stream: IO[bytes]) -> IO[bytes]:
    """The stream at its first byte behind a mark of its encoding."""
    stream.seek(0)
    if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        stream.seek(0)
    return stream
