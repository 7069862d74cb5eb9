"""Agreement with botocore, over the whole API model: what its ParamValidator rejects we reject, at the same member;
what it accepts and the model's bounds allow, we accept."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policylint.finding import Severity
from policylint.job import TRAINING, TUNING
from policylint.path import Route, parse_path
from policylint.schema.compile import accepts
from policylint.schema.faults import faults
from tests.effort import examples
from tests.strategies import every_fault, requests

THOROUGH = settings(max_examples=examples(200), suppress_health_check=list(HealthCheck))
# What botocore does not look at: enums, patterns, and upper bounds.
UNSEEN = {"SM1004", "SM1005", "SM1006", "SM1007", "SM1008", "SM1009"}

_KEY = re.compile(r" \(key: (.*)\)$", re.DOTALL)


@lru_cache(maxsize=1)
def service() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("sagemaker", "service-2"))


def botocore_says(operation: str, request: Any) -> set[str]:
    """The places that botocore's report names, with the member that is missing or unknown, or the key at fault."""
    report = ParamValidator().validate(request, service().operation_model(operation).input_shape)
    return {
        _KEY.sub(r".\1", name)
        + "".join(f".{details[key]}" for key in ("required_name", "unknown_param") if key in details)
        for _, name, details in report._errors
    }


def as_botocore(route: Route) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in route)


def errors(operation: str, request: Any) -> Iterator[tuple[str, str]]:
    for finding in faults(operation, request):
        if (finding.severity or Severity.ERROR) is Severity.ERROR and finding.rule != "SM1010":
            yield finding.rule, as_botocore(parse_path(finding.path))


def agree(operation: str, request: Any) -> None:
    theirs = botocore_says(operation, request)
    ours = set(errors(operation, request))
    assert theirs <= {place for _, place in ours}
    assert {rule for rule, place in ours if place not in theirs} <= UNSEEN


@pytest.mark.parametrize("operation", [TRAINING, TUNING])
def test_what_is_valid_is_accepted(operation: str) -> None:
    @THOROUGH
    @given(requests(operation))
    def holds(request: dict[str, Any]) -> None:
        assert botocore_says(operation, request) == set()
        assert accepts(operation, request)
        assert list(faults(operation, request)) == []

    holds()


@pytest.mark.parametrize("operation", [TRAINING, TUNING])
def test_each_fault_is_found_where_it_is(operation: str) -> None:
    @settings(THOROUGH, max_examples=examples(40))  # each request is broken in some hundred ways
    @given(requests(operation))
    def holds(request: dict[str, Any]) -> None:
        for faulty in every_fault(operation, request):
            found = list(faults(operation, faulty.request))
            assert (faulty.rule, faulty.route) in {(finding.rule, parse_path(finding.path)) for finding in found}
            assert not accepts(operation, faulty.request)
            agree(operation, faulty.request)

    holds()


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from([Decimal(1), date(2026, 1, 1)]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("AbZ", max_size=3), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def disturbed(draw: st.DrawFn, operation: str) -> dict[str, Any]:
    """A valid request in which any value anywhere has become something else."""
    request = draw(requests(operation))

    def disturb(value: Any) -> Any:
        if draw(st.integers(0, 9)) == 0:
            return draw(ANYTHING)
        if isinstance(value, dict):
            return {key: disturb(item) for key, item in value.items()}
        if isinstance(value, list):
            return draw(st.sampled_from([list, tuple]))([disturb(item) for item in value])
        return value

    return {key: disturb(value) for key, value in request.items()}


@pytest.mark.parametrize("operation", [TRAINING, TUNING])
def test_any_disturbance_is_judged_alike(operation: str) -> None:
    @THOROUGH
    @given(disturbed(operation))
    def holds(request: dict[str, Any]) -> None:
        agree(operation, request)
        if accepts(operation, request):
            assert list(faults(operation, request)) == []

    holds()


@pytest.mark.parametrize("request_", [None, [], "text", 5, {}, {"TrainingJobName": None}])
def test_what_is_no_request_at_all(request_: Any) -> None:
    agree(TRAINING, request_)
    assert not accepts(TRAINING, request_)
