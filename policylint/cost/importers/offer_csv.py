"""AWS's offer file of SageMaker in CSV."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from policylint.cost.importers.offer import OfferError, Price, plain, product, rows
from policylint.cost.rates import Row

_PREAMBLE = 50  # lines, among which the header must be


def read(stream: IO[bytes], file: Path) -> Iterator[Row]:
    """The rates in an offer file; the stream is closed at its end.

    Raises:
        OfferError: it is not one.
    """
    import csv
    import io

    header: list[str] = []
    with io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        try:
            for fields in reader:
                if header:
                    yield from _rows(dict(zip(header, fields, strict=False)))
                elif fields and fields[0] == "SKU":
                    header = [plain(name) for name in fields]
                elif reader.line_num > _PREAMBLE:
                    break
        except UnicodeDecodeError as error:
            raise OfferError(f"{file}: is not UTF-8") from error
        except (ValueError, KeyError, csv.Error) as error:
            raise OfferError(f"{file}:{reader.line_num}: is not a row of an offer file") from error
    if not header:
        raise OfferError(f"{file}: is neither an offer file in JSON nor one in CSV, whose header begins with SKU")


def _rows(text: Mapping[str, str]) -> Iterator[Row]:
    found = product(text)
    on_demand = text.get("termtype") == "OnDemand" and text.get("currency", "USD") == "USD"
    if found and on_demand and text.get("startingrange", "0") in ("0", ""):
        price = Price(float(text["priceperunit"]), text["unit"], text["effectivedate"][:10])
        yield from rows(found, price, text["sku"])
