"""The heap: the cells of all that a program may change, as they are at a point of it.

A branch is walked, taken back, and joined with the other one: what both leave alike is known, what differs is one of
several values, or unknown. Each change is kept in a journal, so that taking back costs what was changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from policylint.sources.python.values import (
    ESCAPED,
    EVENTS,
    ITEMS,
    MORE,
    ORDER,
    UNCLEAR,
    Dict,
    Events,
    Items,
    Known,
    Made,
    Maybe,
    Mutable,
    Opaque,
    Value,
    is_small,
    walk,
)

_MOST_CANDIDATES = 8
_DEEPEST_JOIN = 40

Place = tuple[int, Any]


class Change(NamedTuple):
    """A cell and what it holds; None where it is no longer there. `when` its holder last changed, by the clock."""

    holder: Mutable
    key: Any
    value: Value | None
    when: int = 0


Changes = dict[Place, Change]
_Entry = tuple[Mutable, Any, Value | None]
"""A change as the journal keeps it: a bare tuple, since there is one for each write."""


class Heap:
    """What is in the cells, how it came there since a mark, and what may change beyond sight."""

    def __init__(self) -> None:
        self.clock = 0
        self._journal: list[_Entry] = []
        self._written: list[_Entry] = []
        self._exposed: list[Mutable] = []

    def write(self, holder: Mutable, key: Any, value: Value | None) -> None:
        """Give a cell a value, or take it away."""
        if isinstance(holder, Dict) and isinstance(holder.cells.get(key), Maybe):
            holder.shuffled = True
        self._write(holder, key, value)
        if holder.kin:
            for one in _kin(holder):
                self._clear(one)

    def _write(self, holder: Mutable, key: Any, value: Value | None) -> None:
        self.clock += 1
        if value is None and key in holder.cells:
            self._journal.append((holder, ORDER, Items(Known(one) for one in holder.cells)))
        self._journal.append((holder, key, holder.cells.get(key)))
        self._written.append((holder, key, value))
        holder.changed = self.clock
        if value is None:
            holder.cells.pop(key, None)
        else:
            holder.cells[key] = value
        if holder.escaped:
            self._exposed.append(holder)

    @property
    def mark(self) -> int:
        """Now, for `changes` and `undo`."""
        return len(self._journal)

    @property
    def written(self) -> int:
        """Now, for `touched`."""
        return len(self._written)

    def touched(self, since: int, serial: int) -> list[Change]:
        """What was written since, in branches taken back as well, to values older than the one of a serial number."""
        return [Change(*entry) for entry in self._written[since:] if entry[0].serial < serial]

    def settle(self, mark: int, written: int, serial: int) -> None:
        """Let stay what has been written since to values that were made since the one of a serial number."""
        self._journal[mark:] = [entry for entry in self._journal[mark:] if entry[0].serial < serial]
        self._written[written:] = [entry for entry in self._written[written:] if entry[0].serial < serial]

    def changes(self, mark: int) -> Changes:
        """What differs from the mark: the cells written since, with what they hold now."""
        found: Changes = {}
        goes = False
        for holder, key, _ in self._journal[mark:]:
            place = (id(holder), key)
            if goes:  # one that comes again stands behind the others
                found.pop(place, None)
                found[place[0], (ORDER, key)] = Change(holder, key, None)
            elif key is not ORDER and place not in found:
                found[place] = Change(holder, key, _held(holder, key), holder.changed)
            goes = key is ORDER
        for (identity, key), change in list(found.items()):
            if key is not change.key and (identity, change.key) not in found:
                found[identity, change.key] = change
        return found

    def undo(self, mark: int) -> Changes:
        """Take back what was changed since the mark, and give what that came to."""
        changes = self.changes(mark)
        self.clock += 1
        while len(self._journal) > mark:
            holder, key, before = self._journal.pop()
            if key is ESCAPED:
                holder.escaped = False
            elif key is ORDER:
                order = before.items if isinstance(before, Items) else ()
                holder.cells = {one.value: holder.cells[one.value] for one in order if isinstance(one, Known)}
            elif before is None:
                holder.cells.pop(key, None)
            else:
                holder.cells[key] = before
            holder.changed = self.clock
        return changes

    def join(self, ways: Sequence[Changes]) -> None:
        """Go on as after one of several ways, all from the state that stands now."""
        if len(ways) == 1:
            self.apply(ways[0])
            return
        shuffled = _shuffled(ways)
        for place, change in _union(ways).items():
            if change.key is ESCAPED:
                self._escape(change.holder)
                continue
            if place[1] is not change.key:
                continue
            before = change.holder.cells.get(change.key)
            found = [way[place].value if place in way else before for way in ways]
            self.write(change.holder, change.key, self._either(found, 0))
        for holder in shuffled:
            holder.shuffled = True

    def apply(self, way: Changes) -> None:
        """Make changes that were taken back again."""
        for change in way.values():
            if change.key is ESCAPED:
                self._escape(change.holder)
            elif change.value is not None or change.key in change.holder.cells:
                self.write(change.holder, change.key, change.value)
                change.holder.changed = change.when or self.clock

    def forget(self, cells: Sequence[Change]) -> None:
        """Make cells unknown, since something may have written these values to them an unknown number of times."""
        places = {(id(change.holder), change.key): change for change in cells}
        values = {id(change.value): change.value for change in cells if not isinstance(change.value, Known | Events)}
        self.lose(*values.values(), *(change.holder.cells.get(change.key) for change in places.values()))
        for holder, key, *_ in places.values():
            if key is EVENTS or key is UNCLEAR:
                self.write(holder, UNCLEAR, Known(value=True))
            elif key is ITEMS or key is MORE:
                self.blur(holder)
            else:
                self.write(holder, key, Maybe())

    def blur(self, holder: Mutable) -> None:
        """Make all that a value holds unknown."""
        for one in (holder, *_kin(holder)):
            self._clear(one)

    def _clear(self, holder: Mutable) -> None:
        if isinstance(holder, Made):
            if UNCLEAR not in holder.cells:
                self._write(holder, UNCLEAR, Known(value=True))
            return
        for key in [key for key in holder.cells if key is not MORE]:
            self._write(holder, key, None)
        if MORE not in holder.cells:
            self._write(holder, MORE, Opaque())

    def lose(self, *values: Value | None) -> None:
        """Let values go to where they cannot be followed: what they lead to may change now and at any later call."""
        for one in walk(values):
            self._escape(one)
        self.strike()

    def _escape(self, one: Mutable) -> None:
        if not one.escaped:
            one.escaped = True
            self._journal.append((one, ESCAPED, None))
        self._exposed.append(one)

    def strike(self) -> None:
        """Something unseen runs: what has escaped may have been changed by it."""
        exposed, self._exposed = self._exposed, []
        for one in exposed:
            if one.escaped:
                self.blur(one)
        self._exposed.clear()  # blurring writes, but leaves nothing known that could be changed

    def either(self, values: Sequence[Value]) -> Value:
        """One of several values that an expression may come to."""
        joined = self._either(list(values), 0)
        return Opaque() if joined is None else joined

    def _either(self, values: list[Value | None], depth: int) -> Value | None:
        first = values[0]
        if all(value is first or _same(value, first) for value in values[1:]):
            return first
        if any(value is None or isinstance(value, Maybe) for value in values):
            self.lose(*values)
            return Maybe("", None, _candidates([value for value in values if value]))
        kinds = {type(value) for value in values}
        if kinds == {Dict} and depth < _DEEPEST_JOIN and (depth or all(is_small(value) for value in values if value)):
            return self._either_dict([value for value in values if isinstance(value, Dict)], depth)
        if kinds == {Items}:
            return self._either_items([value for value in values if isinstance(value, Items)], depth)
        self.lose(*values)
        return Opaque("", None, _candidates([value for value in values if value is not None]))

    def _either_dict(self, dicts: list[Dict], depth: int) -> Value:
        """A dict that is one of several, made anew; a change of it or of them leaves nothing known of the others."""
        keys = dict.fromkeys(key for one in dicts for key in one.cells)
        joined = Dict(at=dicts[0].at)
        for key in keys:
            value = self._either([one.cells.get(key) for one in dicts], depth + 1)
            if value is not None:
                joined.cells[key] = value
        for one in reversed(dicts):
            joined.keys.update(one.keys)
        joined.shuffled = any(one.shuffled for one in dicts) or len({tuple(one.cells) for one in dicts}) > 1
        self.clock += 1
        joined.changed = self.clock
        joined.kin = tuple(dicts)
        for one in dicts:
            one.kin = (*one.kin, joined)
        if any(one.escaped for one in dicts):
            self.lose(joined)
        return joined

    def _either_items(self, lists: list[Items], depth: int) -> Value:
        lengths = {len(one.items) for one in lists}
        if len(lengths) > 1:
            self.lose(*lists)
            return Opaque()
        found = (self._either(list(items), depth + 1) for items in zip(*(one.items for one in lists), strict=True))
        return Items(item if item is not None else Opaque() for item in found)


def unclear(holder: Mutable) -> Change:
    """The change by which all that a value holds is not known any more, but for what else there is in it."""
    if isinstance(holder, Made):
        return Change(holder, UNCLEAR, Known(value=True))
    return Change(holder, MORE, Opaque())


def _held(holder: Mutable, key: Any) -> Value | None:
    if key is ESCAPED:
        return Known(value=True) if holder.escaped else None
    return holder.cells.get(key)


def _kin(holder: Mutable) -> list[Mutable]:
    """All values that may be the same one as a value, at any remove."""
    found = {id(holder): holder}
    left = [holder]
    while left:
        for one in left.pop().kin:
            if id(one) not in found:
                found[id(one)] = one
                left.append(one)
    del found[id(holder)]
    return list(found.values())


def _shuffled(ways: Sequence[Changes]) -> list[Dict]:
    """The dicts in which the order of the keys depends on the way that is taken."""
    found: dict[int, Dict] = {}
    ranks: dict[Place, tuple[Place, ...]] = {}
    for way in ways:
        new: list[Place] = []
        for place, change in way.items():
            if not isinstance(change.holder, Dict) or change.value is None:
                continue
            if (place[0], (ORDER, change.key)) in way:
                found[place[0]] = change.holder
            if change.key not in change.holder.cells:
                before = tuple(one for one in new if one[0] == place[0])
                new.append(place)
                if any(place in ranks.get(one, ()) for one in before):
                    found[place[0]] = change.holder
        for index, place in enumerate(new):
            ranks[place] = (*ranks.get(place, ()), *(one for one in new[:index] if one[0] == place[0]))
    return list(found.values())


def _union(ways: Sequence[Mapping[Place, Change]]) -> Changes:
    found: Changes = {}
    for way in ways:
        for place, change in way.items():
            found.setdefault(place, change)
    return found


def _same(one: Value | None, other: Value | None) -> bool:
    if isinstance(one, Known) and isinstance(other, Known):
        return type(one.value) is type(other.value) and one.value == other.value
    return False


def _candidates(values: Sequence[Value]) -> tuple[Value, ...]:
    """The known ones among the values, each once; none of too many."""
    found: list[Value] = []
    for value in values:
        for one in value.candidates if isinstance(value, Opaque) else (value,):
            if isinstance(one, Known) and not any(_same(one, other) for other in found):
                found.append(one)
    return tuple(found) if len(found) <= _MOST_CANDIDATES else ()
