"""Edits of JSON text by position: every byte outside of the edit stays, white space and escapes included."""

import json
from collections.abc import Iterable
from typing import Any

from policylint.fixing.brackets import Span, addition, removal
from policylint.fixing.change import GIVEN_TWICE, NOTATION, TAKEN, Change, Refused, Replacement
from policylint.path import Route
from policylint.sources.formats.json_scan import Member, members, past, white

_COLONS = (":", ": ", " : ", " :")


class _Collection:
    """An object or an array: its members in order, which of them counts for each name, and the names given twice."""

    def __init__(self, text: str, whole: Member) -> None:
        self.keyed = text[whole.start] == "{"
        self.members = list(members(text, whole.start, lambda _, start: past(text, start)))
        self.inside = Span(whole.start + 1, whole.end - 1)
        self.entries = [Span(one.start if one.key_start < 0 else one.key_start, one.end) for one in self.members]
        self.index: dict[str | int, int] = {}
        self.twice: set[str | int] = set()
        for index, member in enumerate(self.members):
            if self.index.setdefault(member.step, index) != index:
                self.twice.add(member.step)
                self.index[member.step] = index

    def only(self, step: str | int) -> int:
        """The index of the member of that name: were it one of two, the other would take its place."""
        if step in self.twice:
            raise Refused(GIVEN_TWICE)
        if step not in self.index:
            raise Refused(NOTATION)
        return self.index[step]


class JsonText:
    """The valid JSON text of one document."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ascii = text.isascii()
        self._collections: dict[int, _Collection] = {}
        start = white(text, 0)
        self._root = Member("", start, past(text, start))

    def written(self, route: Route) -> str:
        """See `Editor.written`."""
        member = self._find(route)
        text = self._text[member.start : member.end]
        if text[0] in '"{[n':
            raise Refused(NOTATION)
        return text

    def replacements(self, change: Change) -> list[Replacement]:
        """See `Editor.replacements`."""
        *above, step = change.route
        parent = self._collection(self._find(above))
        match change.operation:
            case "set":
                return [self._set(parent, step, change.value)]
            case "remove":
                return [removal(self._text, parent.inside, parent.entries, parent.only(step))]
            case "rename":
                return [self._rename(parent, step, change.value)]
            case "quote":
                self.written(change.route)
                member = parent.members[parent.index[step]]
                return [Replacement(at, at, '"') for at in (member.start, member.end)]
        raise ValueError(f"no operation is called {change.operation!r}")

    def _set(self, parent: _Collection, step: str | int, value: Any) -> Replacement:
        colon = self._colon(parent)
        text = self._json(value, spaced=colon.endswith(" "))
        if step in parent.index:
            member = parent.members[parent.index[step]]
            return Replacement(member.start, member.end, text)
        if not parent.keyed:
            raise Refused(NOTATION)
        entry = f"{self._json(step)}{colon}{text}"
        return addition(self._text, parent.inside, parent.entries, entry, spaced=colon.endswith(" "))

    def _rename(self, parent: _Collection, step: str | int, key: str) -> Replacement:
        member = parent.members[parent.only(step)]
        if not parent.keyed or key in parent.index:
            raise Refused(TAKEN)
        return Replacement(member.key_start, member.key_end, self._json(key))

    def _find(self, route: Iterable[str | int]) -> Member:
        member = self._root
        for step in route:
            inside = self._collection(member)
            if step not in inside.index:
                raise Refused(NOTATION)
            member = inside.members[inside.index[step]]
        return member

    def _collection(self, whole: Member) -> _Collection:
        known = self._collections.get(whole.start)
        if known is None:
            known = self._collections[whole.start] = _Collection(self._text, whole)
        return known

    def _colon(self, parent: _Collection) -> str:
        """What stands between key and value, as the members before have it."""
        for member in (*reversed(parent.members[-3:]), *self._collection(self._root).members[:3]):
            colon = self._text[member.key_end : member.start]
            if member.key_end >= 0 and colon in _COLONS:
                return colon
        return ": "

    def _json(self, value: Any, *, spaced: bool = True) -> str:
        separators = (", ", ": ") if spaced else (",", ":")
        text = json.dumps(value, ensure_ascii=self._ascii, separators=separators)
        return text if _encodable(text) else json.dumps(value, separators=separators)


def _encodable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
