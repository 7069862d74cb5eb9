"""The words by which a file speaks of training: the one list for all that looks at a file before reading it."""

import re

_WORDS = (
    r"training[_ -]?jobs?\b|training[_ -]?job(?:name|definition|config|step|s?['\"]?\s*:)",
    r"hyper[_ -]?parameter[_ -]?tuning[_ -]?job",
    r"createtrainingjob|createhyperparametertuningjob|submitservicejob",
    r"algorithm[_ -]?specification",
    r"training[_ -]?image",
    r"sagemakertraining",
)
_TEXT = re.compile("|".join(_WORDS), re.IGNORECASE)
_BYTES = re.compile("|".join(_WORDS).encode(), re.IGNORECASE)


def speaks_of_training(text: str) -> bool:
    """Whether a text has a word that only training jobs have."""
    return _TEXT.search(text) is not None


def bytes_speak_of_training(data: bytes) -> bool:
    """The same of a file's bytes, before they are decoded; UTF-16 is looked at as if it were ASCII."""
    return _BYTES.search(data) is not None or (b"\0" in data and _BYTES.search(data.replace(b"\0", b"")) is not None)
