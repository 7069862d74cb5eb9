"""What differs between two releases of the API model: `policylint schema diff`, and the report of a sync."""

from collections.abc import Iterator

from policylint.schema.extract import extract, installed_model
from policylint.schema.snapshot import Shape, Snapshot, read, snapshot


def diff() -> str:
    """The snapshot beside the botocore that is installed, in readable lines.

    Raises:
        ImportError: no botocore is installed.
    """
    old, new = snapshot(), read(extract(installed_model()))
    lines = list(changes(old, new))
    snapshots = f"The snapshot is of botocore {old.botocore} ({old.model_date}); botocore {new.botocore} is installed."
    if not lines:
        return f"{snapshots}\nThey describe the same requests.\n"
    return "\n".join([snapshots, "The installed one differs:", *lines, ""])


def changes(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """The differences from one model to another, a line each; release and dates don't count."""
    for name, operation in new.operations.items():
        before = old.operations.get(name)
        if before != operation:
            yield f"{name}: other members now distinguish it from the other operations"
    for name in sorted({*old.shapes, *new.shapes}):
        was, now = old.shapes.get(name), new.shapes.get(name)
        if was is None:
            yield f"{name}: new {new.shapes[name].type}"
        elif now is None:
            yield f"{name}: gone"
        elif was != now:
            yield from (f"{name}{line}" for line in _shape_changes(was, now))


def _shape_changes(was: Shape, now: Shape) -> Iterator[str]:
    for trait in ("type", "min", "max", "pattern", "member", "key", "value"):
        before, after = getattr(was, trait), getattr(now, trait)
        if before != after:
            yield f": {trait} {_shown(before)} -> {_shown(after)}"
    yield from _member_changes(was, now)
    added = [value for value in now.enum if value not in was.enum]
    removed = [value for value in was.enum if value not in now.enum]
    if added:
        yield f": new values {', '.join(added)}"
    if removed:
        yield f": values gone {', '.join(removed)}"


def _member_changes(was: Shape, now: Shape) -> Iterator[str]:
    for member, shape in now.members.items():
        if member not in was.members:
            yield f".{member}: new member of type {shape}{', required' if member in now.required else ''}"
        elif was.members[member] != shape:
            yield f".{member}: type {was.members[member]} -> {shape}"
    for member in was.members:
        if member not in now.members:
            yield f".{member}: gone"
        elif (member in was.required) != (member in now.required):
            yield f".{member}: now {'required' if member in now.required else 'optional'}"


def _shown(bound: object) -> str:
    return "none" if bound in (None, "") else str(bound)
