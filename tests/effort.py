"""How many examples a property is tried with: those it names in the deep run, a part of them in the quick one."""

import pytest
from hypothesis import settings

QUICK, DEEP = "dev", "ci"
EXAMPLES = {QUICK: 20, DEEP: 100}  # where a test names no number


def deep() -> bool:
    """Whether this is the deep run."""
    return settings.get_current_profile_name() == DEEP


def examples(deep_run: int) -> int:
    """As many examples as given in the deep run, an eighth in the quick one (of which the first is the simplest)."""
    return deep_run if deep() else max(3, deep_run // 8)


def in_depth() -> pytest.MarkDecorator:
    """Leaves a test to the deep run: it takes seconds for what another one tries in brief."""
    return pytest.mark.skipif(not deep(), reason="takes seconds, and another test tries the same in brief: deep run")
