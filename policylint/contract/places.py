"""Where each of a million names was first seen, in the least of memory: a run over a long sweep must stay small."""

from array import array

_FIRST_SIZE = 1024  # slots; a power of two, as all sizes after it


class PlacesByName:
    """A table from names to places, which are positive integers of 63 bits.

    It keeps no names but their hashes of 64 bits, 16 bytes in all for a slot: among a million names, the odds that any
    two are taken for one another are below one in ten million.
    """

    def __init__(self) -> None:
        self._hashes = array("q", bytes(8 * _FIRST_SIZE))
        self._places = array("q", bytes(8 * _FIRST_SIZE))
        self._count = 0

    def get(self, name: str) -> int | None:
        """The place of a name; None if it has none."""
        return self._places[self._slot(hash(name))] or None

    def put(self, name: str, place: int) -> None:
        """Give a name that has none a place."""
        if self._count * 4 >= len(self._places) * 3:
            self._grow()
        self._fill(hash(name), place)
        self._count += 1

    def _slot(self, key: int) -> int:
        """The slot of a hash, or the free one where it belongs."""
        hashes, places = self._hashes, self._places
        mask = len(places) - 1
        slot = key & mask
        while places[slot] and hashes[slot] != key:
            slot = (slot + 1) & mask
        return slot

    def _fill(self, key: int, place: int) -> None:
        slot = self._slot(key)
        self._hashes[slot], self._places[slot] = key, place

    def _grow(self) -> None:
        hashes, places = self._hashes, self._places
        self._hashes = array("q", bytes(16 * len(places)))
        self._places = array("q", bytes(16 * len(places)))
        for key, place in zip(hashes, places, strict=True):
            if place:
                self._fill(key, place)
