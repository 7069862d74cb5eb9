"""A price list at an address, brought onto the disk piece by piece: it is read several times."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from policylint.cost.importers.offer import OfferError

_PIECE = 1 << 20
_SECONDS = 60
"""How long to wait for the next piece."""


def is_url(source: str) -> bool:
    """Whether a price list is to be had from the web, and is no file."""
    return urlsplit(source).scheme in ("http", "https")


@contextmanager
def local(source: str) -> Iterator[Path]:
    """The file at a path, or a temporary copy of what stands at a URL.

    Raises:
        OfferError: it cannot be had, or ended too early.
    """
    if not is_url(source):
        yield Path(source)
        return
    with tempfile.TemporaryDirectory(prefix="policylint-") as folder:
        file = Path(folder) / "offer"
        try:
            with urlopen(source, timeout=_SECONDS) as answer, file.open("wb") as stream:  # noqa: S310 - of the web alone
                expected, got = answer.headers.get("Content-Length"), 0
                while piece := answer.read(_PIECE):
                    stream.write(piece)
                    got += len(piece)
        except (OSError, ValueError) as error:
            reason = error.reason if type(error) is URLError else error
            raise OfferError(f"{source}: cannot be had: {reason}") from error
        if expected is not None and got != int(expected):
            raise OfferError(f"{source}: ended after {got:,} of {int(expected):,} bytes")
        yield file
