"""Noting what is read of a request: which of its members an answer depends on."""

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, TypeVar

WHOLE = "*"
"""Noted where more than single members is read: their names, their number, all of them."""

AnswerT = TypeVar("AnswerT")


class Notes:
    """The members that were read since the notes were begun."""

    __slots__ = ("members",)

    def __init__(self) -> None:
        self.members: set[str] = set()

    def begin(self) -> None:
        """Forget what was read."""
        self.members = set()

    def derived(self, known: dict[object, Any], function: Callable[[Any], AnswerT], job: Any) -> AnswerT:
        """A function's answer about a job, asked for once: what it read counts as read by each who asks."""
        if function not in known:
            before, self.members = self.members, set()
            try:
                known[function] = function(job), self.members
            finally:
                self.members = before
        answer: AnswerT
        answer, members = known[function]
        self.members |= members
        return answer


class Noted(dict[str, Any]):
    """A request that notes which of its members are read; `mark` is put before their names."""

    __slots__ = ("_mark", "_notes", "_plain")

    def __init__(self, request: Mapping[str, Any], notes: Notes, mark: str = "") -> None:
        super().__init__(request)
        self._notes = notes
        self._mark = mark
        self._plain = request

    def beside(self, more: Mapping[str, Any]) -> "Noted":
        """The same request with more under other names, which notes what is read in the same notes."""
        return Noted({**self._plain, **more}, self._notes, self._mark)

    def _note(self, name: str) -> None:
        self._notes.members.add(f"{self._mark}{name}")

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._note(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None, /) -> Any:
        """As a dict's."""
        self._note(name)
        return super().get(name, default)

    def __iter__(self) -> Iterator[str]:
        self._note(WHOLE)
        return super().__iter__()

    def __len__(self) -> int:
        self._note(WHOLE)
        return super().__len__()

    def keys(self) -> KeysView[str]:  # type: ignore[override] # what dict_keys has beyond it, no rule needs
        """As a dict's."""
        self._note(WHOLE)
        return super().keys()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """As a dict's."""
        self._note(WHOLE)
        return super().values()

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """As a dict's."""
        self._note(WHOLE)
        return super().items()

    def copy(self) -> dict[str, Any]:
        """As a dict's."""
        self._note(WHOLE)
        return super().copy()

    def __or__(self, other: Any) -> Any:
        self._note(WHOLE)
        return super().__or__(other)

    def __eq__(self, other: object) -> bool:
        self._note(WHOLE)
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __reversed__(self) -> Iterator[str]:
        self._note(WHOLE)
        return super().__reversed__()

    def __repr__(self) -> str:
        self._note(WHOLE)
        return super().__repr__()

    __hash__ = None
