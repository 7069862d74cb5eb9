"""`policylint schema show`: what the API model says of one member, as text for a terminal."""

from collections.abc import Iterator
from textwrap import fill, indent, wrap

from policylint.counting import counted
from policylint.errors import PolicylintError
from policylint.nearest import did_you_mean
from policylint.path import format_path, parse_path
from policylint.schema.pattern_words import WORDS
from policylint.schema.snapshot import Shape, Snapshot, documentation, snapshot
from policylint.schema.wording import describe, type_words

_WIDTH = 100


class UnknownPathError(PolicylintError, ValueError):
    """The API has nothing at the path; the message says from which step on, and what is nearest."""


def show(operation: str, path: str = "") -> str:
    """All about the member of a request at a path; about the request itself at the empty path.

    A list's items may be left out of the path, or written as `[]` or with any index: `InputDataConfig.ChannelName`.

    Raises:
        UnknownPathError: there is no such member, or the text is not a path.
    """
    model = snapshot()
    place, shape, about, required = _found(model, operation, path)
    lines = [f"{place or operation} ({shape.name})", ""]
    described = f"one of {counted(len(shape.enum), 'value')}" if shape.enum else describe(model, shape)
    lines += wrap(f"{described[0].upper()}{described[1:]}.{' Required.' if required else ''}", _WIDTH)
    lines += _details(shape)
    if about:
        lines += ["", *(fill(paragraph, _WIDTH) for paragraph in about.splitlines())]
    lines += _children(model, shape)
    lines += ["", f"From {model.version}."]
    return "\n".join(lines) + "\n"


def _found(model: Snapshot, operation: str, path: str) -> tuple[str, Shape, str, bool]:
    """The path in full, the shape there, what the API says about it, and whether it is required."""
    try:
        route = parse_path(path.replace("[]", "[0]"))
    except ValueError as error:
        raise UnknownPathError(str(error)) from error
    place, shape = "", model.input(operation)
    about, required = documentation().get(shape.name, {}).get("", ""), False
    for step in route:
        while shape.type == "list" and isinstance(step, str):
            place, shape = f"{place}[]", model.shapes[shape.member]
        below = model.step(shape, step)
        if below is None:
            raise UnknownPathError(_missing(operation, place, shape, step))
        required = step in shape.required
        own = documentation().get(below.name, {}).get("", "")
        about = documentation().get(shape.name, {}).get(str(step), "") if isinstance(step, str) else ""
        about = about or own
        place = f"{place}[]" if isinstance(step, int) else f"{place}.{format_path((step,))}".lstrip(".")
        shape = below
    return place, shape, about, required


def _missing(operation: str, place: str, shape: Shape, step: str | int) -> str:
    owner = place or operation
    if isinstance(step, int):
        return f"{owner} is not a list, so that it has no [{step}]"
    if not shape.members:
        return f"{owner} is {type_words(shape)}, so that it has no member {step!r}"
    return f"{owner} has no member {step!r}{did_you_mean(step, shape.members)}"


def _details(shape: Shape) -> Iterator[str]:
    """What the one line of description leaves out: all values of a long enum, a pattern's example."""
    if shape.enum:
        yield ""
        yield indent(fill("  ".join(shape.enum), _WIDTH - 2, break_long_words=False, break_on_hyphens=False), "  ")
    if shape.pattern:
        yield ""
        yield f"For example: {WORDS[shape.pattern].example}"
        yield f"Pattern: {shape.pattern}"


def _children(model: Snapshot, shape: Shape) -> Iterator[str]:
    """The members of a structure, also of one that a list or map holds: name, type, and the first sentence about it."""
    while shape.type in ("list", "map"):
        shape = model.shapes[shape.member or shape.value]
    if not shape.members:
        return
    yield ""
    yield f"Members of {shape.name}:"
    width = max(map(len, shape.members))
    for member, name in shape.members.items():
        required = ", required" if member in shape.required else ""
        about = documentation().get(shape.name, {}).get(member) or documentation().get(name, {}).get("", "")
        text = f"{type_words(model.shapes[name])}{required}. {_first_sentence(about)}".rstrip()
        yield fill(text, _WIDTH, initial_indent=f"  {member:<{width}}  ", subsequent_indent=" " * (width + 4))


def _first_sentence(text: str) -> str:
    first = text.partition("\n")[0]
    sentence, dot, _ = first.partition(". ")
    return sentence + dot.rstrip()
