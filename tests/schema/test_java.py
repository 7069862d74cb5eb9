"""Java itself as the judge of the translations: once for all patterns, in one run of a small program."""

import re
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest
import regex
from pydantic_core import SchemaValidator, core_schema

from policylint.schema.pattern_words import WORDS
from policylint.schema.patterns import python, translate
from policylint.schema.snapshot import snapshot
from tests.java_patterns import in_python
from tests.schema.texts import TELLING

# Constructs that today's model does not use but that the reader knows, each with a string that matches.
KNOWN = {
    "^[^a-c-]+$": "xyz",
    "[\\w-]+": "a-b",
    "[a\\-z]*": "a-z",
    "[+--]+": "+,-",
    "[^\\s]{2}": "ab",
    "\\D\\W\\S": "a-b",
    "\\P{L}\\p{Lu}": "1A",
    "[^\\p{N}x]+": "ab",
    "\\p{Alpha}\\p{Digit}\\p{ASCII}": "a1~",
    "(a|bc|)d": "bcd",
    "(?:ab)+?c??": "ababc",
    "(?=a).{1,3}": "abc",
    "(?!a)\\w+": "bcd",
    "(?<=a)b|ab(?<=b)": "ab",
    "\\t\\n\\r\\f\\x41\\u00e9": "\t\n\r\x0cAé",
    "[.$^*(){}|&~#/]+": "$^",
    "\\.\\\\\\/\\_": ".\\/_",
    "x{2}y{0}z{1,}": "xxz",
}


def variations(text: str, random: Random) -> set[str]:
    """The text, itself and with a few characters put in, taken out or replaced."""
    found = {text, "", text + "\n", "\n" + text, text + "\u0085", text + "-", text + text}
    while len(found) < 120:
        varied = text
        for _ in range(random.randint(1, 3)):
            at = random.randint(0, len(varied))
            varied = varied[:at] + random.choice(["", *TELLING]) + varied[at + random.randint(0, 1) :]
        found.add(varied)
    return found


@pytest.fixture(scope="module")
def verdicts() -> dict[tuple[str, str], bool]:
    """Java's verdict on each pattern and each of many strings."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("no java on the PATH to ask")
    random = Random(20261124)
    shown = {pattern: words.example for pattern, words in WORDS.items()} | KNOWN
    asked = [(pattern, text) for pattern, match in shown.items() for text in sorted(variations(match, random))]
    lines = "".join(f"{pattern.encode().hex()}\t{text.encode().hex()}\n" for pattern, text in asked)
    oracle = Path(__file__).with_name("Oracle.java")
    ran = subprocess.run([java, oracle], input=lines, capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip(
            f"this java runs no source file (it takes a JDK of version 17 or later): {ran.stderr.strip()[:200]}"
        )
    answers = ran.stdout.strip()
    assert len(answers) == len(asked)
    return {question: answer == "1" for question, answer in zip(asked, answers, strict=True)}


def test_the_translations_match_what_java_matches(verdicts: dict[tuple[str, str], bool]) -> None:
    wrong = []
    for (pattern, text), verdict in verdicts.items():
        translation = translate(pattern)
        if translation is None:
            assert verdict
            continue
        schema = core_schema.str_schema(pattern=translation.text, regex_engine=translation.engine)
        if SchemaValidator(schema).isinstance_python(text) != verdict:
            wrong.append((pattern, text, verdict))
    assert wrong == []


def test_python_matches_what_java_matches(verdicts: dict[tuple[str, str], bool]) -> None:
    patterns = {shape.pattern for shape in snapshot().shapes.values()}
    wrong = []
    for (pattern, text), verdict in verdicts.items():
        translation = python(pattern) if pattern in patterns else None
        if translation is None or (translation[1] and not text.isascii()):
            continue
        if (re.match(translation[0], text) is not None) != verdict:
            wrong.append((pattern, text, verdict))
    assert wrong == []


def test_java_agrees_with_the_other_oracle(verdicts: dict[tuple[str, str], bool]) -> None:
    patterns = {shape.pattern for shape in snapshot().shapes.values()}
    judged = {question: verdict for question, verdict in verdicts.items() if question[0] in patterns}
    assert {
        (pattern, text): regex.fullmatch(in_python(pattern), text) is not None for pattern, text in judged
    } == judged


def test_every_pattern_was_asked_about_on_both_sides(verdicts: dict[tuple[str, str], bool]) -> None:
    for verdict in (True, False):
        seen = {pattern for (pattern, _), answer in verdicts.items() if answer is verdict}
        assert {pattern for pattern, _ in verdicts} - seen <= {"[\\S\\s]*"}
