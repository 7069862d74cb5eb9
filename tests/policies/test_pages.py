"""The pages about policies tell the truth: what they show is loaded, tried, and found where they say."""

import re
from pathlib import Path

import pytest
import yaml

from policylint.policies.cases import BASES, read_cases
from policylint.policies.facts import FACTS
from policylint.policies.locating import shipped
from policylint.policies.model import CaseModel, PolicyModel
from policylint.policies.packs import Pack, build, read_packs
from policylint.policies.rules import load
from policylint.suppressions.waivers import WaiverModel
from tests.cli import policylint
from tests.test_docs import ROOT, blocks

DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples" / "policies"
MANUAL, TUTORIAL, MIGRATING = (DOCS / f"{name}.md" for name in ("policies", "policies-tutorial", "migrating"))


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return read_packs(list(shipped()), ROOT)


@pytest.mark.parametrize("block", blocks(MANUAL, "yaml"), ids=lambda block: block.split("\n")[0])
def test_yaml_of_the_manual_is_what_it_is_said_to_be(block: str, tmp_path: Path) -> None:
    read = yaml.safe_load(block)
    if "waivers" in read:
        (tmp_path / "waivers.yaml").write_text(block, encoding="utf-8")
        outcome = policylint("waivers", "--waivers", "waivers.yaml", "--isolated", cwd=tmp_path)
        assert (outcome.code, outcome.err) == (0, "")
    elif "cases" in read:
        folder = tmp_path / "pack"
        folder.mkdir()
        (folder / "pack.yaml").write_text((EXAMPLES / "acme/drafts/isolation.yaml").read_text(encoding="utf-8"))
        (folder / "pack.test.yaml").write_text(block, encoding="utf-8")
        outcome = policylint("test", "./pack", "--require-coverage", "--isolated", cwd=tmp_path)
        assert (outcome.code, outcome.out) == (0, "3 cases, 0 failed\n")
    else:
        (tmp_path / "pack.yaml").write_text(block, encoding="utf-8")
        build(read_packs(["./pack.yaml"], tmp_path), valued=False)


def test_the_manual_names_every_key_and_every_fact() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    fields = [*PolicyModel.model_fields.items(), *CaseModel.model_fields.items(), *WaiverModel.model_fields.items()]
    names = [*(field.alias or name for name, field in fields), *FACTS, *BASES]
    assert [name for name in names if f"`{name}`" not in text] == []


NULLS = re.findall(
    r"^\| `+ ?(\S.*?\S|\S) ?`+ \| (null|true|false|refused) \| (fails|passes) \| (fails|passes) \|$",
    MANUAL.read_text(encoding="utf-8"),
    re.MULTILINE,
)
_MEMBERS = {
    "X": "(OutputDataConfig.KmsKeyId)",
    "N": "StoppingCondition.MaxWaitTimeInSeconds",
    "L": "InputDataConfig",
    "A": "ContentType",
}


@pytest.mark.parametrize(("expression", "comes_to", "asserted", "denied"), NULLS)
def test_what_is_missing_means_what_the_manual_says(
    expression: str, comes_to: str, asserted: str, denied: str, tmp_path: Path
) -> None:
    written = re.sub(r"\b[XNLA]\b", lambda letter: _MEMBERS[letter[0]], expression)
    pack = {
        "policies": [
            {"name": f"{key}-{missing or 'unsaid'}", key: written, "message": "m", "fix": "f", "reason": "r"}
            | ({"missing": missing} if missing else {})
            for key in ("assert", "deny")
            for missing in ("pass", "fail", None)
        ]
    }
    (tmp_path / "pack.yaml").write_text(yaml.safe_dump(pack), encoding="utf-8")
    (policies,) = [load(["./pack.yaml"], root=tmp_path).policies]
    found = {policy.name: "fails" if policy.judge(BASES["training"]) else "passes" for policy in policies}
    assert found["assert-unsaid"] == asserted
    assert found["deny-unsaid"] == denied
    if comes_to in ("null", "refused"):
        assert [found["assert-pass"], found["deny-pass"]] == ["passes", "passes"]
        assert [found["assert-fail"], found["deny-fail"]] == ["fails", "fails"]
    else:
        assert {found["assert-pass"], found["assert-fail"]} == {asserted}
        assert {found["deny-pass"], found["deny-fail"]} == {denied}


def test_the_table_of_what_is_missing_was_read() -> None:
    assert len(NULLS) == 10


def test_the_tutorial_shows_the_files_as_they_are(tmp_path: Path) -> None:
    policylint("init", "--name", "acme", cwd=tmp_path)
    folders = (EXAMPLES / "acme", tmp_path)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    texts = [path.read_text(encoding="utf-8") for path in files]
    shown = [*blocks(TUTORIAL, "yaml"), *blocks(TUTORIAL, "toml")[:1]]
    assert [block for block in shown if not any(block in text for text in texts)] == []


@pytest.mark.parametrize("language", ["guard", "rego", "yaml"])
def test_the_rewritten_rules_are_those_that_are_tested(language: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (EXAMPLES / "migrated").iterdir()]
    shown = blocks(MIGRATING, language)
    assert shown
    assert [block for block in shown if block not in texts] == []


ROWS = [line for line in MIGRATING.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
_PEERS = ("Prowler ", "Steampipe ", "Checkov ", "IAM ")


def test_every_rule_that_a_policy_says_it_serves_is_in_the_table(packs: list[Pack]) -> None:
    missing = []
    for pack in packs:
        for name, entry in pack.entries.items():
            for tag in entry.model.tags:
                peer = next((peer for peer in _PEERS if tag.startswith(peer)), None)
                if peer is not None:
                    rule = tag.removeprefix(peer)
                    if not any(re.search(rf"{re.escape(rule)}\b", row) and f"[{name}](" in row for row in ROWS):
                        missing.append((rule, name))
    assert missing == []


def test_one_pack_has_the_policies_of_the_first_tables(packs: list[Pack]) -> None:
    text = MIGRATING.read_text(encoding="utf-8").partition("## IAM condition keys")[0]
    named = set(re.findall(r"\]\(policies/[a-z-]+/([a-z-]+)\.md\)", text))
    (security,) = [pack for pack in packs if pack.name == "aws-fsbp"]
    assert len(named) > 8
    assert named <= security.entries.keys()


def test_every_policy_has_a_page_with_a_failing_and_a_passing_case(packs: list[Pack]) -> None:
    for pack in packs:
        policies = {policy.name: policy for policy in build([pack])}
        tried = {case.policy for case in read_cases(pack, policies)}
        for name, policy in policies.items():
            if policy.pack == pack.name:
                assert name in tried
                text = (DOCS / "policies" / pack.name / f"{name}.md").read_text(encoding="utf-8")
                assert [heading for heading in ("## Fails", "## Passes") if heading not in text] == []


def test_waivers_of_the_example_are_in_use() -> None:
    outcome = policylint("check", "--quiet", "jobs", cwd=EXAMPLES / "acme")
    assert "LINT12" not in outcome.out
    assert outcome.code == 1
