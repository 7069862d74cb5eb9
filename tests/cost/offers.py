"""AWS offer files as AWS writes them, made of a few products."""

import csv
import io
import itertools
import json
from collections.abc import Sequence
from typing import IO, Any, NamedTuple


class Sku(NamedTuple):
    sku: str
    region: str
    usage: str
    component: str
    name: str
    usd: str
    unit: str = "Hrs"
    day: str = "2026-09-01T00:00:00Z"


TRAIN = Sku("AAA1", "us-east-1", "USE1-Train:ml.g5.xlarge", "Training", "ml.g5.xlarge", "1.5000000000")
FLEX = Sku("AAA2", "us-east-1", "USE1-Train:ml.m7i-flex.large", "Training", "ml.m7i-flex.large", "0.1100000000")
TOKYO = Sku("AAA3", "ap-northeast-1", "APN1-Train:ml.g5.xlarge", "Training", "", "2.0000000000")
PROCESS = Sku("BBB1", "us-east-1", "USE1-Processing:ml.m5.xlarge", "Processing", "ml.m5.xlarge", "0.2300000000")
VOLUME = Sku("CCC1", "us-east-1", "USE1-Train:VolumeUsage.gp2", "", "", "0.1400000000", "GB-Mo")
SPOT = Sku("XXX1", "us-east-1", "USE1-TrSpt:ml.g5.xlarge", "SpotTraining", "ml.g5.xlarge", "1.6000000000")
HOST = Sku("XXX2", "us-east-1", "USE1-Host:ml.g5.xlarge", "Hosting", "ml.g5.xlarge", "1.7000000000")
STUDIO = Sku("XXX3", "us-east-1", "USE1-KernelGateway:ml.g5.xlarge", "Studio-Notebook", "ml.g5.xlarge", "1.8000000000")
HOST_VOLUME = Sku("XXX4", "us-east-1", "USE1-Host:VolumeUsage.gp2", "", "", "0.1500000000", "GB-Mo")
FREE = Sku("XXX5", "us-east-1", "USE1-Train:ml.m5.large", "Training", "ml.m5.large", "0.0000000000")
ALL = [TRAIN, SPOT, FLEX, HOST, TOKYO, PROCESS, STUDIO, VOLUME, HOST_VOLUME, FREE]
WANTED = [TRAIN, FLEX, TOKYO, PROCESS, VOLUME]


def product(one: Sku) -> dict[str, Any]:
    attributes = {
        "servicecode": "AmazonSageMaker",
        "regionCode": one.region,
        "usagetype": one.usage,
        "component": one.component,
        "instanceName": one.name,
        "instanceType": f"{one.name}-{one.component}",
        "platoinstancetype": one.component,
        "vCpu": "4",
    }
    kept = {key: value for key, value in attributes.items() if value not in ("", "-")}
    return {"sku": one.sku, "productFamily": "ML Instance", "attributes": kept}


def terms(one: Sku) -> dict[str, Any]:
    dimension = {"unit": one.unit, "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": one.usd}}
    return {
        f"{one.sku}.JRTCKXETXF": {
            "sku": one.sku,
            "effectiveDate": one.day,
            "priceDimensions": {f"{one.sku}.JRTCKXETXF.6YS6EN2CT7": dimension},
        }
    }


def offer(skus: Sequence[Sku] = ALL) -> dict[str, Any]:
    return {
        "formatVersion": "v1.0",
        "offerCode": "AmazonSageMaker",
        "publicationDate": "2026-09-16T17:05:01Z",
        "products": {one.sku: product(one) for one in skus},
        "terms": {
            "OnDemand": {one.sku: terms(one) for one in skus},
            "Reserved": {"ZZZ": {"any": [{"thing": 1}]}, "empty": {}},
        },
        "attributesList": {},
    }


def offer_csv(skus: Sequence[Sku] = ALL) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([["FormatVersion", "v1.0"], ["Publication Date", "2026-09-16T17:05:01Z"], ["Version", "1"]])
    writer.writerow(
        ["SKU", "OfferTermCode", "TermType", "EffectiveDate", "StartingRange", "Unit", "PricePerUnit", "Currency",
         "Instance Type", "usageType", "Component", "Instance Name", "Region Code", "Plato Instance Type"]
    )  # fmt: skip
    for one in skus:
        writer.writerow(
            [one.sku, "JRTCKXETXF", "OnDemand", one.day[:10], "0", one.unit, one.usd, "USD", "", one.usage,
             one.component, one.name, one.region, one.component]
        )  # fmt: skip
    return out.getvalue()


def answer(one: Sku) -> str:
    return json.dumps({"product": product(one), "terms": {"OnDemand": terms(one)}, "publicationDate": one.day})


def write_large(stream: IO[str], kind: str, size: int) -> None:
    """An offer file of about so many characters: the usual products after many that training does not need."""
    if kind == "csv":
        lines = offer_csv([*ALL, HOST]).splitlines(keepends=True)
        stream.writelines(lines[:-1])
        stream.writelines(itertools.repeat(lines[-1], size // len(lines[-1])))
        return
    one, its_terms = json.dumps(product(HOST)), json.dumps(terms(HOST))
    each = size // (len(one) + len(its_terms) + 20)
    made = offer()
    stream.write('{"offerCode": "AmazonSageMaker", "products": {')
    for number in range(each):
        stream.write(f'"H{number}": {one}, ')
    stream.write(f'{json.dumps(made["products"])[1:]}, "terms": {{"OnDemand": {{')
    for number in range(each):
        stream.write(f'"H{number}": {its_terms}, ')
    stream.write(f"{json.dumps(made['terms']['OnDemand'])[1:]}}}}}")
