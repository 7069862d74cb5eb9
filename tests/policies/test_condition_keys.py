"""IAM's condition keys are called as AWS calls them today, wherever policies and pages name one; see the source."""

import json
import re
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = json.loads((Path(__file__).parent / "condition_keys.json").read_text("utf-8"))
PAGES = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "policies").rglob("*.yaml"), ROOT / "README.md"]
KEY = re.compile(r"(?:IAM |`)((?:sagemaker|aws):(?!Create|Add)[A-Z]\w+)")  # those two begin the names of actions


def test_the_source_is_named_and_dated() -> None:
    assert TABLE["source"].startswith("https://docs.aws.amazon.com/")
    assert date.fromisoformat(TABLE["as_of"])
    assert TABLE["keys"] == sorted(TABLE["keys"])


def test_every_key_is_one_of_today() -> None:
    known = {key.partition("/")[0] for key in (*TABLE["keys"], *TABLE["global"])}
    named = {key: path.name for path in PAGES for key in KEY.findall(path.read_text("utf-8"))}
    assert len(named) > 10
    assert {key: page for key, page in named.items() if key not in known} == {}


def test_no_page_asks_for_a_key_by_its_old_name() -> None:
    for path in PAGES:
        text = path.read_text("utf-8")
        for old, new in TABLE["deprecated"].items():
            assert not re.search(rf"{old}\b", text), f"{path.name}: {old} is {new} today"


def test_the_first_version_of_the_aws_cli_is_said_to_be_in_maintenance() -> None:
    """In maintenance since 2026-07-15:
    https://aws.amazon.com/blogs/developer/aws-cli-v1-maintenance-mode-announcing-changes-to-dependency-updates/
    """
    assert "Version 1 is in maintenance" in (ROOT / "docs" / "guard.md").read_text("utf-8")
