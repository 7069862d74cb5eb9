"""Members that the API does not know: what they most likely were to be."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.nearest import nearest
from policylint.path import Route, format_path
from policylint.schema.snapshot import Shape, Snapshot, snapshot
from policylint.unknown import Unknown, is_template

# Beyond this no name of the API is near, and the search for one would take long.
LONGEST_NAME = 100

# Of how many unknown members in one object the meaning is guessed: nobody mistypes hundreds of names.
_GUESSED = 100

_GIVEN_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Guess:
    """The member that a name stands for, and whether that is certain: only case or separators differ, or a letter."""

    member: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the unknown members of one object mean.

    `guesses` has the nearest member for each, in their order; `renamed` only those that take the place of a member
    that is not given otherwise. `templated`: there are names that something else has yet to make.
    """

    guesses: Mapping[Any, Guess | None]
    renamed: Mapping[Any, str]
    templated: bool


def meanings(operation: str, shape: Shape, value: Mapping[Any, Any], route: Route) -> Meanings:
    """The meanings of the unknown members of a structure that stands at a route; a missing member is the likeliest."""
    unknown = [key for key in value if key not in shape.members]
    if not unknown:
        return _KNOWN
    named = [key for key in unknown if not (isinstance(key, Unknown) or (isinstance(key, str) and is_template(key)))]
    missing = [member for member in shape.required if member not in value]
    guesses = {key: _likeliest(str(key), shape, missing) if n < _GUESSED else None for n, key in enumerate(named)}
    returned = () if route else answered(snapshot(), operation)
    for key, found in guesses.items():
        if found and not found.certain and (key in returned or home(operation, str(key), route)):
            guesses[key] = None
    wanted = Counter(found.member for found in guesses.values() if found)
    renamed = {
        key: found.member
        for key, found in guesses.items()
        if found and found.member not in value and wanted[found.member] == 1
    }
    return Meanings(guesses, renamed, templated=len(named) < len(unknown))


_KNOWN = Meanings({}, {}, templated=False)


def _likeliest(name: str, shape: Shape, missing: Iterable[str]) -> Guess | None:
    found = guess(name, shape.members)
    if found and (found.certain or found.member in missing):
        return found
    return guess(name, missing) or found


def guess(name: str, members: Iterable[str]) -> Guess | None:
    """The member of one structure that an unknown name most likely means."""
    known = list(members)
    if len(name) > LONGEST_NAME:
        return None
    folded = _folded(name)
    for member in known:
        if _folded(member) == folded:
            return Guess(member, certain=True)
    within = [member for member in known if _folded(member).endswith(folded)] if len(folded) >= 6 else []
    close = within[0] if len(within) == 1 else nearest(name, known)
    return Guess(close, _one_slip(folded, _folded(close))) if close else None


def answered(model: Snapshot, operation: str) -> Collection[str]:
    """The members that the API answers about such a job but does not take."""
    return model.operations[operation].returned


def home(operation: str, member: str, route: Route) -> str:
    """Where in a request a member of this name belongs, in words: `StoppingCondition`, `ResourceConfig or one of 4
    other places`; "" if nowhere. Of several places, only those nearest to where the member stands now count."""
    here = _GIVEN_INDEX.sub("[]", format_path(route)).split(".")
    places = _homes(operation).get(_folded(member), ())
    shared = [_shared(place.split("."), here) for place in places]
    near = [place or "the request itself" for place, steps in zip(places, shared, strict=True) if steps == max(shared)]
    if len(near) <= 2:
        return " or ".join(near)
    return f"{near[0]} or one of {len(near) - 1} other places"


@lru_cache(maxsize=8)
def _homes(operation: str) -> Mapping[str, tuple[str, ...]]:
    model = snapshot()
    found: dict[str, list[str]] = {}
    level = [("", model.input(operation))]
    while level:
        deeper: list[tuple[str, Shape]] = []
        for place, shape in level:
            for member in shape.members:
                found.setdefault(_folded(member), []).append(place)
            deeper += _below(model, place, shape)
        level = deeper
    return {member: tuple(places) for member, places in found.items()}


def _below(model: Snapshot, place: str, shape: Shape) -> Iterable[tuple[str, Shape]]:
    for member, name in shape.members.items():
        below, at = model.shapes[name], f"{place}.{member}" if place else member
        while below.type == "list":
            below, at = model.shapes[below.member], f"{at}[]"
        if below.type == "structure":
            yield at, below


def _shared(one: list[str], other: list[str]) -> int:
    """How many first steps two places have in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _folded(name: str) -> str:
    """A name without what writers of other notations change: snake_case, kebab-case, camelCase."""
    return name.replace("_", "").replace("-", "").casefold()


def _one_slip(given: str, meant: str) -> bool:
    """Whether one letter too many, too few, wrong, or swapped with its neighbour makes the difference."""
    if abs(len(given) - len(meant)) > 1 or min(len(given), len(meant)) < 4:
        return False
    start = next((i for i, (a, b) in enumerate(zip(given, meant, strict=False)) if a != b), min(len(given), len(meant)))
    rest, wanted = given[start:], meant[start:]
    swapped = rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:]
    return rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:] or swapped
