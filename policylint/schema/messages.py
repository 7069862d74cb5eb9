"""Messages about the API model: what was given, what the API accepts, what is nearest, and the fix where one is sure.

Values of free-text members, which may be secrets, are described by type and length only.
"""

import re
from typing import Any, NamedTuple

from policylint.aws import INSTANCE_TYPE
from policylint.finding import Anchor, Finding, Fix, Severity, quote_value, remove, rename, set_value
from policylint.job import JOBS, TRAINING, TUNING
from policylint.nearest import nearest
from policylint.path import Route, format_path
from policylint.schema import rules
from policylint.schema.matching import matches
from policylint.schema.naming import LONGEST_NAME, Guess, answered, home
from policylint.schema.pattern_words import WORDS
from policylint.schema.retyping import NOTHING, as_text, has_unknowns, retyped
from policylint.schema.snapshot import Shape, Snapshot, snapshot
from policylint.schema.wording import describe, given, listed, named, one_of, quoted, type_words

# Besides the values of every map: text that users write for programs of their own, and that may hold anything.
FREE_TEXT = frozenset(
    {
        "TagValue",
        "TrainingContainerArgument",
        "TrainingContainerEntrypointString",
        "ParameterValue",
        "ContainerArgument",
        "ContainerEntrypointString",
        "AthenaQueryString",
        "RedshiftQueryString",
        "JobConfigDocument",
    }
)

# How far into a string a fault is looked for: a place beyond would help nobody to find it.
_FAR = 10_000

# Beyond as many, members are for `schema show` to list.
_MOST_LISTED = 12

_INDEX = re.compile(r"\[\d+\]")


class Place(NamedTuple):
    """Where in a request: the route, from which step on messages name it, whether its text is free, and whether it is
    a member that could be left out."""

    route: Route = ()
    start: int = 0
    free: bool = False
    optional: bool = False

    @property
    def path(self) -> str:
        """The place as findings give it."""
        return format_path(self.route)

    @property
    def label(self) -> str:
        """The place as messages name it: the member, and what of it."""
        return format_path(self.route[self.start :]) or "the request"

    def member(self, name: str, *, optional: bool = True) -> "Place":
        """A member of the structure here."""
        return Place((*self.route, name), len(self.route), self.free, optional)

    def item(self, index: int) -> "Place":
        """An item of the list here."""
        return self._replace(route=(*self.route, index), optional=False)

    def entry(self, key: str) -> "Place":
        """A value of the map here."""
        return self._replace(route=(*self.route, key), free=True, optional=False)


def finding_at(
    rule: str,
    place: Place,
    message: str,
    *,
    severity: Severity | None = None,
    help: str = "",
    fix: Fix | None = None,
    anchor: Anchor = Anchor.VALUE,
) -> Finding:
    """A finding of a rule at a place."""
    return Finding.at(place.path, message, rule=rule, severity=severity, help=help, fix=fix, anchor=anchor)


def unknown_member(
    model: Snapshot, operation: str, shape: Shape, key: str, found: Guess | None, place: Place, *, vacant: bool
) -> Finding:
    """SM1001: a member that the API's object at `place` does not have.

    `found` is what it may mean; `vacant` says that nothing else is given for that.
    """
    owner, at = place.label if place.route else operation, place.member(key)
    fix: Fix | None = None
    message = f"{owner} has no member {quoted(key)}"
    elsewhere = home(operation, key, place.route)
    if not found and not place.route and key in answered(model, operation):
        message += ": the API returns it about a job but does not take it"
        fix = remove(at.path, safe=False)
    elif found:
        if vacant:
            message += f": did you mean {found.member!r}?"
            fix = rename(at.path, found.member, safe=found.certain)
        else:
            message += f", and {found.member!r}, which it may mean, is given as well"
    elif elsewhere:
        message += f": it belongs in {elsewhere}"
    takes = f"{owner} takes {listed(shape.members, 'and', limit=40)}."
    if len(shape.members) > _MOST_LISTED:
        takes = f"`{_shown_by(place)}` lists the {len(shape.members)} members of {owner}."
    return finding_at(rules.UNKNOWN_MEMBER.id, at, message, help=takes, fix=fix, anchor=Anchor.KEY)


def missing_member(model: Snapshot, operation: str, shape: Shape, member: str, place: Place) -> Finding:
    """SM1002: a required member that the object at `place` lacks."""
    message = f"{place.label if place.route else operation} requires {member}, which is missing"
    takes = describe(model, model.shapes[shape.members[member]])
    return finding_at(rules.MISSING_MEMBER.id, place.member(member), message, help=f"Add {member}: {takes}.")


def wrong_type(model: Snapshot, shape: Shape, value: Any, place: Place) -> Finding:
    """SM1003: a value of a type that boto3 refuses."""
    free = place.free or shape.name in FREE_TEXT
    # Where text was to be an object or a list, it may be anything: a whole environment in one string.
    private = free or shape.type in ("structure", "map", "list")
    message = f"{place.label} takes {type_words(shape)}, not {given(value, free=private)}"
    advice = f"{place.label} takes {describe(model, shape)}."
    fix: Fix | None = None
    if value is None:
        advice = "Leave the member out instead: the API takes no null."
        fix = remove(place.path) if place.optional else None
    elif shape.type == "string" and not isinstance(value, dict | list | tuple):
        advice = "Write it in quotes: the API takes text here."
        fix = quote_value(place.path) if as_text(shape, value, free=free) is not None else None
    elif not free:
        right = retyped(model, shape, value)
        fix = None if right is NOTHING or has_unknowns(right) else set_value(place.path, right)
    return finding_at(rules.WRONG_TYPE.id, place, message, help=advice, fix=fix)


def unlisted(model: Snapshot, shape: Shape, text: str, place: Place) -> Finding:
    """SM1004: a value outside an enum; or SM1010: an instance type that may be newer than the snapshot."""
    instance_type = shape.enum[0].startswith("ml.")
    spelled = text.casefold()
    if instance_type and not spelled.startswith("ml."):
        spelled = f"ml.{spelled}"
    close = _nearest(spelled, shape.enum) if len(text) <= LONGEST_NAME else None
    if instance_type and spelled.startswith("ml.inf"):
        message = f"{place.label} is {quoted(text)}, a type for inference; for training use ml.trn1 or ml.trn2"
        return finding_at(rules.INVALID_ENUM_VALUE.id, place, message, help=_all_listed(shape, place))
    hint = f": did you mean {close!r}?" if close else ""
    if instance_type and re.fullmatch(INSTANCE_TYPE, text):
        among = f"not among the {len(shape.enum)} instance types of {model.version}{hint}"
        return finding_at(rules.UNLISTED_INSTANCE_TYPE.id, place, f"{place.label} is {quoted(text)}, {among}")
    takes = "an instance type such as ml.m5.xlarge" if instance_type else one_of(shape.enum)
    listing = f"{place.label} takes {one_of(shape.enum)}."
    if instance_type:
        listing = _all_listed(shape, place)
    message = f"{place.label} takes {takes}, not {quoted(text)}{hint}"
    fix = set_value(place.path, close, safe=close.casefold() == spelled) if close else None
    return finding_at(rules.INVALID_ENUM_VALUE.id, place, message, help=listing, fix=fix)


def _nearest(text: str, values: tuple[str, ...]) -> str | None:
    from policylint.schema.causes import abbreviated

    return nearest(text, values) or abbreviated(text, values)


def _all_listed(shape: Shape, place: Place) -> str:
    return f"`{_shown_by(place)}` lists all {len(shape.enum)} that {place.label} takes."


def _shown_by(place: Place) -> str:
    """The command that shows what a place takes."""
    path = _INDEX.sub("", place.path)
    asked = next((name for name in JOBS if snapshot().shape_at(name, place.route) is not None), TRAINING)
    option = {TRAINING: "", TUNING: " --tuning"}.get(asked, f" --operation {asked}")
    return f"policylint schema show{f' {path}' if path else ''}{option}"


def mismatch(
    pattern: str, subject: str, text: str, place: Place, *, quote: bool, anchor: Anchor, fix: Fix | None = None
) -> Finding:
    """SM1006: a string that leaves its pattern, and where; with `quote` the message shows it, else only its length."""
    from policylint.schema.causes import cause

    slip = cause(pattern, text) if quote else None
    if slip:
        meant = f": write {quoted(slip.meant)}" if slip.meant else ""
        fix = set_value(place.path, slip.meant, safe=slip.certain) if slip.meant else fix
        advice = f"The API's pattern is {pattern}"
        message = f"{subject} {slip.says}{meant}" if slip.meant else f"{subject} {quoted(text)} {slip.says}"
        return finding_at(rules.INVALID_PATTERN.id, place, message, help=advice, fix=fix, anchor=anchor)
    known = WORDS.get(pattern)  # a request that the snapshot does not hold may have patterns without words
    message = f"{subject} {_departure(pattern, text, quote=quote)}; it takes {known.told if known else 'its pattern'}"
    shown = f"{f'For example: {known.example}. ' if known else ''}The API's pattern is {pattern}"
    return finding_at(rules.INVALID_PATTERN.id, place, message, help=shown, fix=fix, anchor=anchor)


def renamed(shape: Shape, text: str, path: str) -> Fix | None:
    """A job's name with hyphens for what a name cannot hold, cut to its length, where that makes it one."""
    if not shape.name.endswith("JobName"):
        return None
    name = re.sub(r"[^a-zA-Z0-9-]+", "-", text).strip("-")[: shape.max].strip("-")
    return set_value(path, name, safe=False) if name and matches(shape, name) else None


def _departure(pattern: str, text: str, *, quote: bool) -> str:
    """`has '_' as character 6 of 'churn_1'`; without quoting, a printable character is not named either."""
    from policylint.schema.first_mismatch import first_mismatch

    if not text:
        return "is empty"
    whole = quoted(text) if quote else f"its {len(text)} characters"
    at = first_mismatch(pattern, text[:_FAR])
    if at == len(text):
        return f"ends too soon in {whole}"
    # A string that is wrong from its first letters on is another thing altogether, not one with a wrong letter.
    if at is None or at >= _FAR or (quote and at < 3 and text[at].isalpha()):
        return f"cannot be {whole}"
    shown = quote or not text[at].isprintable()
    return f"has {named(text[at]) if shown else 'a character that is not allowed'} as character {at + 1} of {whole}"
