"""What is read from Terraform source is what Terraform comes to, or unknown: held to recordings of the real program."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policylint.sources.terraform.module import Module
from policylint.sources.terraform.source import RESOURCES, configuration
from policylint.sources.terraform.syntax import parse
from policylint.sources.terraform.values import NotSure, plain
from policylint.unknown import Unknown
from tests.terraform_sources.record import EXPRESSIONS, PLANNED, configurations

_RECALL = 0.8
"""Of these expressions, most of which a generator drew, so many are known at least."""


def evaluated(expression: str) -> str | None:
    text = parse("main.tf", f"locals {{\n  it = jsonencode({expression}\n)\n}}\n")
    value = Module("<stdin>", text).local("it")
    try:
        return None if value is None else str(plain(value))
    except NotSure:
        return None


def test_expressions_are_what_terraform_makes_of_them_or_unknown() -> None:
    recorded = json.loads(EXPRESSIONS.read_text())["expressions"]
    accepted = {one: text for one, text in recorded.items() if text is not None}
    found = {one: evaluated(one) for one in accepted}
    different = {one: (text, accepted[one]) for one, text in found.items() if text not in (None, accepted[one])}
    assert different == {}
    assert sum(text is not None for text in found.values()) >= _RECALL * len(accepted)


@pytest.mark.parametrize("folder", configurations(), ids=lambda folder: folder.name)
def test_resources_are_what_terraform_plans_or_unknown(folder: Path) -> None:
    planned = json.loads((folder / PLANNED).read_text())
    file = folder / "main.tf"
    resources = configuration(file.read_text(), str(file))[RESOURCES]
    found = {one.address: one.get("input") for one in resources if one.kind == "terraform_data"}
    assert found.keys() == planned.keys()
    for address, value in planned.items():
        assert list(differences(found[address], value, address)) == []


def differences(read: Any, planned: Any, at: str) -> Iterator[str]:
    """Where what was read is another value than the planned one; a candidate has to be that one, too."""
    if isinstance(read, Unknown):
        if read.candidates and len(read.candidates) == 1 and read.candidates[0].value != planned:
            yield f"{at}: {read.candidates[0].value!r} is shown for {planned!r}"
    elif isinstance(read, dict) and isinstance(planned, dict):
        for name in read.keys() | planned.keys():
            yield from differences(read.get(name), planned.get(name), f"{at}.{name}")
    elif isinstance(read, list) and isinstance(planned, list) and len(read) == len(planned):
        for index, (one, other) in enumerate(zip(read, planned, strict=True)):
            yield from differences(one, other, f"{at}[{index}]")
    elif isinstance(read, dict | list) and isinstance(
        planned, str
    ):  # what is encoded is given as what it was made from
        yield from differences(read, json.loads(planned), at)
    elif read != planned or isinstance(read, bool) != isinstance(planned, bool):
        yield f"{at}: {read!r} instead of {planned!r}"


def test_nothing_but_what_a_plan_has_to_tell_is_unknown() -> None:
    folder = next(one for one in configurations() if one.name == "templates")
    resources = configuration((folder / "main.tf").read_text(), str(folder / "main.tf"))[RESOURCES]
    assert [one.address for one in resources if isinstance(one["input"], Unknown)] == []
