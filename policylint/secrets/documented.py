"""Keys that providers print in their own documentation or build into their emulators: they open nothing."""

# Digests, so that the keys themselves stand in no source: scanners look for those too.
_DIGESTS = frozenset(
    {
        "b122867768cf1807",  # AWS documentation, the secret access key
        "20e88191d76dc156",  # Azurite and the Azure storage emulator
        "76449d3eb6d5ca57",  # the Azure Cosmos DB emulator
        "826e0fd9a88ef5e1",  # Stripe documentation
        "2e12236193731ba6",  # Stripe documentation, older
        "bc2b96d967bbb746",  # jwt.io
        "188887d297766300",  # jwt.io, older
    }
)
_AWS = ("AKIA", "ASIA")


def is_documented(value: str) -> bool:
    """Whether a key is a known example; AWS's key ids say so themselves."""
    if len(value) == 20 and value.endswith("EXAMPLE") and value.startswith(_AWS):
        return True
    if len(value) < 32:
        return False
    import hashlib

    return hashlib.blake2b(value.encode(errors="replace"), digest_size=8).hexdigest() in _DIGESTS
