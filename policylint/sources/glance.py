"""A glance at a file that a walk met: do its bytes speak of training, before anything is decoded or parsed?

Most files of a repository are about something else. They cost one reading of their bytes here, and no more.
"""

from typing import NamedTuple

from policylint.sources import telltale
from policylint.sources.languages import HCL, Language
from policylint.sources.text import Source, SourceFault

_PIECE = 4 * 1024 * 1024
"""Files up to this size are read once, for the glance and for what may follow; larger ones are looked at in pieces."""


class Glance(NamedTuple):
    """What the bytes of a file say: whether they may hold a request, and whether they speak of training at all.

    `source` is what to read the file by; it has the bytes already where they are few.
    """

    may_hold: bool
    speaks: bool
    source: Source


def glance(file: str, language: Language | None = None) -> Glance:
    """Look at a file; of a program, speaking of training means to start jobs.

    Raises:
        SourceFault: it cannot be opened or read.
    """
    source = Source(file)
    data = source.at_once(_PIECE)
    if data is not None:
        return _seen(data, Source(file, data), language)
    found: Glance | None = None
    before = b""
    for piece in source.pieces(_PIECE):
        if found is None and len(piece) < _PIECE:
            return _seen(piece, Source(file, piece), language)
        found = _seen(before + piece, source, language)
        if found.may_hold:
            return found
        before = piece[-telltale.OVERLAP :]
    return found or Glance(may_hold=False, speaks=False, source=Source(file, b""))


def speaks(source: Source) -> bool:
    """Whether the bytes of a file speak of training, whatever their format and size; False where it cannot be read."""
    before = b""
    try:
        for piece in source.pieces(_PIECE):
            if telltale.bytes_speak_of_training(before + piece):
                return True
            before = piece[-telltale.OVERLAP :]
    except SourceFault:
        return False
    return False


def _seen(data: bytes, source: Source, language: Language | None) -> Glance:
    if language is not None and language.is_code:
        if not language.tried:
            speaks = telltale.make_training_jobs(data)
            return Glance(speaks, speaks, source)
        may_hold = telltale.may_make_jobs(data)
        return Glance(may_hold, may_hold and telltale.make_training_jobs(data), source)
    may_hold = telltale.may_declare_jobs(data) if language is HCL else telltale.may_hold_requests(data)
    return Glance(may_hold, may_hold and telltale.bytes_speak_of_training(data), source)
