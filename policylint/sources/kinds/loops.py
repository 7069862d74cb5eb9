"""Which nodes of a directed graph are in loops: its strongly connected components, by Kosaraju's algorithm.

Both passes keep stacks of their own, so that a graph may be of any length, and take time linear in its size.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

_Node = TypeVar("_Node")


def in_loops(ways: Mapping[_Node, Sequence[_Node]]) -> set[_Node]:
    """The nodes from which a way leads back to themselves; `ways` leads from each node to others that it has too."""
    back: dict[_Node, list[_Node]] = {node: [] for node in ways}
    for node, following in ways.items():
        for other in following:
            back[other].append(node)
    looping: set[_Node] = set()
    seen: set[_Node] = set()
    for start in reversed(_finished(ways)):
        component = _reached(back, start, seen)
        if len(component) > 1 or start in ways[start]:
            looping.update(component)
    return looping


def _finished(ways: Mapping[_Node, Sequence[_Node]]) -> list[_Node]:
    """All nodes in the order in which a search, depth first, is done with them."""
    order: list[_Node] = []
    seen: set[_Node] = set()
    for start in ways:
        stack = [(start, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((other, False) for other in ways[node])
    return order


def _reached(ways: Mapping[_Node, Sequence[_Node]], start: _Node, seen: set[_Node]) -> list[_Node]:
    """The nodes that can be reached from one and have not been seen before; they are seen now."""
    found: list[_Node] = []
    stack = [start]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            found.append(node)
            stack.extend(ways[node])
    return found
