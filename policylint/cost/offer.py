"""AWS's own price list of SageMaker as rows of a price book: offer files, JSON or CSV, and the Price List Query API.

An offer file of all Regions has hundreds of megabytes, so it is read as a stream: of a JSON file one product or one
term is in memory at a time, and little is kept of it.

What is taken are the on-demand rates of components Training and Processing and of their volumes. Spot meters, clusters,
training plans and other components are passed over: their rates are others.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from policylint.cost.rates import PROCESSING, PROCESSING_VOLUME, TRAINING, TRAINING_VOLUME, UNITS, Row
from policylint.errors import PolicylintError

_COMPONENTS = {"training": TRAINING, "processing": PROCESSING}
_USAGE = {"train": TRAINING, "processing": PROCESSING, "process": PROCESSING}
_VOLUMES = {TRAINING: TRAINING_VOLUME, PROCESSING: PROCESSING_VOLUME}
_CHUNK = 1 << 20


class OfferError(PolicylintError, ValueError):
    """A file or answer that is no offer of AmazonSageMaker; the message begins with its place."""


class Product(NamedTuple):
    """What a SKU is, as far as it is a rate that training needs."""

    region: str
    component: str
    instance_type: str


class Price(NamedTuple):
    """What a SKU costs on demand, and from when on."""

    usd: float
    unit: str
    as_of: str


def product(attributes: Mapping[str, Any]) -> Product | None:
    """What the attributes of a product describe; None for all that training does not need.

    The Region comes from `regionCode` alone (usage-type prefixes and location names do not follow it), the instance
    type from `instanceName`, else from the usage type, since the column of that name is mostly empty or ends in the
    component.
    """
    text = {_plain(key): value for key, value in attributes.items() if isinstance(value, str)}
    region = text.get("regioncode", "")
    place, _, what = text.get("usagetype", "").partition(":")
    used = _USAGE.get(place.rpartition("-")[2].lower())
    component = _COMPONENTS.get(text.get("component", "").lower()) or _COMPONENTS.get(
        text.get("platoinstancetype", "").lower()
    )
    if not region or (what and used is None) or (component and used and component != used):
        return None
    if what.lower().startswith("volumeusage"):
        return Product(region, _VOLUMES[used], "") if used else None
    type_ = next((name for name in (text.get("instancename", ""), what) if name.startswith("ml.")), "")
    component = component or used
    return Product(region, component, type_) if component and type_ else None


def rows_of_file(file: Path) -> Iterator[Row]:
    """The rates in an offer file, JSON or CSV.

    Raises:
        OfferError: the file cannot be read or is no offer of AmazonSageMaker.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.read(1)
            stream.seek(0)
            if first == "{":
                yield from _joined(*_Json(stream, file.name).offer(), file)
            else:
                yield from _rows_of_csv(stream, file)
    except OSError as error:
        raise OfferError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OfferError(f"{file}: is not UTF-8") from error


def rows_of_answers(answers: Iterable[str], place: str) -> Iterator[Row]:
    """The rates in answers of `get_products`, each a JSON text of one product with its terms.

    Raises:
        OfferError: an answer is no such text.
    """
    for answer in answers:
        try:
            item = json.loads(answer)
            found = product(item["product"]["attributes"])
            sku = item["product"]["sku"]
            price = _on_demand(item["terms"].get("OnDemand", {}))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise OfferError(f"{place}: an answer is no product of the price list") from error
        if found and price:
            yield from _row(found, price, sku)


def _joined(products: Mapping[str, Product], prices: Mapping[str, Price], file: Path) -> Iterator[Row]:
    if not prices:
        raise OfferError(f"{file}: holds no on-demand terms of AmazonSageMaker")
    for sku, found in products.items():
        if sku in prices:
            yield from _row(found, prices[sku], sku)


def _row(found: Product, price: Price, sku: str) -> Iterator[Row]:
    if price.usd > 0 and price.unit == UNITS[found.component]:
        yield Row(
            found.region,
            found.component,
            found.instance_type,
            price.usd,
            price.unit,
            price.as_of,
            "",
            "price-list",
            sku,
        )


def _on_demand(terms: Mapping[str, Any]) -> Price | None:
    """The price in USD of the first tier among a SKU's on-demand terms."""
    for term in terms.values():
        for dimension in term["priceDimensions"].values():
            amount = dimension["pricePerUnit"].get("USD")
            if amount is not None and dimension.get("beginRange", "0") == "0":
                return Price(float(amount), dimension["unit"], term["effectiveDate"][:10])
    return None


def _rows_of_csv(stream: IO[str], file: Path) -> Iterator[Row]:
    import csv

    reader = csv.reader(stream)
    header: list[str] = []
    try:
        for fields in reader:
            if not header:
                if fields and fields[0] == "SKU":
                    header = [_plain(name) for name in fields]
                elif reader.line_num > 50:
                    break
                continue
            yield from _rows_of_fields(dict(zip(header, fields, strict=False)))
    except (ValueError, KeyError, csv.Error) as error:
        raise OfferError(f"{file}:{reader.line_num}: is no row of an offer file") from error
    if not header:
        raise OfferError(f"{file}: is neither an offer file in JSON nor one in CSV, whose header begins with SKU")


def _rows_of_fields(text: Mapping[str, str]) -> Iterator[Row]:
    found = product(text)
    on_demand = text.get("termtype") == "OnDemand" and text.get("currency", "USD") == "USD"
    if found and on_demand and text.get("startingrange", "0") in ("0", ""):
        price = Price(float(text["priceperunit"]), text["unit"], text["effectivedate"][:10])
        yield from _row(found, price, text["sku"])


def _plain(name: str) -> str:
    """A column's or an attribute's name without its spelling: `usageType`, `Usage Type` and `usagetype` are one."""
    return "".join(filter(str.isalnum, name)).lower()


class _Json:
    """An offer file in JSON, read member by member."""

    def __init__(self, stream: IO[str], name: str) -> None:
        self._stream = stream
        self._name = name
        self._text = ""
        self._at = 0
        self._done = False
        self._decode = json.JSONDecoder().raw_decode

    def offer(self) -> tuple[dict[str, Product], dict[str, Price]]:
        """The products that training needs, and the on-demand prices of all, by SKU.

        Raises:
            OfferError: the text is no JSON object of an offer.
        """
        products: dict[str, Product] = {}
        prices: dict[str, Price] = {}
        try:
            for member in self._members():
                if member == "products":
                    self._take_products(products)
                elif member == "terms":
                    self._take_terms(prices)
                elif member == "offerCode":
                    self._check_code()
                else:
                    self._skip()
        except OfferError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise OfferError(f"{self._name}: is not the JSON of an offer file") from error
        return products, prices

    def _check_code(self) -> None:
        code = self._value()
        if code != "AmazonSageMaker":
            raise OfferError(f"{self._name}: is an offer of {code}, not of AmazonSageMaker")

    def _take_products(self, products: dict[str, Product]) -> None:
        for sku in self._members():
            found = product(self._value().get("attributes", {}))
            if found:
                products[sku] = found

    def _take_terms(self, prices: dict[str, Price]) -> None:
        for kind in self._members():
            if kind == "OnDemand":
                self._take_prices(prices)
            else:
                self._skip()

    def _take_prices(self, prices: dict[str, Price]) -> None:
        for sku in self._members():
            price = _on_demand(self._value())
            if price:
                prices[sku] = price

    def _members(self) -> Iterator[str]:
        """The keys of the object that comes next; its reader must take or skip each value before the next key."""
        self._take("{")
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            self._peek()
            key = self._value()
            self._take(":")
            yield key
            if self._peek() == "}":
                self._at += 1
                return
            self._take(",")

    def _skip(self) -> None:
        if self._peek() == "{":
            for _ in self._members():
                self._skip()
        else:
            self._value()

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except ValueError:
                if not self._fill():
                    raise
                continue
            if end < len(self._text) or not self._fill():
                self._at = end
                return value

    def _take(self, mark: str) -> None:
        if self._peek() != mark:
            raise ValueError(mark)
        self._at += 1

    def _peek(self) -> str:
        """The next character that is no white space."""
        while True:
            while self._at < len(self._text):
                if not self._text[self._at].isspace():
                    return self._text[self._at]
                self._at += 1
            if not self._fill():
                raise ValueError("the file ends too early")

    def _fill(self) -> bool:
        """Read on, forgetting what was read before; False at the end of the file."""
        if self._done:
            return False
        # Doubling keeps a value that is larger than a chunk from being decoded again and again.
        more = self._stream.read(max(_CHUNK, len(self._text) - self._at))
        self._done = not more
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more)
