"""How deep the property tests go, and that they repeat: the profiles of hypothesis.

`dev` is the quick one, for whoever changes something; `pytest --hypothesis-profile=ci` is the deep one, for what lands
(`.ci/run`). Both draw the same requests on every machine and in every selection of tests, and neither looks at a clock.
"""

import gc

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from tests.effort import DEEP, EXAMPLES, QUICK

_REPEATABLE = settings(deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(QUICK, _REPEATABLE, max_examples=EXAMPLES[QUICK])
settings.register_profile(DEEP, _REPEATABLE, max_examples=EXAMPLES[DEEP])
settings.load_profile(QUICK)

# hypothesis also draws the constants of whatever modules are loaded, so that a test's inputs would depend on the tests
# beside it. No setting switches that off (6.170); should the function change its name, this fails at once.
pytest.MonkeyPatch().setattr(providers, "_get_local_constants", Constants)

gc.disable()  # all that is collected stays: looking for garbage in it took half of the collection's time


def pytest_collection_finish() -> None:
    gc.enable()
