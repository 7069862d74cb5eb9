"""The words of the field, wherever people read: documentation, help and messages. Only `why` texts may have a voice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from policylint.catalogue import load
from policylint.commands import COMMANDS
from tests.cli import policylint

ROOT = Path(__file__).parents[1]

# Each with what to write instead.
WORDS = {
    r"\b(un)?mend(s|ed|ing)?\b": "fix",
    r"\b(is|are|be|was) told\b|\btold (by|apart)\b|\btells? (of|apart|what)\b|\bcannot tell\b": "report, show, say",
    r"\bdear(er|est)?\b": "expensive",
    r"\bpass(es|ed|ing)? over\b": "skip",
    r"\bin vain\b": "without effect",
    r"\bsmall letters\b|\bin capitals\b": "lowercase, uppercase",
    r"(?<!there )\b(is|was) no (?!longer|more|less|such|part)[a-z]": "is not a",
    r"\bare no (numbers|secrets|members|settings)": "are not",
    r"\bdo not do\b": "are not accepted",
    r"\bpacks of policies\b|\bstronger word\b": "policy packs, precedence",
}
_WHY = re.compile(r"^## Why$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def refused(text: str) -> list[str]:
    """The words in a text that the field does not use, each with a little of what stands around it."""
    found = []
    for pattern, instead in WORDS.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            around = " ".join(text[max(0, match.start() - 40) : match.end() + 20].split())
            found.append(f"{around!r}: write {instead}")
    return found


def pages() -> Iterator[Path]:
    yield from sorted((ROOT / "docs").rglob("*.md"))
    yield from sorted((ROOT / "tests/rules/golden").iterdir())


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_documentation_and_messages_use_the_words_of_the_field(page: Path) -> None:
    assert refused(_WHY.sub("", page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_uses_the_words_of_the_field(command: str, tmp_path: Path) -> None:
    assert refused(policylint(command, "--help", cwd=tmp_path).out) == []


def test_rules_use_the_words_of_the_field() -> None:
    for rule in load().rules.values():
        assert refused(f"{rule.name.replace('-', ' ')}\n{rule.title}\n{rule.fix}") == [], rule.id


def test_refused_words_are_found() -> None:
    assert len(refused("The dearest is no job; it is told what to mend, in vain.")) == 5
    assert refused("There is no job here, and it is no longer read.") == []
