"""Reading price lists into rows of a price book; a module for each kind, which gives `read(stream, file)`."""

import codecs
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from policylint.cost.importers.offer import OfferError
from policylint.cost.rates import Row

# How a file of a kind begins, to the module that reads it. The first that fits reads it; the last takes what is left.
IMPORTERS = {
    b"{": "offer_json",
    b"": "offer_csv",
}


def rows_of_file(file: Path) -> Iterator[Row]:
    """The rates in a price list, of whichever kind its beginning shows.

    Raises:
        OfferError: the file cannot be read, is not such a list, or its kind needs a library that is not installed.
    """
    try:
        with file.open("rb") as stream:
            head = stream.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
            stream.seek(0)
            name = next(name for begins, name in IMPORTERS.items() if head.startswith(begins))
            yield from import_module(f"{__name__}.{name}").read(stream, file)
    except OSError as error:
        raise OfferError(f"{file}: cannot be read: {error.strerror}") from error
