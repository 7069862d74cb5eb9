"""Which names of its scope an expression asks for, and the paths that it is about."""

from collections.abc import Iterator

from policylint.policies.syntax import Node

_FIRST_ONLY = frozenset(("filter_projection", "projection", "value_projection"))
_SEQUENCES = frozenset(("index_expression", "pipe", "subexpression"))


def root_names(node: Node) -> frozenset[str]:
    """The names that are looked up in the scope itself, not in something within it."""
    return frozenset(_root_names(node))


def _root_names(node: Node) -> Iterator[str]:
    kind, children = node["type"], node["children"]
    if kind == "field":
        yield node["value"]
    elif kind in _SEQUENCES:
        itself = [child["type"] in ("current", "identity") for child in children]
        yield from _root_names(
            next((child for child, same in zip(children, itself, strict=True) if not same), children[0])
        )
    elif kind in _FIRST_ONLY:
        yield from _root_names(children[0])
    elif kind not in ("expref", "slice", "literal", "index"):
        for child in children:
            yield from _root_names(child)


def paths(node: Node) -> Iterator[str]:
    """The paths of plain names that an expression looks up in its scope, as text, in their order."""
    kind, children = node["type"], node["children"]
    if kind == "field":
        yield str(node["value"])
    elif kind == "subexpression" and all(child["type"] == "field" for child in children):
        yield ".".join(str(child["value"]) for child in children)
    elif kind not in ("expref", "slice", "literal", "index"):
        for child in children[:1] if kind in _SEQUENCES or kind in _FIRST_ONLY else children:
            yield from paths(child)
