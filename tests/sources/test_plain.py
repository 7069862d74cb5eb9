"""What YAML's readers make of plain scalars, held to the readers themselves: those in Python are run here, all of them
were by `scripts/make-files readers`, which wrote `made/readers.json`: js-yaml, yaml (as YAML 1.1, the way that cdk8s
2.70.106 has it), kubectl with `annotate --local -f`, and with what `kubectl kustomize` makes.
"""

import json
import math
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from policylint.sources.formats.plain import (
    CDK8S,
    JS_YAML,
    KUBECTL,
    KUSTOMIZE,
    PYYAML,
    SCHEMAS,
    YAML_1_2,
    PyYaml,
    Schema,
    differ,
    may_differ,
)

NAN = math.nan
WORDS = ["yes", "on", "y", "N", "no", "Off", "true", "TRUE", "null", "~", "None", "nUll", "<", "a", "e", "ml.m5.xlarge"]
SIGNS = st.text("0123456789abcdefox_+-.:eETZ ", min_size=1, max_size=12)
NUMBERS = st.from_regex(
    r"[-+]?(0[box]?)?[0-9_]{1,4}(\.[0-9_]{0,3})?([eE][-+]?[0-9]{1,2})?(:[0-5]?[0-9]){0,2}", fullmatch=True
)
DATES = st.from_regex(
    r"20[0-3][0-9]-[01]?[0-9]-[0-3]?[0-9]([T ][0-2]?[0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?Z?)?", fullmatch=True
)
SCALARS = st.sampled_from(WORDS) | SIGNS | NUMBERS | DATES


def of_pyyaml(text: str) -> Any:
    return yaml.safe_load(f"a: {text}\n")["a"]


def of_ruamel(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(StringIO(f"a: {text}\n"))["a"]


@pytest.mark.parametrize(("schema", "reader"), [(PYYAML, of_pyyaml), (YAML_1_2, of_ruamel)], ids=["PyYAML", "ruamel"])
@given(text=SCALARS)
def test_a_scalar_is_read_as_the_reader_reads_it(schema: Any, reader: Any, text: str) -> None:
    try:
        value = reader(text)
    except Exception:  # the text is no scalar, or one that the reader refuses  # noqa: BLE001
        assume(False)
    assume(text == text.strip() and not isinstance(value, dict | list))
    found = schema.read(text)
    assert not differ(found, value), (found, value)


# scalar: PyYAML, YAML 1.2, js-yaml, kubectl -f, kustomize, cdk8s
TABLE: dict[str, tuple[Any, ...]] = {
    "yes": (True, "yes", "yes", True, "yes", True),
    "on": (True, "on", "on", True, "on", True),
    "y": ("y", "y", "y", True, "y", True),
    "n": ("n", "n", "n", False, "n", False),
    "010": (8, 10, 10, 8, 8, 8),
    "0o10": ("0o10", 8, 8, 8, 8, "0o10"),
    "0b11": (3, 3, 3, 3, 3, 3),
    "0x1F": (31, 31, 31, 31, 31, 31),
    "5e-5": ("5e-5", 5e-5, 5e-5, 5e-5, 5e-5, 5e-5),
    "1e3": ("1e3", 1000, 1000, 1000, 1000, 1000),
    "5.0e-5": (5e-5, 5e-5, 5e-5, 5e-5, 5e-5, 5e-5),
    "5.0e5": ("5.0e5", 5e5, 5e5, 5e5, 5e5, 5e5),
    "e1": ("e1", "e1", "e1", "e1", "e1", NAN),
    "1_000": (1000, 1000, "1_000", 1000, 1000, 1000),
    "12:30:00": (45000, "12:30:00", "12:30:00", "12:30:00", "12:30:00", 45000),
    "09": ("09", 9, 9, 9, 9, 9),
    ".5": (0.5,) * 6,
    "+1": (1,) * 6,
    "1.0": (1,) * 6,
    "~": (None,) * 6,
    "null": (None,) * 6,
    "Null": (None,) * 6,
    "none": ("none",) * 6,
    "ml.m5.xlarge": ("ml.m5.xlarge",) * 6,
    "1.4": (1.4,) * 6,
    "10.0.0.0/8": ("10.0.0.0/8",) * 6,
}  # fmt: skip


@pytest.mark.parametrize("text", TABLE)
def test_the_table(text: str) -> None:
    found = [schema.read(text) for schema in (PYYAML, YAML_1_2, JS_YAML, KUBECTL, KUSTOMIZE, CDK8S)]
    assert not any(map(differ, found, TABLE[text])), found
    assert may_differ(text) == any(differ(TABLE[text][0], other) for other in TABLE[text])


READERS: dict[str, Schema | PyYaml] = {
    "PyYAML": PYYAML,
    "YAML 1.2": YAML_1_2,
    "js-yaml": JS_YAML,
    "kubectl": KUBECTL,
    "kustomize": KUSTOMIZE,
    "cdk8s": CDK8S,
}
RECORDED: dict[str, Any] = json.loads((Path(__file__).parent.parent / "made" / "readers.json").read_text("utf-8"))
# kustomize writes a day as the first moment of it, and JavaScript takes 2026-13-01 for one in 2027: text as well.
ONLY_TEXT = {("2026-11-27", "kustomize"), ("2026-1-2", "kustomize"), ("2026-13-01", "js-yaml"), ("2026-13-01", "cdk8s")}


@pytest.mark.parametrize("text", RECORDED["scalars"])
def test_the_schemas_are_as_the_real_readers(text: str) -> None:
    row = RECORDED["scalars"][text]
    assert row.keys() == READERS.keys()
    for name, answer in row.items():
        found, said = READERS[name].read(text), answer.get("error") if isinstance(answer, dict) else None
        if said:  # it is refused: a number that JSON lacks, a day that does not exist, a sign with a meaning of its own
            assert found == text or not math.isfinite(found), name
        elif (text, name) in ONLY_TEXT:
            assert isinstance(found, str), name
        else:
            value = recorded(answer)
            same_double = type(value) is int and type(found) is int and float(found) == float(value) > 2**53
            assert same_double or not differ(found, value), (name, found, answer)


def recorded(answer: Any) -> Any:
    """A value as the recording has it; JavaScript and Go write large numbers rounded."""
    if not isinstance(answer, dict):
        return answer
    if "date" in answer:
        return (datetime if "T" in answer["date"] else date).fromisoformat(answer["date"])
    return answer["text"] if "text" in answer else float(answer["number"].lower().replace("infinity", "inf"))


def test_names_of_members_are_read_as_values_are() -> None:
    for name, answer in RECORDED["keys"].items():
        value = KUBECTL.read(name)
        if value is None:
            assert answer == {"error": True}
        else:
            assert answer == (value if isinstance(value, str) else str(value).lower()), name


@given(SCALARS)
def test_what_is_not_looked_at_is_read_alike_by_all(text: str) -> None:
    if not may_differ(text):
        first, *others = (schema.read(text) for schema in SCHEMAS)
        assert not any(differ(first, other) for other in others)
