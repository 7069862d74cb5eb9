"""What AWS's price list of SageMaker says of a SKU, as rows of a price book: the same in files and in answers.

What is taken are the on-demand rates of components Training and Processing and of their volumes. Spot meters, clusters,
training plans and other components are skipped: their rates are others.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from policylint.cost.rates import PROCESSING, PROCESSING_VOLUME, TRAINING, TRAINING_VOLUME, UNITS, Row
from policylint.errors import PolicylintError

_COMPONENTS = {"training": TRAINING, "processing": PROCESSING}
_USAGE = {"train": TRAINING, "processing": PROCESSING, "process": PROCESSING}
_VOLUMES = {TRAINING: TRAINING_VOLUME, PROCESSING: PROCESSING_VOLUME}


class OfferError(PolicylintError, ValueError):
    """A file or answer that is not an offer of AmazonSageMaker; the message begins with its place."""


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
    text = {plain(key): value for key, value in attributes.items() if isinstance(value, str)}
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


def on_demand(terms: Mapping[str, Any]) -> Price | None:
    """The price in USD of the first tier among a SKU's on-demand terms."""
    for term in terms.values():
        for dimension in term["priceDimensions"].values():
            amount = dimension["pricePerUnit"].get("USD")
            if amount is not None and dimension.get("beginRange", "0") == "0":
                return Price(float(amount), dimension["unit"], term["effectiveDate"][:10])
    return None


def rows(found: Product, price: Price, sku: str) -> Iterator[Row]:
    """The row of a SKU; none for a rate of nothing, or in a unit that its component is not priced in."""
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


def plain(name: str) -> str:
    """A column's or an attribute's name without its spelling: `usageType`, `Usage Type` and `usagetype` are one."""
    return "".join(filter(str.isalnum, name)).lower()
