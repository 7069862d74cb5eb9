"""The loops of a state machine."""

from hypothesis import given
from hypothesis import strategies as st

from policylint.sources.kinds.loops import in_loops

GRAPHS = st.integers(1, 7).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, size - 1), max_size=4), min_size=size, max_size=size)
)


@given(GRAPHS)
def test_a_node_in_a_loop_is_one_that_reaches_itself(graph: list[list[int]]) -> None:
    ways = dict(enumerate(graph))
    assert in_loops(ways) == {node for node in ways if node in reached(ways, node)}


def reached(ways: dict[int, list[int]], start: int) -> set[int]:
    """The slow way: all that can be come to from a node."""
    found = set(ways[start])
    while more := {way for node in found for way in ways[node]} - found:
        found |= more
    return found


def test_a_chain_of_any_length_has_no_loop_until_it_is_closed() -> None:
    chain = {node: [node + 1] for node in range(20_000)} | {20_000: list[int]()}
    assert in_loops(chain) == set()
    assert in_loops(chain | {20_000: [19_999]}) == {19_999, 20_000}
    assert in_loops(chain | {20_000: [0]}) == set(chain)
