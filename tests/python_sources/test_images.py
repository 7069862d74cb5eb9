"""The images that `image_uris.retrieve` of the real SDK gave, beside those that the table here gives."""

import json
from pathlib import Path
from typing import Any

import pytest

from policylint.sources.python.libraries.images import Asked, image

FILE = Path(__file__).parent / "recorded" / "images.json"
ASKED: list[dict[str, Any]] = json.loads(FILE.read_text())["asked"]


def given(arguments: dict[str, Any]) -> str | None:
    return image(
        Asked(
            arguments["framework"],
            arguments["region"],
            arguments.get("version"),
            arguments.get("py_version"),
            arguments.get("instance_type"),
            arguments.get("image_scope"),
            base=arguments.get("base_framework_version"),
        )
    )


@pytest.mark.parametrize("case", ASKED, ids=lambda case: "-".join(map(str, case["arguments"].values())))
def test_an_image_is_the_sdks_or_not_known(case: dict[str, Any]) -> None:
    assert given(case["arguments"]) in (case["answer"], None)


def test_nearly_all_images_are_known() -> None:
    answered = [case for case in ASKED if case["answer"] is not None]
    assert len(answered) >= 50
    assert sum(given(case["arguments"]) == case["answer"] for case in answered) >= 0.95 * len(answered)
